#pragma once
// The program itself, as its user starts it.
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include "tests/support/recording.hpp"

namespace sb::test {

using nlohmann::json;
using ::testing::HasSubstr;

struct Outcome {
  int status = -1;
  std::string out, err;
  std::vector<json> objects() const {
    std::vector<json> all;
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);) all.push_back(json::parse(line));
    return all;
  }
};

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

class ScanProgram : public ::testing::Test {
 protected:
  Outcome run(const std::string& arguments) {
    const std::string command =
        fmt::format("'{}/node/songbien-node' {} >'{}' 2>'{}' </dev/null", SB_BINARY_DIR, arguments,
                    (folder_ / "out").string(), (folder_ / "err").string());
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(folder_ / "out"), text_of(folder_ / "err")};
  }
  Outcome scan(const std::filesystem::path& input, const std::string& more = "--format json") {
    return run(fmt::format("scan '{}' {}", input.string(), more));
  }
  /// Damaged: status 3, one line that says what and where, and nothing on stdout but JSON.
  void expect_damage(const Outcome& result, const std::string& says, std::size_t samples_before = 0) {
    EXPECT_EQ(result.status, 3);
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_THAT(result.err, HasSubstr(says));
    const auto objects = result.objects();
    if (samples_before == 0) {
      EXPECT_TRUE(objects.empty());
    } else {
      ASSERT_FALSE(objects.empty());
      EXPECT_EQ(objects.back()["samples"], samples_before);
    }
  }
  TempDir folder_;
  std::vector<float> noise_ = noise(40'000, 1);
};

}  // namespace sb::test
