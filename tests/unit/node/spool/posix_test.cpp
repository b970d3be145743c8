// The same spool on a real disk, and against a process that is killed.
#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "node/spool/posix_file_system.hpp"
#include "tests/unit/node/spool/open_spool.hpp"

namespace sb::node {
namespace {

class PosixSpool : public ::testing::Test {
 protected:
  PosixSpool() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sb-spool-XXXXXX").string();
    options_.directory = std::filesystem::path(::mkdtemp(pattern.data())) / "spool";
    options_.segment_bytes = 4096;
  }
  ~PosixSpool() override { std::filesystem::remove_all(options_.directory.parent_path()); }
  SpoolOptions options_;
  PosixFileSystem disk_;
};

TEST_F(PosixSpool, KeepsAndForgets) {
  {
    const auto spool = open_spool(disk_, options_);
    for (std::uint64_t seq = 1; seq <= 200; ++seq) ASSERT_TRUE(append(*spool, seq));
    spool->acknowledge(kBoot, 150);
  }
  const auto spool = open_spool(disk_, options_);
  const auto records = read_all(*spool, 64);
  ASSERT_EQ(records.size(), 50U);
  EXPECT_EQ(records.front().seq, 151U);
  EXPECT_LT(spool->counters().bytes, 4 * 4096U);
}

TEST_F(PosixSpool, SaysWhichFileAndWhy) {
  std::filesystem::create_directories(options_.directory.parent_path());
  std::ofstream(options_.directory) << "a file where the folder should be";
  const auto spool = Spool::open(disk_, options_);
  ASSERT_FALSE(spool);
  EXPECT_THAT(spool.error().text, ::testing::HasSubstr(options_.directory.string()));
}

// The child tells through a pipe what was stored; then it is killed in the middle of its work.
TEST_F(PosixSpool, AKilledProcessLosesNothingItWasToldIsStored) {
  std::uint64_t total = 0;
  for (std::uint64_t boot = 1; boot <= 20; ++boot) {
    int channel[2];
    ASSERT_EQ(::pipe(channel), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const auto spool = Spool::open(disk_, options_);
      for (std::uint64_t seq = 1; spool && append(**spool, seq, boot); ++seq) {
        if (::write(channel[1], &seq, sizeof seq) != sizeof seq) break;
      }
      ::_exit(1);
    }
    ::close(channel[1]);
    std::uint64_t stored = 0;
    while (stored < 10 + boot && ::read(channel[0], &stored, sizeof stored) == sizeof stored) {
    }
    ::kill(child, SIGKILL);
    while (::read(channel[0], &stored, sizeof stored) == sizeof stored) {
    }
    ::close(channel[0]);
    ::waitpid(child, nullptr, 0);
    std::uint64_t found = 0;
    for (const auto& record : read_all(*open_spool(disk_, options_), 64))
      found += record.boot_id == boot ? 1 : 0;
    EXPECT_GE(found, stored);
    EXPECT_LE(found, stored + 1);
    total += found;
  }
  EXPECT_EQ(read_all(*open_spool(disk_, options_), 64).size(), total);
}

}  // namespace
}  // namespace sb::node
