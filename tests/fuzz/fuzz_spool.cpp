// Octets of a damaged disk as the spool's files: it opens, reads, forgets and goes on, and what it counts is
// what it gives.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "node/spool/spool.hpp"
#include "tests/support/faulty_file_system.hpp"

namespace {

using namespace sb::node;

std::size_t read_all(Spool& spool) {
  std::size_t count = 0;
  SpoolCursor cursor;
  for (;;) {
    const auto some = spool.read(cursor, 7);
    if (!some) std::abort();
    if (some->empty()) return count;
    count += some->size();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  sb::tests::FaultyFileSystem disk;
  const std::size_t half = size / 2;
  disk.set_content("/spool/0000000000000001.seg", std::string(bytes));
  disk.set_content("/spool/0000000000000002.seg", encode_segment_header() + std::string(bytes.substr(half)));
  disk.set_content("/spool/acknowledged", std::string(bytes.substr(0, half)));
  const auto opened = Spool::open(disk, {"/spool", 1U << 20U, 512, SyncPolicy::kEachRecord});
  if (!opened) return 0;  // another version
  Spool& spool = **opened;
  read_all(spool);
  const std::size_t steady = read_all(spool);
  if (steady > spool.counters().records) std::abort();
  constexpr std::uint64_t kBoot = 0x5BB0070FF1CE;
  for (std::uint64_t seq = 1; seq <= 3; ++seq) {
    if (!spool.append(RecordKind::kReport, kBoot, seq, bytes.substr(0, 200))) std::abort();
  }
  if (read_all(spool) != steady + 3) std::abort();
  spool.acknowledge(kBoot, 3);
  if (read_all(spool) != steady) std::abort();
  return 0;
}
