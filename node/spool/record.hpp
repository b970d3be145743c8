#pragma once
// The octets of a record and of a segment (FORMAT.md). Pure functions; never fail on any input.
#include <cstdint>
#include <string>
#include <string_view>

namespace sb::node {

inline constexpr std::size_t kSegmentHeaderBytes = 16;
inline constexpr std::size_t kRecordHeaderBytes = 36;
inline constexpr std::size_t kMaxRecordBytes = std::size_t{64} * 1024;  ///< of a body
inline constexpr std::uint32_t kSpoolVersion = 1;

enum class RecordKind : std::uint32_t { kReport = 1 };

/// Borrowed from the octets it was read from.
struct RecordView {
  RecordKind kind = RecordKind::kReport;
  std::uint64_t boot_id = 0;
  std::uint64_t seq = 0;
  std::string_view body;
};

std::string encode_record(const RecordView& record);
std::string encode_segment_header();

enum class SegmentHeader { kGood, kDamaged, kOtherVersion };
SegmentHeader check_segment_header(std::string_view segment);

struct Step {
  enum class Kind {
    kRecord,   ///< `record` is whole and its checksums fit
    kDamaged,  ///< octets up to `next` are no record; `next` begins one
    kTail,  ///< nothing but damage from here to the end (a torn write), or the end itself when next == offset
  };
  Kind kind = Kind::kTail;
  RecordView record;
  std::size_t next = 0;  ///< where to go on
};
/// What stands at `offset`. Linear in the octets skipped.
Step next_record(std::string_view segment, std::size_t offset);

/// CRC-32C (Castagnoli), as in RFC 3720 §B.4.
std::uint32_t crc32c(std::string_view bytes);

}  // namespace sb::node
