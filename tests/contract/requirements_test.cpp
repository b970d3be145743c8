// docs/requirements.md answers every duty once, and every file that it or docs/asvs.md names is there.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace sb::tests {
namespace {

namespace fs = std::filesystem;

std::string read(const std::string& path) {
  std::ifstream in(fs::path(SB_SOURCE_DIR) / path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What stands in backquotes and looks like a path of this tree.
std::set<std::string> named_files(const std::string& text) {
  static const std::regex kQuoted("`([A-Za-z0-9_./-]+)`");
  static const std::regex kPath(
      R"((docs|gateway|node|wire|models|dsp|tests|cmake|firmware|hardware)(/[A-Za-z0-9_.-]+)*|[A-Z_]+\.md|check)");
  std::set<std::string> files;
  for (std::sregex_iterator it(text.begin(), text.end(), kQuoted), end; it != end; ++it) {
    if (std::regex_match((*it)[1].str(), kPath)) files.insert((*it)[1]);
  }
  return files;
}

std::map<std::string, std::string> answers(const std::string& text) {
  static const std::regex kRow(R"(\n\| (R\d\d) \| (met|partly|procedure) \| ([^\n]{7,}) \|)");
  std::map<std::string, std::string> rows;
  for (std::sregex_iterator it(text.begin(), text.end(), kRow), end; it != end; ++it) {
    EXPECT_TRUE(rows.emplace((*it)[1], (*it)[3]).second) << (*it)[1] << " is answered twice";
  }
  return rows;
}

TEST(Requirements, EveryDutyIsAnsweredOnce) {
  const auto rows = answers(read("docs/requirements.md"));
  EXPECT_EQ(rows.size(), 56U);
  for (int i = 1; i <= 56; ++i) {
    const auto id = (i < 10 ? "R0" : "R") + std::to_string(i);
    ASSERT_TRUE(rows.contains(id)) << id << " is not answered";
    static const std::regex kSee(R"(see (R\d\d)( and (R\d\d))?)");
    std::smatch match;
    const bool refers = std::regex_search(rows.at(id), match, kSee);
    EXPECT_TRUE(refers || !named_files(rows.at(id)).empty())
        << id << " names neither a file nor another duty";
    EXPECT_TRUE(!refers || rows.contains(match[1].str())) << id;
  }
}

TEST(Requirements, EveryFileThatIsNamedExists) {
  for (const auto* document : {"docs/requirements.md", "docs/asvs.md"}) {
    const auto files = named_files(read(document));
    EXPECT_GT(files.size(), 20U) << document;
    for (const auto& file : files)
      EXPECT_TRUE(fs::exists(fs::path(SB_SOURCE_DIR) / file)) << document << " names " << file;
  }
}

TEST(Requirements, TheCheckItselfCanFail) {
  EXPECT_EQ(named_files("`tests/none_such.cpp` and `exercise` and `gateway/api/access.cpp`").size(), 2U);
  EXPECT_TRUE(answers("\n| R01 | met | short |\n").empty());
}

}  // namespace
}  // namespace sb::tests
