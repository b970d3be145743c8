#include "node/spool/segment.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "node/spool/record.hpp"

namespace sb::node {
namespace {

constexpr std::string_view kSuffix = ".seg";
constexpr std::size_t kDigits = 16;

std::uint64_t through(const Acknowledged& acknowledged, std::uint64_t boot_id) {
  const auto found = acknowledged.find(boot_id);
  return found == acknowledged.end() ? 0 : found->second;
}

}  // namespace

void Segment::add(std::uint64_t boot_id, std::uint64_t seq) {
  if (!ranges.empty() && ranges.back().boot_id == boot_id && ranges.back().last + 1 == seq) {
    ranges.back().last = seq;
    return;
  }
  ranges.push_back({boot_id, seq, seq});
}

bool Segment::holds(std::uint64_t boot_id, std::uint64_t seq) const {
  return std::any_of(ranges.begin(), ranges.end(), [=](const SeqRange& range) {
    return range.boot_id == boot_id && range.first <= seq && seq <= range.last;
  });
}

void Segment::supersede(std::uint64_t boot_id, std::uint64_t from) {
  std::erase_if(ranges,
                [=](const SeqRange& range) { return range.boot_id == boot_id && range.first >= from; });
  for (auto& range : ranges) {
    if (range.boot_id == boot_id && range.last >= from) range.last = from - 1;
  }
}

bool Segment::wholly_acknowledged(const Acknowledged& acknowledged) const {
  return unacknowledged(acknowledged) == 0;
}

std::uint64_t Segment::unacknowledged(const Acknowledged& acknowledged) const {
  std::uint64_t count = 0;
  for (const auto& range : ranges) {
    const std::uint64_t done = through(acknowledged, range.boot_id);
    if (done < range.last) count += range.last - std::max(done, range.first - 1);
  }
  return count;
}

SegmentScan scan_segment(std::uint64_t number, std::string_view bytes) {
  SegmentScan scan;
  scan.segment.number = number;
  const auto header = check_segment_header(bytes);
  scan.header_good = header != SegmentHeader::kDamaged;
  scan.other_version = header == SegmentHeader::kOtherVersion;
  std::size_t offset = std::min(kSegmentHeaderBytes, bytes.size());
  std::size_t good = offset;
  for (;;) {
    const Step step = next_record(bytes, offset);
    if (step.kind == Step::Kind::kTail) break;
    if (step.kind == Step::Kind::kRecord) {
      if (step.record.seq != 0) scan.segment.add(step.record.boot_id, step.record.seq);
      good = step.next;
    } else {
      ++scan.damaged;
    }
    offset = step.next;
  }
  scan.torn_bytes = bytes.size() - good;
  scan.segment.size = scan.segment.durable = good;
  return scan;
}

std::string segment_name(std::uint64_t number) {
  return fmt::format("{:016}{}", number, kSuffix);
}

std::uint64_t segment_number(std::string_view name) {
  if (name.size() != kDigits + kSuffix.size() || !name.ends_with(kSuffix)) return 0;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + kDigits, number);
  return error == std::errc{} && end == name.data() + kDigits ? number : 0;
}

}  // namespace sb::node
