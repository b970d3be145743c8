// What people decided moves the odds of a rule, and no further than the count allows.
#include <cmath>

#include "gateway/correlate/base_rates.hpp"
#include "tests/unit/gateway/correlate/correlator_fixture.hpp"

namespace sb::gateway::testing {
namespace {

BaseRates rates(std::uint64_t confirmed, std::uint64_t dismissed) {
  return BaseRates(BaseRates::Evidence{{"registry.absent", {confirmed, dismissed}}});
}

TEST(BaseRates, WithoutEvidenceTheAssumptionHolds) {
  EXPECT_DOUBLE_EQ(BaseRates().ratio("registry.absent", 1.4), 1.4);
  EXPECT_DOUBLE_EQ(rates(4, 5).ratio("registry.absent", 1.4), 1.4) << "nine decisions are too few";
  EXPECT_DOUBLE_EQ(rates(50, 50).ratio("another.rule", 1.4), 1.4);
  EXPECT_DOUBLE_EQ(rates(50, 50).ratio("registry.absent", 0.0), 0.0) << "not about guilt";
}

TEST(BaseRates, EvidenceDrawsTheRatioTowardsWhatWasCounted) {
  // By hand: an assumed 80.2 % of 20 is 16.04 real and 3.96 innocent ones.
  EXPECT_NEAR(rates(0, 30).ratio("registry.absent", 1.4), std::log(16.04 / 33.96), 2e-3);
  EXPECT_NEAR(rates(30, 0).ratio("registry.absent", 1.4), std::log(46.04 / 3.96), 2e-3);
  EXPECT_LT(rates(10, 10).ratio("registry.absent", 1.4), 1.4);
  EXPECT_NEAR(rates(9000, 1000).ratio("registry.absent", 1.4), std::log(9.0), 0.01) << "the count decides";
}

TEST(BaseRates, NoCountClaimsMoreThanItCanShow) {
  EXPECT_DOUBLE_EQ(rates(1'000'000, 0).ratio("registry.absent", 1.4), kHighestRatio);
  EXPECT_DOUBLE_EQ(rates(0, 1'000'000).ratio("registry.absent", 1.4), -kHighestRatio);
}

class BaseRateTest : public CorrelatorFixture {
 protected:
  void decided(const std::string& state, int count, bool exercise = false) {
    store_->write([&](Transaction& tx) {
      for (int i = 0; i < count; ++i) {
        auto incident = incident_row(state + std::to_string(++number_));
        incident.kind = "rogue_cell";
        incident.state = state;
        incident.exercise = exercise;
        incident.reasons = {{"registry.absent", 1, "{}", "{}"}, {"registry.absent", 1, R"({"a":1})", "{}"}};
        tx.put_incident(incident);
      }
    });
  }
  int number_ = 0;
};

TEST_F(BaseRateTest, IsCountedFromWhatPeopleDecided) {
  decided("dismissed", 40);
  decided("confirmed", 2);
  decided("open", 7);
  decided("dismissed", 9, true);
  EXPECT_EQ(measure_base_rates(*store_, 1, kNoon + 1), 1u);
  const auto evidence = BaseRates::read(store_->documents(kBaseRateCollection)).evidence();
  EXPECT_EQ(evidence.at("registry.absent"), (RuleEvidence{2, 40}));
  EXPECT_EQ(measure_base_rates(*store_, 1, kNoon + 2), 0u) << "nothing new";
  EXPECT_EQ(store_->audit_of("rules", 10).size(), 1u);
}

TEST_F(BaseRateTest, ARuleThatIsUsuallyWrongConvincesLess) {
  registered(registry_row());
  hear(viettel_cell(998));
  const double before = incidents().at(0).confidence;
  decided("dismissed", 40);
  measure_base_rates(*store_, 1, kNoon + 1);
  hear(viettel_cell(997));
  const auto all = incidents();
  EXPECT_EQ(all.at(0).cell->cell_id, 997u);
  EXPECT_LT(all.at(0).confidence, 0.5);
  EXPECT_GT(before, 0.75);
}

}  // namespace
}  // namespace sb::gateway::testing
