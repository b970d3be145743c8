// Emissions and jamming become incidents: which kind, and one for each cause.
#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/correlate/causes.hpp"
#include "gateway/correlate/energy_rules.hpp"
#include "tests/unit/gateway/correlate/correlator_fixture.hpp"

namespace sb::gateway::testing {
namespace {

HeardEmission emission(double centre_hz, double bandwidth_hz = 12.5e3, const char* label = "unknown") {
  HeardEmission e;
  e.centre_hz = centre_hz;
  e.bandwidth_hz = bandwidth_hz;
  e.power_dbfs = -50.0;
  e.label = label;
  e.label_confidence = 0.9;
  return e;
}

HeardJamming jamming(double centre_hz, double bandwidth_hz = 20e6, const char* kind = "sweep") {
  HeardJamming j;
  j.kind = kind;
  j.centre_hz = centre_hz;
  j.bandwidth_hz = bandwidth_hz;
  j.j_to_n_db = 25.0;
  j.power_dbfs = -30.0;
  j.kind_confidence = 0.9;
  return j;
}

class EnergyTest : public CorrelatorFixture {
 protected:
  void licence(const char* id, double centre_hz, double bandwidth_hz) {
    Licence l;
    l.id = id;
    l.holder = "Đài truyền thanh";
    l.centre_hz = centre_hz;
    l.bandwidth_hz = bandwidth_hz;
    l.valid_from = "2020-01-01";
    store_->write([&](Transaction& tx) {
      tx.put_document({"licence", id, to_json_text(l), kNoon, "test", 0});
    });
  }
  std::vector<std::string> rules_of(const Incident& incident) {
    std::vector<std::string> rules;
    for (const auto& reason : incident.reasons) rules.push_back(reason.rule);
    return rules;
  }
};

TEST_F(EnergyTest, WithoutALicenceTableNothingIsUnlicensed) {
  hear(emission(452.3e6));
  hear(emission(452.3e6));
  EXPECT_TRUE(incidents().empty());
  EXPECT_EQ(store_->audit_of("licences", 10).size(), 1u) << "said once";
}

TEST_F(EnergyTest, AnHourOfAForeignUplinkIsOneLowIncidentAndNamesNobody) {
  auto hour = emission(1720e6, 9e6, "foreign_service_use");
  hour.duty = 0.6;  // were it not for its label: a repeater's steady noise
  hear(hour);
  hear(hour);
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].kind, "foreign_service_use");
  EXPECT_EQ(incidents()[0].severity, "low");
  EXPECT_EQ(rules_of(incidents()[0]), std::vector<std::string>{"uplink.foreign"});
}

TEST_F(EnergyTest, ADectTelephoneOnItsCarrierDisturbsTheUplinkAndAPhoneDoesNot) {
  auto burst = emission(1924.992e6, 1.2e6, "dect");
  burst.duty = 0.04;
  hear(burst);
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].kind, "interference");
  EXPECT_EQ(rules_of(incidents()[0]), std::vector<std::string>{"uplink.dect"});
  for (const double elsewhere_hz : {1926.0e6, 1950e6}) {
    burst.centre_hz = elsewhere_hz;
    hear(burst);
  }
  EXPECT_EQ(incidents().size(), 1u);
}

TEST_F(EnergyTest, WithOneWhatNobodyHoldsIsUnlicensedAndWhatSomebodyHoldsIsNot) {
  licence("A-1", 100.1e6, 200e3);
  hear(emission(100.1e6, 180e3));
  EXPECT_TRUE(incidents().empty());
  hear(emission(452.3e6));
  ASSERT_EQ(incidents().size(), 1u);
  const auto incident = incidents()[0];
  EXPECT_EQ(incident.kind, "unlicensed_emission");
  EXPECT_EQ(rules_of(incident), std::vector<std::string>{"licence.absent"});
  ASSERT_TRUE(incident.emission);
  EXPECT_DOUBLE_EQ(incident.emission->centre_hz, 452.3e6);
  EXPECT_EQ(incident.severity, "medium");
  EXPECT_EQ(incident.impact, "low");
}

TEST_F(EnergyTest, ALicenceIsHeldToItsFrequencyAndWidth) {
  licence("A-1", 100.1e6, 200e3);
  hear(emission(100.1e6, 300e3));
  hear(emission(100.102e6, 300e3));
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].kind, "interference");
  EXPECT_EQ(rules_of(incidents()[0]), (std::vector<std::string>{"licence.bandwidth", "licence.frequency"}));
}

TEST_F(EnergyTest, LicenceExemptBandsAreQuietAndProtectedOnesAreNot) {
  licence("A-1", 100.1e6, 200e3);
  hear(emission(433.92e6, 50e3));
  hear(emission(2440e6, 20e6, "wifi"));
  EXPECT_TRUE(incidents().empty());
  hear(emission(121.5e6));
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].kind, "interference");
  EXPECT_EQ(incidents()[0].severity, "high");
  EXPECT_EQ(incidents()[0].impact, "high");
}

TEST_F(EnergyTest, PhonesInTheUplinkAreEverydayLifeAndSteadyNoiseThereIsARepeater) {
  auto phone = emission(1750e6, 360e3);
  phone.duty = 0.1;
  hear(phone);
  EXPECT_TRUE(incidents().empty());
  hear(emission(1750e6, 5e6));
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].kind, "repeater");
}

TEST_F(EnergyTest, ACarrierOnARegisteredCellIsInterferenceAndItsOwnSignalIsNot) {
  registered(registry_row());
  hear(emission(1842.5e6, 9e6, "lte"));
  EXPECT_TRUE(incidents().empty());
  hear(emission(1842.6e6, 20e3));
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].kind, "interference");
  EXPECT_EQ(incidents()[0].impact, "medium");
  EXPECT_EQ(nlohmann::json::parse(incidents()[0].reasons.at(0).measured_json)["carriers"],
            nlohmann::json::array({"viettel"}));
}

TEST_F(EnergyTest, OneIncidentPerCauseAcrossNodesTimeAndWhatTheDetectorCallsIt) {
  for (int i = 0; i < 60; ++i) {
    auto j = jamming(1575.42e6 + (i % 7) * 0.3e6, 18e6 + (i % 5) * 1e6, i % 3 == 0 ? "sweep" : "barrage");
    hear(j, {i % 2 == 0 ? "lc-01" : "lc-02", UtcNs{i} * 300'000'000});
    hear(emission(1575.42e6, 15e6),
         {"lc-01", UtcNs{i} * 300'000'000});  // the same energy, seen by the other detector
  }
  ASSERT_EQ(incidents().size(), 1u);
  const auto incident = incidents()[0];
  EXPECT_EQ(incident.kind, "jamming");
  EXPECT_EQ(incident.observation_count, 120u);
  EXPECT_EQ(incident.nodes, (std::vector<std::string>{"lc-01", "lc-02"}));
  EXPECT_EQ(incident.severity, "critical");
  EXPECT_TRUE(incident.jamming);
  EXPECT_FALSE(incident.emission);
}

TEST_F(EnergyTest, OtherSpectrumOtherRegionAndExercisesAreOtherCauses) {
  hear(jamming(1575.42e6));
  hear(jamming(1842.5e6));
  hear(jamming(1575.42e6), {"far-1"});
  hear(jamming(1575.42e6), {"lc-01", 0, true});
  EXPECT_EQ(incidents().size(), 4u);
}

TEST_F(EnergyTest, AnEmissionLongAfterTheJammingIsItsOwnCause) {
  hear(jamming(121.5e6, 100e3));
  hear(emission(121.5e6), {"lc-01", 3'600'000'000'000});
  EXPECT_EQ(incidents().size(), 2u);
}

TEST_F(EnergyTest, CoverageIsKeptAndIsNoIncident) {
  auto o = observation("lc-01", 7, 1);
  o.cell.reset();
  o.coverage_json = R"({"bands":[]})";
  take(o, {});
  EXPECT_TRUE(incidents().empty());
  ObservationFilter filter;
  filter.finding = "coverage";
  ASSERT_EQ(store_->observations(filter).size(), 1u);
  EXPECT_EQ(store_->observations(filter)[0].coverage_json, R"({"bands":[]})");
  filter.finding = "cell";
  EXPECT_TRUE(store_->observations(filter).empty());
}

TEST_F(EnergyTest, FindingsComeBackWhole) {
  auto j = jamming(1842.5e6);
  j.victims = {{"lte", 1575}};
  j.reasons = {"null_re.chi2=31.2"};
  j.sweep_hz_per_s = -2e12;
  j.model_hash = "ab";
  hear(j);
  const auto back = *store_->observations({})[0].jamming;
  EXPECT_EQ(back.kind, "sweep");
  EXPECT_EQ(back.victims, j.victims);
  EXPECT_EQ(back.reasons, j.reasons);
  EXPECT_EQ(back.sweep_hz_per_s, j.sweep_hz_per_s);
  EXPECT_FALSE(back.power_dbm);
  EXPECT_EQ(incidents()[0].jamming->victims, j.victims);
  EXPECT_EQ(incidents()[0].severity, "high") << "one node, not yet almost sure";
}

TEST(EnergyRules, CellularLabelsAreTheSystemsOnly) {
  EXPECT_TRUE(is_cellular_label("lte"));
  EXPECT_TRUE(is_cellular_label("nr_ssb"));
  EXPECT_TRUE(is_cellular_label("ofdm")) << "in a cellular downlink, a carrier whose cell is not decoded yet";
  EXPECT_FALSE(is_cellular_label("nrsc"));
  EXPECT_FALSE(is_cellular_label("unknown"));
}

TEST(EnergyRules, EveryKindSaysWhatWouldClearIt) {
  for (const char* kind : {"spillover", "rogue_cell", "registry_mismatch", "unlicensed_emission",
                           "interference", "repeater", "jamming"}) {
    EXPECT_FALSE(refuted_by(kind).empty()) << kind;
  }
}

}  // namespace
}  // namespace sb::gateway::testing
