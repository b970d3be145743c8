#pragma once
// Numbers, chains, signs and stores reports. A number is used up only by a report that is on disk, and each
// report holds the hash of the one before it, so that nothing can be taken out or put in unseen.
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>

#include <spdlog/logger.h>

#include "node/spool/spool.hpp"
#include "wire/codec.hpp"

namespace sb::node {

struct ReportCounters {
  std::uint64_t made = 0;     ///< highest seq on disk
  std::uint64_t waiting = 0;  ///< in memory, for want of disk
  std::uint64_t lost = 0;     ///< pushed out of memory while there was no disk
  std::uint64_t invalid = 0;  ///< broke a rule of the wire: our mistake, said in the log
};

/// Any thread. store() takes as long as a disk flush.
class ReportChain {
 public:
  /// Findings that wait in memory while the disk refuses. Overflow: the oldest is dropped and counted in
  /// `lost`.
  static constexpr std::size_t kMaxWaiting = 256;

  /// Makes the event that tells of refused records, when there is room again.
  using RefusalEvent = std::function<wire::pb::Report(const std::string& reason, std::uint64_t refused)>;

  ReportChain(Spool& spool, const wire::SigningKey& key, std::uint64_t boot_id, RefusalEvent make_event,
              spdlog::logger& log);

  /// What became of a report; true when it is safe, on disk or waiting.
  struct Stored {
    bool safe = false;
    std::uint64_t seq = 0;  ///< 0: it waits, its number is not known yet
    explicit operator bool() const { return safe; }
  };
  /// Stores `report` and gives it its boot_id, seq and prev_hash, or keeps it for retry().
  Stored store(wire::pb::Report& report);
  Stored store(wire::pb::Report&& report) { return store(report); }
  /// Tries what waits; cheap when nothing does.
  void retry();
  /// Why the disk refuses; empty when it does not.
  std::string refusal() const;
  ReportCounters counters() const;

 private:
  bool append(wire::pb::Report& report);
  void store_waiting();
  void refused(const std::string& reason);

  mutable std::mutex mutex_;
  Spool& spool_;
  const wire::SigningKey& key_;
  std::uint64_t boot_id_;
  RefusalEvent make_event_;
  spdlog::logger& log_;
  std::uint64_t seq_ = 0;  ///< of the last report on disk
  std::string prev_hash_;
  std::deque<wire::pb::Report> waiting_;
  std::string refusal_;
  std::uint64_t refusals_ = 0;  ///< in this stretch without disk
  ReportCounters counted_;
};

}  // namespace sb::node
