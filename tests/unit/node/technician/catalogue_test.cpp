// Two languages, one set of keys; and no word that the code says is missing in them.
#include <fstream>
#include <regex>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "models/node_states/node_states.hpp"
#include "node/technician/wizard.hpp"

namespace sb::node {
namespace {

const std::string kPage = SB_SOURCE_DIR "/node/technician/page/";

std::string text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> keys_of(const std::string& language) {
  std::set<std::string> keys;
  const auto words = nlohmann::json::parse(text_of(kPage + language + ".json"));
  for (const auto& [key, value] : words.items()) {
    EXPECT_FALSE(value.get<std::string>().empty()) << key;
    keys.insert(key);
  }
  return keys;
}

std::set<std::string> found(const std::string& text, const std::string& pattern) {
  std::set<std::string> keys;
  const std::regex expression(pattern);
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it)
    keys.insert((*it)[1]);
  return keys;
}

TEST(Catalogue, BothLanguagesHaveTheSameKeys) {
  EXPECT_EQ(keys_of("vi"), keys_of("en"));
}

TEST(Catalogue, PlaceholdersAreTheSame) {
  const auto vi = nlohmann::json::parse(text_of(kPage + "vi.json")),
             en = nlohmann::json::parse(text_of(kPage + "en.json"));
  for (const auto& [key, value] : vi.items()) {
    EXPECT_EQ(found(value, R"(\{(\w+)\})"), found(en[key], R"(\{(\w+)\})")) << key;
  }
}

TEST(Catalogue, HoldsEveryWordThatIsUsed) {
  const auto keys = keys_of("vi");
  std::set<std::string> used = found(text_of(kPage + "index.html"), R"re(data-t="([^"]+)")re");
  used.merge(found(text_of(kPage + "app.js"), R"(\bt\('([\w.]+)')"));
  for (const auto* file : {"wizard.cpp", "technician_page.cpp", "technician_server.cpp"}) {
    used.merge(found(text_of(SB_SOURCE_DIR "/node/technician/" + std::string(file)),
                     R"re("((?:remedy|error)\.[\w.]+[\w])")re"));
  }
  for (const auto key : kStepKeys) used.insert("step." + std::string(key));
  for (const auto verdict : {Verdict::kWaiting, Verdict::kPass, Verdict::kAttention, Verdict::kFail}) {
    used.insert("verdict." + std::string(to_string(verdict)));
  }
  EXPECT_GT(used.size(), 60U);
  for (const auto& key : used) EXPECT_TRUE(keys.contains(key)) << key;
}

TEST(NodeStates, ThePageOfTheProvinceSaysTheSameWords) {
  const auto vi = nlohmann::json::parse(text_of(SB_SOURCE_DIR "/gateway/web/src/i18n/vi.json"));
  const auto en = nlohmann::json::parse(text_of(SB_SOURCE_DIR "/gateway/web/src/i18n/en.json"));
  int compared = 0;
  for (const auto& row : models::kNodeStates) {
    const auto key = "nodes.state." + std::string(row.key);
    if (!vi.contains(key)) continue;
    EXPECT_EQ(vi[key], std::string(row.vi));
    EXPECT_EQ(en[key], std::string(row.en));
    ++compared;
  }
  EXPECT_GE(compared, 4);
}

TEST(NodeStates, WhatMattersMostIsSaidFirst) {
  EXPECT_EQ(models::state_of({true, true, false, true}), "online");
  EXPECT_EQ(models::state_of({true, true, false, false}), "buffering");
  EXPECT_EQ(models::state_of({true, true, true, false}), "degraded");
  EXPECT_EQ(models::state_of({false, true, true, true}), "commissioning");
  EXPECT_EQ(models::state_of({false, false, true, true}), "not_measuring");
}

}  // namespace
}  // namespace sb::node
