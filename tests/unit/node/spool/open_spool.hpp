#pragma once
// Small spools on the test disk.
#include <gtest/gtest.h>

#include "node/spool/spool.hpp"
#include "tests/support/faulty_file_system.hpp"

namespace sb::node {

inline constexpr std::uint64_t kBoot = 0xB001;

inline SpoolOptions small_options() {
  return {"/spool", 1U << 20U, 400, SyncPolicy::kEachRecord};
}

inline std::unique_ptr<Spool> open_spool(FileSystem& disk, SpoolOptions options = small_options()) {
  auto spool = Spool::open(disk, std::move(options));
  EXPECT_TRUE(spool) << spool.error().text;
  return std::move(*spool);
}

inline std::string body_of(std::uint64_t seq) {
  return "report number " + std::to_string(seq);
}

inline Result<void> append(Spool& spool, std::uint64_t seq, std::uint64_t boot_id = kBoot) {
  return spool.append(RecordKind::kReport, boot_id, seq, body_of(seq));
}

/// All that is to be sent, in batches of `most`.
inline std::vector<Record> read_all(Spool& spool, std::size_t most = 3) {
  std::vector<Record> all;
  SpoolCursor cursor;
  for (;;) {
    auto some = spool.read(cursor, most);
    EXPECT_TRUE(some) << some.error().text;
    if (!some || some->empty()) return all;
    EXPECT_LE(some->size(), most);
    std::move(some->begin(), some->end(), std::back_inserter(all));
  }
}

inline std::vector<std::uint64_t> seqs(const std::vector<Record>& records) {
  std::vector<std::uint64_t> out;
  for (const auto& record : records) out.push_back(record.seq);
  return out;
}

}  // namespace sb::node
