// Words that must not stand in the product: transmission, other people's identities, habits that break
// determinism.
#include <regex>

#include <gtest/gtest.h>

#include "tests/layering/source_tree.hpp"

namespace sb::tests {
namespace {

struct Poison {
  const char* pattern;
  const char* where;  ///< regular expression over the path
  const char* reason;
};

const Poison kPoison[] = {
    {R"(SOAPY_SDR_TX|\bwriteStream\b|\bacquireWriteBuffer\b|\btransmit\s*\()", ".*",
     "receive-only (docs/adr/0001)"},
    {R"(\b(imsi|imei|imeisv|tmsi|guti|msisdn|supi|suci)\b)", ".*",
     "no subscriber identity anywhere (docs/adr/0001)"},
    {R"(\b([CPG]|RA|TC|p|c|ra)_?-?RNTI\b|\b(c|p|ra|tc)_rnti\b)", "^dsp/",
     "SI-RNTI is the only one we look for"},
    {R"(\b(malloc|calloc|srand|rand)\s*\()", "^(dsp|node|gateway|wire|models)/",
     "ownership and seeded randomness"},
    {R"(system_clock::now|steady_clock::now|std::thread|std::jthread|std::fopen|spdlog)", "^dsp/",
     "dsp has no clock, thread, file or log"},
    {R"(\bprintf\s*\(|std::cout|std::cerr)", "^(dsp|wire|models)/", "libraries do not print"},
};

std::vector<std::string> poisoned(const SourceFile& file) {
  std::vector<std::string> found;
  for (const Poison& p : kPoison) {
    if (!std::regex_search(file.path, std::regex(p.where))) continue;
    std::smatch match;
    if (std::regex_search(file.text, match, std::regex(p.pattern, std::regex::icase))) {
      found.push_back(file.path + ": \"" + match.str() + "\": " + p.reason);
    }
  }
  return found;
}

TEST(Poison, NoneOfTheWordsStandsInTheProduct) {
  const auto files = source_files({"wire", "models", "dsp", "node", "gateway", "firmware"},
                                  {".hpp", ".cpp", ".h", ".c", ".proto"});
  ASSERT_GT(files.size(), 20U);
  for (const auto& file : files) {
    for (const auto& finding : poisoned(file)) ADD_FAILURE() << finding;
  }
}

TEST(Poison, EachPatternCanFire) {
  EXPECT_FALSE(poisoned({"node/source/x.cpp", "device->setupStream(SOAPY_SDR_TX, ...)"}).empty());
  EXPECT_FALSE(poisoned({"wire/proto/x.proto", "string imsi = 1;"}).empty());
  EXPECT_FALSE(poisoned({"dsp/cell/lte/pdcch.cpp", "find(p_rnti)"}).empty());
  EXPECT_FALSE(poisoned({"dsp/x.cpp", "auto t = std::chrono::steady_clock::now();"}).empty());
  EXPECT_TRUE(poisoned({"dsp/x.cpp", "constexpr int kSiRnti = 0xFFFF; // SI-RNTI"}).empty());
}

}  // namespace
}  // namespace sb::tests
