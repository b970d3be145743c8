// Opening a spool: after a clean stop, kill -9, a power cut, or on a disk that has lost some octets.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "node/spool/acknowledgements.hpp"
#include "node/spool/spool.hpp"

namespace sb::node {

Result<std::unique_ptr<Spool>> Spool::open(FileSystem& files, SpoolOptions options) {
  std::unique_ptr<Spool> spool(new Spool(files, std::move(options)));
  if (auto recovered = spool->recover(); !recovered) return tl::unexpected(std::move(recovered.error()));
  return spool;
}

Result<void> Spool::recover() {
  if (auto made = files_.make_directory(options_.directory); !made) return made;
  const auto names = files_.list(options_.directory);
  if (!names) return tl::unexpected(names.error());
  for (const auto& name : *names) {
    const std::uint64_t number = segment_number(name);
    if (number == 0) continue;
    next_number_ = std::max(next_number_, number + 1);
    if (auto recovered = recover_segment(number); !recovered) return recovered;
  }
  go_on_with_last_segment();
  recover_acknowledged();
  forget_acknowledged();
  return {};
}

Result<void> Spool::recover_segment(std::uint64_t number) {
  const auto octets = files_.read(path_of(number), 0, std::numeric_limits<std::size_t>::max());
  if (!octets) {  // a bad block must not keep the node from starting; the file stays for a person to look at
    ++counted_.damaged;
    return {};
  }
  SegmentScan scan = scan_segment(number, *octets);
  if (scan.other_version) {
    return fail(ErrorCode::kUnsupported,
                path_of(number).string() + ": written by another version of this program");
  }
  if (scan.segment.ranges
          .empty()) {  // the power went while it was being made, or before its first record was whole
    counted_.torn_bytes += octets->size() - (scan.header_good ? kSegmentHeaderBytes : 0);
    static_cast<void>(files_.remove(path_of(number)));
    return {};
  }
  counted_.damaged += scan.damaged + (scan.header_good ? 0 : 1);
  counted_.torn_bytes += scan.torn_bytes;
  for (auto& earlier : segments_) {
    for (const auto& range : scan.segment.ranges) earlier.supersede(range.boot_id, range.first);
  }
  segments_.push_back(std::move(scan.segment));
  return {};
}

/// Records go on in the last segment if its tail can be cut; otherwise the next one begins another.
void Spool::go_on_with_last_segment() {
  if (segments_.empty() || segments_.back().number + 1 != next_number_) return;
  const auto file = path_of(segments_.back().number);
  const auto header = files_.read(file, 0, kSegmentHeaderBytes);
  if (!header || check_segment_header(*header) != SegmentHeader::kGood) return;
  if (!files_.truncate(file, segments_.back().size)) return;
  auto opened = files_.open_append(file);
  if (opened && (*opened)->sync()) active_ = std::move(*opened);
}

void Spool::recover_acknowledged() {
  const auto octets =
      files_.read(options_.directory / "acknowledged", 0, std::numeric_limits<std::size_t>::max());
  if (!octets) return;
  if (auto decoded = decode_acknowledged(*octets)) acknowledged_ = std::move(*decoded);
}

}  // namespace sb::node
