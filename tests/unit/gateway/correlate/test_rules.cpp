#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/correlate/rules.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

HeardCell cell_of(models::Plmn plmn, std::uint64_t id = 1234567) {
  auto cell = unicom_cell();
  cell.plmns = {plmn};
  cell.cell_id = id;
  cell.tac = 20101;
  cell.physical_id = 42;
  return cell;
}

std::set<std::string> rules_of(const Judgement& judgement) {
  std::set<std::string> rules;
  for (const auto& reason : judgement.reasons) rules.insert(reason.reason.rule);
  return rules;
}

using Rules = std::set<std::string>;
constexpr models::Plmn kViettel{452, 4, 2};

TEST(Rules, EveryNeighboursNetworkIsSpilloverAndNeverFake) {
  // China, Laos, Cambodia, Thailand; networks that lists call "not operational" or do not know are still the
  // neighbour's.
  for (const models::Plmn plmn : {models::Plmn{460, 0, 2},
                                  {460, 11, 2},
                                  {460, 5, 2},
                                  {460, 99, 2},
                                  {457, 3, 2},
                                  {456, 8, 2},
                                  {520, 1, 2}}) {
    for (const bool loaded : {false, true}) {
      auto cell = cell_of(plmn, 257);
      cell.tac = 7;  // even with an identity of test software
      const auto judgement = judge({cell, {}, loaded});
      EXPECT_EQ(judgement.kind, "spillover") << models::to_string(plmn);
      EXPECT_EQ(rules_of(judgement), Rules{"plmn.foreign"});
    }
  }
}

TEST(Rules, AReasonSaysWhatWasMeasuredAndExpected) {
  const auto cell = cell_of({460, 1, 2});
  const auto reason = judge({cell, {}, false}).reasons.at(0).reason;
  EXPECT_EQ(nlohmann::json::parse(reason.measured_json),
            (nlohmann::json{{"plmn", "460-01"}, {"country", "CN"}, {"brand", "China Unicom"}}));
  EXPECT_EQ(nlohmann::json::parse(reason.expected_json), (nlohmann::json{{"domestic", "452"}}));
  EXPECT_EQ(reason.version, 1u);
}

TEST(Rules, WithdrawnNetworksAreRogueWithOrWithoutARegistry) {
  for (const models::Plmn plmn : {models::Plmn{452, 3, 2}, {452, 6, 2}}) {
    const auto cell = cell_of(plmn);
    const auto judgement = judge({cell, {}, false});
    EXPECT_EQ(judgement.kind, "rogue_cell");
    EXPECT_EQ(rules_of(judgement), Rules{"plmn.withdrawn"});
  }
}

TEST(Rules, NetworksOfNowhereAreRogue) {
  const auto test = cell_of({1, 1, 2}), lab = cell_of({999, 70, 2}), none = cell_of({452, 99, 2}),
             far = cell_of({454, 0, 2});
  EXPECT_EQ(rules_of(judge({test, {}, false})), (Rules{"plmn.unknown", "identity.lab_default"}));
  EXPECT_EQ(rules_of(judge({lab, {}, false})), (Rules{"plmn.unknown", "identity.lab_default"}));
  EXPECT_EQ(rules_of(judge({none, {}, true})), Rules{"plmn.unknown"});
  EXPECT_EQ(rules_of(judge({far, {}, true})), Rules{"plmn.unknown"});
  EXPECT_EQ(judge({test, {}, false}).kind, "rogue_cell");
}

TEST(Rules, ADomesticCellOutsideTheRegistryIsRogue) {
  const auto cell = cell_of(kViettel);
  const auto judgement = judge({cell, {}, true});
  EXPECT_EQ(judgement.kind, "rogue_cell");
  EXPECT_EQ(rules_of(judgement), Rules{"registry.absent"});
}

TEST(Rules, WithoutARegistryNoDomesticCellIsAccused) {
  const auto cell = cell_of(kViettel);
  const auto judgement = judge({cell, {}, false});
  EXPECT_EQ(judgement.kind, "");
  EXPECT_TRUE(judgement.registry_missing);
}

TEST(Rules, IdentitiesOfUntouchedTestSoftwareAreRogue) {
  auto srs = cell_of(kViettel, 0x19B01);
  srs.tac = 7;
  EXPECT_EQ(rules_of(judge({srs, {}, false})), Rules{"identity.lab_default"});
  EXPECT_EQ(judge({srs, {}, false}).kind, "rogue_cell");
  EXPECT_EQ(rules_of(judge({srs, {}, true})), (Rules{"identity.lab_default", "registry.absent"}));
  srs.tac = 20101;  // the number alone may be a real cell's
  EXPECT_EQ(judge({srs, {}, false}).kind, "");
}

TEST(Rules, ARegisteredCellThatKeepsToItIsNoIncident) {
  const auto cell = cell_of(kViettel);
  EXPECT_EQ(judge({cell, {registry_row()}, true}).kind, "");
  auto bare = registry_row();  // a registry that does not say channel, PCI or TAC contradicts nothing
  bare.channel = bare.pci = bare.tac = std::nullopt;
  EXPECT_EQ(judge({cell, {bare}, true}).kind, "");
}

TEST(Rules, EachContradictionIsNamed) {
  auto cell = cell_of(kViettel);
  cell.channel = 1300;
  cell.physical_id = 43;
  cell.tac = 9;
  const auto judgement = judge({cell, {registry_row()}, true});
  EXPECT_EQ(judgement.kind, "registry_mismatch");
  EXPECT_EQ(rules_of(judgement), (Rules{"registry.channel", "registry.pci", "registry.tac"}));
  EXPECT_EQ(judgement.reasons[1].reason.measured_json, R"({"pci":43})");
  EXPECT_EQ(judgement.reasons[1].reason.expected_json, R"({"pci":42})");
}

TEST(Rules, TheRowThatFitsBestDecides) {
  const auto cell = cell_of(kViettel);
  auto old = registry_row();
  old.channel = 1300;
  EXPECT_EQ(judge({cell, {old, registry_row()}, true}).kind, "");
}

TEST(Rules, ASharedCellIsJudgedByItsDomesticNetwork) {
  auto cell = cell_of({460, 1, 2});
  cell.plmns.push_back(kViettel);
  EXPECT_EQ(judge({cell, {}, true}).kind, "rogue_cell");
}

TEST(Rules, StepsHaveDistinctNamesAndVersions) {
  std::set<std::string_view> names;
  for (const auto& step : steps()) {
    EXPECT_TRUE(names.insert(step.name).second);
    EXPECT_GE(step.version, 1u);
  }
}

// logistic(3.5) = 0.9707, logistic(3.5 + 0.7) = 0.9852, logistic(0) = 0.5
TEST(Confidence, AddsLogLikelihoodRatios) {
  const std::vector<WeighedReason> foreign{{{"plmn.foreign", 1, "{}", "{}"}, 3.5}};
  EXPECT_NEAR(confidence(foreign, 1, 1.0), 0.9707, 1e-4);
  EXPECT_NEAR(confidence(foreign, 2, 1.0), 0.9852, 1e-4);
  EXPECT_NEAR(confidence(foreign, 1, 0.5), 0.4853, 1e-4);
  EXPECT_NEAR(confidence({}, 1, 1.0), 0.5, 1e-12);
  EXPECT_EQ(confidence(foreign, 4, 1.0), confidence(foreign, 40, 1.0));  // further nodes stop counting
}

}  // namespace
}  // namespace sb::gateway::testing
