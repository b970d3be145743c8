#pragma once
// What the node has found and the gateway does not have on disk yet. Survives kill -9, power cuts and full
// disks; forgets only what the gateway acknowledged (docs/adr/0003). Octets on disk: FORMAT.md.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "node/spool/file_system.hpp"
#include "node/spool/record.hpp"
#include "node/spool/segment.hpp"

namespace sb::node {

enum class SyncPolicy {
  kEachRecord,  ///< append() returns when the record is on disk
  kBatch,       ///< records count as on disk at the next sync(); at most kBatchRecords are at stake
};

struct SpoolOptions {
  std::filesystem::path directory;
  std::uint64_t max_bytes = 1ULL << 30U;
  std::uint64_t segment_bytes = 1ULL << 20U;
  SyncPolicy sync = SyncPolicy::kEachRecord;
};

struct Record {
  RecordKind kind = RecordKind::kReport;
  std::uint64_t boot_id = 0;
  std::uint64_t seq = 0;
  std::string body;
};

/// Where a reader stands. Default: at the oldest record.
struct SpoolCursor {
  std::uint64_t segment = 0;
  std::uint64_t offset = 0;
  bool operator==(const SpoolCursor&) const = default;
  bool is_before(const SpoolCursor& other) const {
    return segment != other.segment ? segment < other.segment : offset < other.offset;
  }
};

/// Behind every record that there will ever be.
inline constexpr SpoolCursor kSpoolEnd{~std::uint64_t{0}, ~std::uint64_t{0}};

struct SpoolCounters {
  std::uint64_t records = 0;                         ///< not acknowledged
  std::uint64_t bytes = 0;                           ///< of files
  std::uint64_t oldest_boot_id = 0, oldest_seq = 0;  ///< of the oldest not acknowledged; 0 when empty
  std::uint64_t refused = 0;                         ///< appends that failed since opening
  std::uint64_t damaged = 0;                         ///< places skipped in the middle of segments
  std::uint64_t torn_bytes = 0;                      ///< cut off behind the last good record when opening
  std::uint64_t unsaved_acknowledgements =
      0;  ///< could not be stored; records would be sent again after a restart
};

/// All functions may be called from any thread; append() and sync() hold the others up for the time of a disk
/// flush.
class Spool {
 public:
  static constexpr std::uint64_t kBatchRecords = 64;

  /// Recovers: cuts a torn tail, skips damage, counts both. Reads every stored octet once.
  static Result<std::unique_ptr<Spool>> open(FileSystem& files, SpoolOptions options);

  /// On success the record is stored (see SyncPolicy). On kUnavailable nothing of it is, and the same seq is
  /// to be tried again.
  Result<void> append(RecordKind kind, std::uint64_t boot_id, std::uint64_t seq, std::string_view body);
  /// Makes what was appended durable; nothing to do under kEachRecord.
  Result<void> sync();

  /// At most `most` unacknowledged durable records from the cursor on and before `until`, oldest first; moves
  /// the cursor behind them.
  Result<std::vector<Record>> read(SpoolCursor& cursor, std::size_t most, SpoolCursor until = kSpoolEnd);
  /// Behind the newest durable record.
  SpoolCursor end() const;

  /// Cumulative. Unknown boots and older numbers change nothing. Removes segments of which every record is
  /// acknowledged.
  void acknowledge(std::uint64_t boot_id, std::uint64_t through_seq);

  SpoolCounters counters() const;

 private:
  Spool(FileSystem& files, SpoolOptions options) : files_(files), options_(std::move(options)) {}

  // spool_recovery.cpp
  Result<void> recover();
  Result<void> recover_segment(std::uint64_t number);
  void recover_acknowledged();
  void go_on_with_last_segment();

  // spool.cpp; the mutex is held
  bool fits_active(std::uint64_t octets) const;
  Result<void> begin_segment();
  Result<void> write(std::string_view octets);
  Result<void> flush();
  void take_back(std::uint64_t size);
  void forget_acknowledged();
  bool is_removable(const Segment& segment) const;
  Result<void> save_acknowledged();
  std::uint64_t highest_seq(std::uint64_t boot_id) const;
  bool is_acknowledged(std::uint64_t boot_id, std::uint64_t seq) const;
  std::filesystem::path path_of(std::uint64_t number) const;
  std::uint64_t stored_bytes() const;

  // spool_read.cpp; the mutex is held
  Result<void> read_segment(Segment& segment, SpoolCursor& cursor, std::uint64_t limit, std::size_t most,
                            std::vector<Record>& out);
  Result<void> step_over_damage(Segment& segment, SpoolCursor& cursor);

  mutable std::mutex mutex_;
  FileSystem& files_;
  SpoolOptions options_;
  std::vector<Segment> segments_;  ///< by number; the last one grows while active_ is open
  std::unique_ptr<AppendFile> active_;
  std::uint64_t next_number_ = 1;
  std::uint64_t unsynced_ = 0;  ///< records behind `durable` of the active segment
  bool refusing_ = false;       ///< the last append failed
  Acknowledged acknowledged_;
  SpoolCounters counted_;  ///< only refused, damaged, torn_bytes, unsaved_acknowledgements
};

}  // namespace sb::node
