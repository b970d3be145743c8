#pragma once
// What one segment file holds, without holding its records in memory: some tens of octets for thousands of
// records.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sb::node {

/// Records first .. last of one boot, without a hole, in the order of the file.
struct SeqRange {
  std::uint64_t boot_id = 0;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

/// Highest acknowledged seq of each boot.
using Acknowledged = std::map<std::uint64_t, std::uint64_t>;

struct Segment {
  std::uint64_t number = 0;
  std::uint64_t size = 0;     ///< octets of the file
  std::uint64_t durable = 0;  ///< octets that survive a power cut; readers see no more
  std::vector<SeqRange> ranges;

  void add(std::uint64_t boot_id, std::uint64_t seq);
  bool holds(std::uint64_t boot_id, std::uint64_t seq) const;
  /// Forgets seq >= `from` of a boot: a later segment holds them (an append that failed and could not be
  /// taken back).
  void supersede(std::uint64_t boot_id, std::uint64_t from);
  bool wholly_acknowledged(const Acknowledged& acknowledged) const;
  std::uint64_t unacknowledged(const Acknowledged& acknowledged) const;  ///< records
};

struct SegmentScan {
  Segment segment;               ///< size: up to the end of the last good record
  std::uint64_t damaged = 0;     ///< places in the middle where octets had to be skipped
  std::uint64_t torn_bytes = 0;  ///< behind the last good record
  bool header_good = true;
  bool other_version = false;
};
SegmentScan scan_segment(std::uint64_t number, std::string_view bytes);

std::string segment_name(std::uint64_t number);  ///< "0000000000000001.seg"
/// 0 for a name that is not a segment's.
std::uint64_t segment_number(std::string_view name);

}  // namespace sb::node
