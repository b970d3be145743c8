// Who may know whom (docs/architecture.md), read from the includes.
#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "tests/layering/source_tree.hpp"

namespace sb::tests {
namespace {

const std::set<std::string> kPlaces = {"wire", "models", "dsp", "node", "gateway", "firmware", "tests"};

const std::map<std::string, std::set<std::string>> kMayKnow = {
    {"wire", {"wire", "models/core"}},  // ADR 0002: the Result type and nothing else
    {"models", {"models"}},
    {"dsp", {"dsp", "models"}},
    {"node", {"node", "dsp", "wire", "models"}},
    {"gateway", {"gateway", "wire", "models"}},
    {"firmware", {"firmware", "wire/mcu"}},
};

std::vector<std::string> violations(const SourceFile& file) {
  static const std::regex kInclude(R"(^[ \t]*#[ \t]*include[ \t]+["<]([^">]+)[">])", std::regex::multiline);
  const std::string top = file.path.substr(0, file.path.find('/'));
  std::vector<std::string> found;
  if (!kMayKnow.contains(top)) return found;
  for (std::sregex_iterator it(file.text.begin(), file.text.end(), kInclude), end; it != end; ++it) {
    const std::string included = (*it)[1];
    if (!kPlaces.contains(included.substr(0, included.find('/')))) continue;  // a library's header
    bool allowed = false;
    for (const std::string& place : kMayKnow.at(top)) allowed = allowed || included.starts_with(place + "/");
    if (!allowed) found.push_back(file.path + " includes " + included);
  }
  return found;
}

TEST(Layering, EveryIncludeKeepsToTheArchitecture) {
  const auto files =
      source_files({"wire", "models", "dsp", "node", "gateway", "firmware"}, {".hpp", ".cpp", ".h", ".c"});
  ASSERT_GT(files.size(), 20U);
  for (const auto& file : files) {
    for (const auto& violation : violations(file)) ADD_FAILURE() << violation;
  }
}

TEST(Layering, AForbiddenIncludeIsSeen) {
  EXPECT_EQ(violations({"gateway/x.cpp", "#include \"dsp/core/iq_block.hpp\"\n"}).size(), 1U);
  EXPECT_EQ(violations({"dsp/x.cpp", "#include <vector>\n  #  include <wire/codec.hpp>\n"}).size(), 1U);
  EXPECT_EQ(violations({"wire/x.cpp", "#include \"models/plmn/plmn.hpp\"\n"}).size(), 1U);
  EXPECT_TRUE(violations({"node/x.cpp", "#include \"dsp/core/iq_block.hpp\"\n#include <string>\n"}).empty());
}

TEST(Layering, OnlyTwoPlacesTranslateBetweenWireAndTheRest) {
  // A file that sees both the wire's report and the mathematics (or the store's rows) is a translator.
  static const std::set<std::string> kTranslators = {"node/uplink/to_wire.cpp",
                                                     "gateway/ingest/cell_from_wire.cpp"};
  for (const auto& file : source_files({"node", "gateway"}, {".cpp"})) {
    const bool builds_reports = file.text.find("mutable_cell()") != std::string::npos ||
                                file.text.find("pb::CellDetection&") != std::string::npos;
    EXPECT_TRUE(!builds_reports || kTranslators.contains(file.path)) << file.path << " translates cells";
  }
}

}  // namespace
}  // namespace sb::tests
