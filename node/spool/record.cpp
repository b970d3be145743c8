#include "node/spool/record.hpp"

#include <cassert>
#include <optional>

#include <boost/crc.hpp>

#include "node/spool/octets.hpp"

namespace sb::node {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kSegmentMagic = "SBSPOOL\0"sv;
constexpr std::string_view kRecordMagic = "SBR1"sv;
static_assert(kSegmentMagic.size() == 8);

struct Header {
  RecordView record;  ///< without its body
  std::uint32_t body_crc = 0;
  std::uint32_t body_bytes = 0;
};

std::optional<Header> header_at(std::string_view bytes, std::size_t offset) {
  if (bytes.size() - offset < kRecordHeaderBytes) return std::nullopt;
  const auto header = bytes.substr(offset, kRecordHeaderBytes);
  if (!header.starts_with(kRecordMagic)) return std::nullopt;
  if (get<std::uint32_t>(header, 4) != crc32c(header.substr(8))) return std::nullopt;
  Header found;
  found.body_crc = get<std::uint32_t>(header, 8);
  found.body_bytes = get<std::uint32_t>(header, 12);
  found.record.kind = static_cast<RecordKind>(get<std::uint32_t>(header, 16));
  found.record.boot_id = get<std::uint64_t>(header, 20);
  found.record.seq = get<std::uint64_t>(header, 28);
  if (found.body_bytes > kMaxRecordBytes) return std::nullopt;
  return found;
}

/// First offset >= `from` with a good header, or the end.
std::size_t next_header(std::string_view bytes, std::size_t from) {
  for (auto at = bytes.find(kRecordMagic, from); at != std::string_view::npos;
       at = bytes.find(kRecordMagic, at + 1)) {
    if (header_at(bytes, at)) return at;
  }
  return bytes.size();
}

Step damaged(std::string_view bytes, std::size_t from) {
  const std::size_t next = next_header(bytes, from);
  return {next == bytes.size() ? Step::Kind::kTail : Step::Kind::kDamaged, {}, next};
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

std::string encode_segment_header() {
  std::string bytes(kSegmentMagic);
  put(bytes, kSpoolVersion);
  put(bytes, crc32c(bytes));
  return bytes;
}

SegmentHeader check_segment_header(std::string_view segment) {
  if (segment.size() < kSegmentHeaderBytes || !segment.starts_with(kSegmentMagic))
    return SegmentHeader::kDamaged;
  if (get<std::uint32_t>(segment, 12) != crc32c(segment.substr(0, 12))) return SegmentHeader::kDamaged;
  return get<std::uint32_t>(segment, 8) == kSpoolVersion ? SegmentHeader::kGood
                                                         : SegmentHeader::kOtherVersion;
}

std::string encode_record(const RecordView& record) {
  assert(record.body.size() <= kMaxRecordBytes);
  std::string fields;
  put(fields, crc32c(record.body));
  put(fields, static_cast<std::uint32_t>(record.body.size()));
  put(fields, static_cast<std::uint32_t>(record.kind));
  put(fields, record.boot_id);
  put(fields, record.seq);
  std::string bytes(kRecordMagic);
  put(bytes, crc32c(fields));
  bytes += fields;
  bytes += record.body;
  return bytes;
}

Step next_record(std::string_view segment, std::size_t offset) {
  if (offset >= segment.size()) return {Step::Kind::kTail, {}, offset};
  auto header = header_at(segment, offset);
  if (!header) return damaged(segment, offset + 1);
  const std::size_t begin = offset + kRecordHeaderBytes;
  if (segment.size() - begin < header->body_bytes) return {Step::Kind::kTail, {}, segment.size()};
  const std::size_t end = begin + header->body_bytes;
  header->record.body = segment.substr(begin, header->body_bytes);
  if (crc32c(header->record.body) == header->body_crc) return {Step::Kind::kRecord, header->record, end};
  // The header is good, so its length is: what the body says is never taken for records.
  return damaged(segment, end);
}

}  // namespace sb::node
