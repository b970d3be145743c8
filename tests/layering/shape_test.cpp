// The tree stays readable: short files, thin mains, no rooms for odds and ends.
#include <algorithm>
#include <regex>

#include <gtest/gtest.h>

#include "tests/layering/source_tree.hpp"

namespace sb::tests {
namespace {

constexpr std::ptrdiff_t kMaxLines = 400;
constexpr std::ptrdiff_t kMaxMainLines = 25;

TEST(Shape, FilesAreUnder400Lines) {
  for (const auto& file :
       source_files({"wire", "models", "dsp", "node", "gateway", "firmware", "tests"},
                    {".hpp", ".cpp", ".h", ".c", ".ts", ".tsx", ".svelte", ".css", ".mjs", ".py", ".sh"})) {
    EXPECT_LT(std::ranges::count(file.text, '\n'), kMaxLines) << file.path;
  }
}

TEST(Shape, MainsAreThin) {
  for (const auto& file : source_files({"node", "gateway", "firmware"}, {".cpp", ".c"})) {
    if (!file.path.ends_with("/main.cpp")) continue;
    const auto at = file.text.find("int main(");
    ASSERT_NE(at, std::string::npos) << file.path;
    EXPECT_LE(std::count(file.text.begin() + static_cast<std::ptrdiff_t>(at), file.text.end(), '\n'),
              kMaxMainLines)
        << file.path;
  }
}

TEST(Shape, NoRoomForOddsAndEnds) {
  static const std::regex kVague(R"((^|/)(utils?|common|managers?|helpers?|misc)(/|\.|_))");
  for (const auto& file : source_files({"wire", "models", "dsp", "node", "gateway", "firmware", "tests"},
                                       {".hpp", ".cpp", ".ts", ".tsx"})) {
    EXPECT_FALSE(std::regex_search(file.path, kVague)) << file.path;
  }
}

}  // namespace
}  // namespace sb::tests
