// Reading what is to be sent, while records are being appended and acknowledged.
#include <algorithm>
#include <limits>

#include "node/spool/spool.hpp"

namespace sb::node {
namespace {

/// Several of the largest records: a chunk that begins with a record holds it whole.
constexpr std::size_t kChunkBytes = 4 * (kMaxRecordBytes + kRecordHeaderBytes);

}  // namespace

SpoolCursor Spool::end() const {
  const std::scoped_lock lock(mutex_);
  if (segments_.empty()) return {next_number_ - 1, kSpoolEnd.offset};
  return {segments_.back().number, segments_.back().durable};
}

Result<std::vector<Record>> Spool::read(SpoolCursor& cursor, std::size_t most, SpoolCursor until) {
  const std::scoped_lock lock(mutex_);
  std::vector<Record> out;
  for (auto& segment : segments_) {
    if (segment.number < cursor.segment) continue;
    if (segment.number > until.segment) break;
    if (segment.number > cursor.segment) cursor = {segment.number, kSegmentHeaderBytes};
    const std::uint64_t limit =
        segment.number == until.segment ? std::min(until.offset, segment.durable) : segment.durable;
    while (out.size() < most && cursor.offset < limit) {
      if (auto read = read_segment(segment, cursor, limit, most, out); !read) {
        if (!out.empty()) return out;
        return tl::unexpected(std::move(read.error()));
      }
    }
    if (out.size() >= most) break;
  }
  return out;
}

Result<void> Spool::read_segment(Segment& segment, SpoolCursor& cursor, std::uint64_t limit, std::size_t most,
                                 std::vector<Record>& out) {
  if (segment.wholly_acknowledged(acknowledged_)) {
    cursor.offset = limit;
    return {};
  }
  const std::size_t wanted = std::min<std::uint64_t>(kChunkBytes, limit - cursor.offset);
  const auto chunk = files_.read(path_of(segment.number), cursor.offset, wanted);
  if (!chunk && chunk.error().code != ErrorCode::kNotFound) return tl::unexpected(chunk.error());
  if (!chunk || chunk->size() < wanted) return step_over_damage(segment, cursor);
  std::size_t at = 0;
  while (out.size() < most && at < chunk->size()) {
    const Step step = next_record(*chunk, at);
    if (step.kind != Step::Kind::kRecord) {
      // A record cut by the chunk's end is read again from its beginning; one that begins the chunk is
      // damaged.
      return at > 0 ? Result<void>{} : step_over_damage(segment, cursor);
    }
    const auto& record = step.record;
    if (segment.holds(record.boot_id, record.seq) && !is_acknowledged(record.boot_id, record.seq)) {
      out.push_back({record.kind, record.boot_id, record.seq, std::string(record.body)});
    }
    cursor.offset += step.next - at;
    at = step.next;
  }
  return {};
}

/// What was whole when the spool was opened may have been damaged or taken away since; what is gone is no
/// longer promised.
Result<void> Spool::step_over_damage(Segment& segment, SpoolCursor& cursor) {
  const auto octets = files_.read(path_of(segment.number), 0, std::numeric_limits<std::size_t>::max());
  if (!octets && octets.error().code != ErrorCode::kNotFound) return tl::unexpected(octets.error());
  const std::string_view bytes =
      octets ? std::string_view(*octets).substr(0, segment.size) : std::string_view{};
  const std::uint64_t before = segment.unacknowledged(acknowledged_);
  segment.ranges = scan_segment(segment.number, bytes).segment.ranges;
  if (segment.unacknowledged(acknowledged_) != before) ++counted_.damaged;
  const Step step = next_record(bytes, cursor.offset);
  cursor.offset = step.kind == Step::Kind::kTail ? segment.durable : step.next;
  return {};
}

}  // namespace sb::node
