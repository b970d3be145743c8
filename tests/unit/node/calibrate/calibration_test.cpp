#include "node/calibrate/calibration.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sb::node {
namespace {

using ::testing::HasSubstr;

constexpr const char* kGood = R"(id = "lc01-2026-11"
made = 2026-11-24
expires = 2027-11-24
mismatch_sigma_db = 0.6
[[level]]
frequency_hz = 900e6
gain_db = 30
full_scale_dbm = -25.5
sigma_db = 0.8
[[cable]]
frequency_hz = 900e6
loss_db = 3.2
[[antenna]]
frequency_hz = 900e6
factor_db_per_m = 22.1
)";

std::string error_of(std::string text, const std::string& what, const std::string& instead) {
  text.replace(text.find(what), what.size(), instead);
  const auto parsed = parse_calibration(text, "/cal.toml");
  EXPECT_FALSE(parsed);
  return parsed ? "" : parsed.error().text;
}

TEST(Calibration, HasANameADateAnEndAndLevels) {
  const auto calibration = parse_calibration(kGood, "/cal.toml");
  ASSERT_TRUE(calibration) << calibration.error().text;
  EXPECT_EQ(calibration->id, "lc01-2026-11");
  EXPECT_EQ(calibration->made_utc_ns, 1795478400'000'000'000);     // date -ud 2026-11-24 +%s
  EXPECT_EQ(calibration->expires_utc_ns, 1827014400'000'000'000);  // date -ud 2027-11-24 +%s
  EXPECT_TRUE(calibration->is_valid_at(1800000000'000'000'000));
  EXPECT_FALSE(calibration->is_valid_at(1830000000'000'000'000));
  EXPECT_FALSE(Calibration().is_valid_at(0));
  EXPECT_NEAR(calibration->level_sigma_db, 1.0, 1e-9);
  Calibration lasting = *calibration;
  lasting.expires_utc_ns = std::numeric_limits<std::int64_t>::max();
  const SystemClock clock;
  EXPECT_NEAR(CalibratedLevels(lasting, clock).full_scale_dbm(900e6, 30.0), -25.5 + 3.2, 1e-4);
  lasting.expires_utc_ns = 1;
  EXPECT_TRUE(std::isnan(CalibratedLevels(lasting, clock).full_scale_dbm(900e6, 30.0)));
}

TEST(Calibration, ErrorsNameFileLineAndWord) {
  EXPECT_THAT(error_of(kGood, "gain_db = 30", "gain = 30"),
              HasSubstr("/cal.toml:5: [level] gain_db is missing"));
  EXPECT_THAT(error_of(kGood, "expires = 2027-11-24", "expires = 2025-11-24"),
              HasSubstr("expires must be after made"));
  EXPECT_THAT(error_of(kGood, "made = 2026-11-24", "made = \"2026-11-24\""), HasSubstr("must be a date"));
  EXPECT_THAT(error_of(kGood, "expires = 2027-11-24", "expires = 9999-12-31"), HasSubstr("must lie in"));
  EXPECT_THAT(error_of(kGood, "loss_db = 3.2", "loss_db = 300"), HasSubstr("[cable] loss_db"));
  EXPECT_THAT(error_of(kGood, "sigma_db = 0.8\n", "sigma_db = 0.8\nsigma = 1\n"),
              HasSubstr("is not a word of ours"));
  EXPECT_THAT(error_of(kGood, "id = \"lc01-2026-11\"", "id = lc01"), HasSubstr("/cal.toml:1: "));
  EXPECT_EQ(load_calibration("/nowhere/cal.toml").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace sb::node
