// Traps and dead ends in what a cell broadcasts; honest cells of the region have none of them.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/correlate/broadcast_signs.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

std::vector<std::string> rules_of(const json& broadcast, std::uint32_t pci = 301) {
  std::vector<std::string> rules;
  for (const auto& reason : broadcast_signs("lte", pci, broadcast.dump()))
    rules.push_back(reason.reason.rule);
  return rules;
}

/// The one reason of a broadcast that has one.
WeighedReason only(const json& broadcast, std::uint32_t pci = 301) {
  const auto reasons = broadcast_signs("lte", pci, broadcast.dump());
  EXPECT_EQ(reasons.size(), 1U);
  return reasons.empty() ? WeighedReason{} : reasons.front();
}

/// As the cell of corpus/l3 (China Mobile, f2585) says it, with a SIB4 besides: priority 7, -124 dBm.
json honest() {
  return json::parse(
      R"({"q_rx_lev_min_dbm":-124,"reselection_q_rx_lev_min_dbm":-124,"reference_signal_power_dbm":15,
    "reselection_priority":7,"value_tag":27,"q_hyst_db":4,"s_non_intra_search_db":24,"t_reselection_s":1,
    "scheduled_sibs":[2,3,4,5],"received_sibs":[2,3,4,5],
    "neighbours":[{"rat":"lte","channel":37900,"physical_ids":[145,146],"barred_ids":[{"first":480,"count":24}]},
                  {"rat":"lte","channel":38350,"priority":7},{"rat":"lte","channel":39250,"priority":5}]})");
}

TEST(BroadcastSigns, AnHonestCellHasNone) {
  EXPECT_TRUE(rules_of(honest()).empty());
  EXPECT_TRUE(broadcast_signs("lte", 1, "").empty());
  EXPECT_TRUE(broadcast_signs("lte", 1, "[]").empty());
}

TEST(BroadcastSigns, OneMarkIsNoTrapTwoAreAndMoreWeighMore) {
  auto broadcast = honest();
  broadcast["neighbours"][1]["priority"] = 6;  // now it alone has the highest
  EXPECT_TRUE(rules_of(broadcast).empty());
  broadcast["q_rx_lev_min_dbm"] = -140;
  broadcast["reselection_q_rx_lev_min_dbm"] = -140;
  const auto two = only(broadcast);
  EXPECT_EQ(two.reason.rule, "reselection.trap");
  EXPECT_EQ(two.reason.version, 2U);
  EXPECT_EQ(json::parse(two.reason.measured_json),
            json::parse(R"({"reselection_priority":7,"q_rx_lev_min_dbm":-140})"));
  broadcast["s_non_intra_search_db"] = 0;
  broadcast["q_hyst_db"] = 24;
  const auto four = only(broadcast);
  EXPECT_DOUBLE_EQ(four.log_likelihood_ratio, 3.0 * two.log_likelihood_ratio);
  EXPECT_EQ(json::parse(four.reason.measured_json).size(), 4U);
}

TEST(BroadcastSigns, APhoneThatIsKeptIsTrappedWhateverThePriority) {
  auto broadcast = honest();
  broadcast["s_non_intra_search_db"] = 0;
  broadcast["q_hyst_db"] = 20;
  EXPECT_EQ(rules_of(broadcast), std::vector<std::string>{"reselection.trap"});
}

std::string fault_of(const WeighedReason& reason) {
  EXPECT_EQ(reason.reason.rule, "neighbour.list");
  return json::parse(reason.reason.measured_json).value("fault", "");
}

TEST(BroadcastSigns, ListsThatLeadNowhere) {
  auto empty = honest();
  empty.erase("neighbours");
  EXPECT_EQ(fault_of(only(empty)), "empty");
  auto older = honest();
  older["neighbours"] = json::parse(R"([{"rat":"gsm","channel":57,"priority":1}])");
  EXPECT_EQ(fault_of(only(older)), "older technologies only");
  EXPECT_EQ(fault_of(only(honest(), 146)), "lists itself");
  auto barred = honest();
  barred["neighbours"][0]["barred_ids"] =
      json::parse(R"([{"first":0,"count":252},{"first":252,"count":252}])");
  EXPECT_EQ(fault_of(only(barred)), "every identity barred");
}

TEST(BroadcastSigns, WhatWasNotHeardIsNotMissing) {
  auto broadcast = honest();
  broadcast.erase("neighbours");
  broadcast["received_sibs"] = {2, 3};  // SIB4 and SIB5 are announced and still to come
  EXPECT_TRUE(rules_of(broadcast).empty());
  broadcast.erase("received_sibs");
  EXPECT_TRUE(rules_of(broadcast).empty());
}

// A cell that announces one block only is sparse, and its empty list is the same fact.
TEST(BroadcastSigns, OneFactIsWeighedOnce) {
  auto broadcast = honest();
  broadcast.erase("neighbours");
  broadcast["scheduled_sibs"] = {2, 3};
  broadcast["received_sibs"] = {2, 3};
  EXPECT_EQ(rules_of(broadcast), std::vector<std::string>{"broadcast.sparse"});
}

TEST(BroadcastSigns, PushedDownToAnOlderNetwork) {
  auto broadcast = honest();
  broadcast["reselection_priority"] = 4;
  broadcast["neighbours"] = json::parse(
      R"([{"rat":"lte","channel":1575,"priority":5},{"rat":"umts","channel":10737,"priority":6}])");
  EXPECT_EQ(rules_of(broadcast), std::vector<std::string>{"reselection.downgrade"});
}

}  // namespace
}  // namespace sb::gateway
