#pragma once
// The node's own evidence until the gateway fetches it: a chain of signed bundles, capped in octets and in
// rate, the oldest given up first, all of them before a report would find the disk full.
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "node/evidence/bundle.hpp"
#include "node/spool/file_system.hpp"

namespace sb::node {

struct EvidenceOptions {
  std::filesystem::path directory;
  std::uint64_t most_octets = 512ULL << 20U;
  std::uint64_t least_free_octets = 1ULL << 30U;  ///< of the disk: left to the reports
  double most_per_hour = 30.0;                    ///< saved up for an hour at most
  SnippetLimits snippet;
};

struct EvidenceCounters {
  std::uint64_t kept = 0, octets = 0;  ///< now
  std::uint64_t given_up = 0;          ///< for want of room, since opening
  std::uint64_t not_taken = 0;         ///< over the rate, or refused by the disk
};

/// Any thread; keep() takes as long as the disk.
class EvidenceStore {
 public:
  /// Octets of a chunk: what is left of an envelope's 64 KiB.
  static constexpr std::size_t kChunk = std::size_t{48} * 1024;

  static Result<std::unique_ptr<EvidenceStore>> open(FileSystem& files, EvidenceOptions options,
                                                     const wire::SigningKey& key);

  /// Cuts the finding's band out of the block and keeps it under evidence_id_of(report). False: the rate, the
  /// disk, or a band that does not lie in the block.
  bool keep(const dsp::IqBlock& block, double centre_hz, double bandwidth_hz, const wire::pb::Report& report,
            Circumstance circumstance, double now_s);
  /// Gives the oldest up while the disk is short of room. Cheap; every second.
  void give_way();
  /// kNotFound: never kept, or given up.
  Result<wire::pb::EvidenceChunk> chunk(const std::string& id, std::uint64_t from_octet) const;
  EvidenceCounters counters() const;

 private:
  struct Piece {
    std::string file;
    std::uint64_t octets = 0;
  };
  EvidenceStore(FileSystem& files, EvidenceOptions options, const wire::SigningKey& key)
      : files_(files), options_(std::move(options)), key_(key) {}
  Result<void> recover();
  bool rate_allows(double now_s);
  void make_room(std::uint64_t octets);
  void give_up_oldest();
  bool disk_is_short() const;
  const Piece* find(const std::string& id) const;

  FileSystem& files_;
  EvidenceOptions options_;
  const wire::SigningKey& key_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, Piece> pieces_;  ///< by number: the order of the chain
  std::uint64_t next_ = 1;
  std::string head_ = std::string(64, '0');  ///< hash of the last statement
  double allowed_ = 0.0, allowed_at_s_ = 0.0;
  bool rate_begun_ = false;
  EvidenceCounters counted_;
};

/// "0123456789abcdef-42": boot and number of the report, so that a gateway knows what to ask for.
std::string evidence_id_of(const wire::pb::Report& report);

}  // namespace sb::node
