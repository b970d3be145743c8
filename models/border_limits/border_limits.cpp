#include "models/border_limits/border_limits.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace sb::models {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Made from border_limits.csv beside this file; a test compares the two.
constexpr auto kLimits = std::to_array<BorderLimit>({
    {"ECC/REC/(05)08", "preferential frequency", LimitCase::kPreferential, 925e6, 960e6, 0.2e6, 3.0, 19.0,
     15.0, kNone, 0.0, Certainty::kHigh, "from memory; the text could not be read here"},
    {"ECC/REC/(05)08", "non-preferential frequency", LimitCase::kNonPreferential, 925e6, 960e6, 0.2e6, 3.0,
     19.0, 0.0, kNone, 0.0, Certainty::kHigh, "from memory; the text could not be read here"},
    {"ECC/REC/(05)08", "preferential", LimitCase::kPreferential, 1805e6, 1880e6, 0.2e6, 3.0, 25.0, 15.0,
     kNone, 0.0, Certainty::kHigh, "from memory; the text could not be read here"},
    {"ECC/REC/(05)08", "non-preferential", LimitCase::kNonPreferential, 1805e6, 1880e6, 0.2e6, 3.0, 25.0, 0.0,
     kNone, 0.0, Certainty::kHigh, "from memory; the text could not be read here"},
    {"ECC/REC/(08)02", "preferential PCI / aligned", LimitCase::kPreferential, 925e6, 960e6, 5e6, 3.0, 59.0,
     0.0, 41.0, 6.0, Certainty::kMedium, "from memory; the text could not be read here"},
    {"ECC/REC/(08)02", "non-preferential PCI", LimitCase::kNonPreferential, 925e6, 960e6, 5e6, 3.0, 41.0, 0.0,
     kNone, 0.0, Certainty::kMedium, "from memory; the text could not be read here"},
    {"ECC/REC/(08)02", "preferential PCI", LimitCase::kPreferential, 1805e6, 1880e6, 5e6, 3.0, 65.0, 0.0,
     47.0, 6.0, Certainty::kMedium, "from memory; the text could not be read here; 47 or 49 at 6 km"},
    {"ECC/REC/(08)02", "non-preferential PCI", LimitCase::kNonPreferential, 1805e6, 1880e6, 5e6, 3.0, 47.0,
     0.0, kNone, 0.0, Certainty::kMedium, "from memory; the text could not be read here"},
    {"ECC/REC/(11)04", "LTE both sides, preferential PCI", LimitCase::kPreferential, 790e6, 862e6, 5e6, 3.0,
     59.0, 0.0, 41.0, 6.0, Certainty::kHigh, "from memory; the text could not be read here"},
    {"ECC/REC/(11)04", "LTE non-preferential PCI", LimitCase::kNonPreferential, 790e6, 862e6, 5e6, 3.0, 41.0,
     0.0, kNone, 0.0, Certainty::kHigh, "from memory; the text could not be read here"},
    {"ECC/REC/(11)04", "general (other technology on one side)", LimitCase::kGeneral, 790e6, 862e6, 5e6, 3.0,
     55.0, 0.0, 29.0, 9.0, Certainty::kHigh, "from memory; the text could not be read here"},
    {"ECC/REC/(11)05", "LTE both sides, preferential PCI", LimitCase::kPreferential, 2500e6, 2690e6, 5e6, 3.0,
     65.0, 0.0, 49.0, 6.0, Certainty::kHigh, "from memory; the text could not be read here"},
    {"ECC/REC/(11)05", "non-preferential PCI", LimitCase::kNonPreferential, 2500e6, 2690e6, 5e6, 3.0, 49.0,
     0.0, kNone, 0.0, Certainty::kMedium, "from memory; the text could not be read here"},
    {"ECC/REC/(11)05", "general", LimitCase::kGeneral, 2500e6, 2690e6, 5e6, 3.0, 65.0, 0.0, 37.0, 9.0,
     Certainty::kMedium, "from memory; the text could not be read here"},
    {"ECC/REC/(11)05", "TDD unsynchronised / FDD-TDD", LimitCase::kUnsynchronised, 2500e6, 2690e6, 5e6, 3.0,
     30.0, 0.0, kNone, 0.0, Certainty::kMedium, "from memory; the text could not be read here"},
    {"ECC/REC/(14)04", "preferential PCI", LimitCase::kPreferential, 2300e6, 2400e6, 5e6, 3.0, 65.0, 0.0,
     49.0, 6.0, Certainty::kMedium, "from memory; the text could not be read here"},
    {"ECC/REC/(14)04", "-", LimitCase::kUnsynchronised, 2300e6, 2400e6, 5e6, 3.0, 30.0, 0.0, kNone, 0.0,
     Certainty::kMedium, "from memory; the text could not be read here"},
    {"ECC/REC/(15)01", "preferential PCI", LimitCase::kPreferential, 694e6, 790e6, 5e6, 3.0, 59.0, 0.0, 41.0,
     6.0, Certainty::kHigh, "from memory; the text could not be read here"},
    {"ECC/REC/(15)01", "non-preferential PCI", LimitCase::kNonPreferential, 694e6, 790e6, 5e6, 3.0, 41.0, 0.0,
     kNone, 0.0, Certainty::kHigh, "from memory; the text could not be read here"},
    {"ECC/REC/(15)01", "preferential PCI", LimitCase::kPreferential, 3400e6, 3800e6, 5e6, 3.0, 67.0, 0.0,
     49.0, 6.0, Certainty::kHigh, "from memory; the text could not be read here"},
    {"ECC/REC/(15)01", "non-preferential PCI", LimitCase::kNonPreferential, 3400e6, 3800e6, 5e6, 3.0, 49.0,
     0.0, kNone, 0.0, Certainty::kMedium, "from memory; the text could not be read here"},
    {"ECC/REC/(15)01", "-", LimitCase::kUnsynchronised, 3400e6, 3800e6, 5e6, 3.0, 32.0, 0.0, kNone, 0.0,
     Certainty::kMedium,
     "from memory; the text could not be read here; 2020/2022 editions add AAS cases (45@0/27@6 pref., 0@0 "
     "non-pref.): memory-low"},
    {"ERC/REC 01-01", "preferential code, aligned", LimitCase::kPreferential, 2110e6, 2170e6, 5e6, 3.0, 65.0,
     0.0, 37.0, 6.0, Certainty::kMedium,
     "from memory; the text could not be read here; title and scope read: studylib.net 9280597, docsbay.net"},
    {"ERC/REC 01-01", "non-preferential code", LimitCase::kNonPreferential, 2110e6, 2170e6, 5e6, 3.0, 37.0,
     0.0, kNone, 0.0, Certainty::kMedium, "from memory; the text could not be read here"},
    {"ERC/REC 01-01", "preferential PCI", LimitCase::kPreferential, 2110e6, 2170e6, 5e6, 3.0, 65.0, 0.0, 49.0,
     6.0, Certainty::kMedium, "from memory; the text could not be read here"},
    {"HCM Agreement Annex 1", "max permissible interference field strength; cross-border range",
     LimitCase::kMaximumInterference, 146e6, 149.9e6, 0.0, 10.0, 12.0, 0.0, kNone, 80.0, Certainty::kMedium,
     "from memory; the text could not be read here; col d1 = max cross-border range km"},
    {"HCM Agreement Annex 1", "max permissible interference field strength; cross-border range",
     LimitCase::kMaximumInterference, 150.05e6, 174e6, 0.0, 10.0, 12.0, 0.0, kNone, 80.0, Certainty::kMedium,
     "from memory; the text could not be read here; col d1 = max cross-border range km"},
    {"HCM Agreement Annex 1", "max permissible interference field strength; cross-border range",
     LimitCase::kMaximumInterference, 380e6, 385e6, 0.0, 10.0, 18.0, 0.0, kNone, 50.0, Certainty::kMedium,
     "from memory; the text could not be read here; col d1 = max cross-border range km"},
    {"HCM Agreement Annex 1", "max permissible interference field strength; cross-border range",
     LimitCase::kMaximumInterference, 390e6, 395e6, 0.0, 10.0, 18.0, 0.0, kNone, 50.0, Certainty::kMedium,
     "from memory; the text could not be read here; col d1 = max cross-border range km"},
    {"HCM Agreement Annex 1", "max permissible interference field strength; cross-border range",
     LimitCase::kMaximumInterference, 406.1e6, 470e6, 0.0, 10.0, 20.0, 0.0, kNone, 50.0, Certainty::kMedium,
     "from memory; the text could not be read here; col d1 = max cross-border range km"},
    {"HCM Agreement Annex 1", "max permissible interference field strength; cross-border range",
     LimitCase::kMaximumInterference, 862e6, 960e6, 0.0, 10.0, 26.0, 0.0, kNone, 30.0, Certainty::kMedium,
     "from memory; the text could not be read here; col d1 = max cross-border range km"},
    {"HCM Agreement Annex 1", "max permissible interference field strength; cross-border range",
     LimitCase::kMaximumInterference, 1710e6, 1785e6, 0.0, 10.0, 35.0, 0.0, kNone, 15.0, Certainty::kMedium,
     "from memory; the text could not be read here; col d1 = max cross-border range km"},
    {"HCM Agreement Annex 1", "max permissible interference field strength; cross-border range",
     LimitCase::kMaximumInterference, 1805e6, 1880e6, 0.0, 10.0, 35.0, 0.0, kNone, 15.0, Certainty::kMedium,
     "from memory; the text could not be read here; col d1 = max cross-border range km"},
});

constexpr double kResourceElementHz = 15e3;
constexpr double kReferenceHz = 5e6;
constexpr double kLoaded5MHzHz = 300 * kResourceElementHz;  // 25 PRB of 12 subcarriers, TS 36.101 table 5.6-1

}  // namespace

std::span<const BorderLimit> default_border_limits() {
  return kLimits;
}

std::optional<double> limit_dbuv_m(const BorderLimit& limit, double distance_km) {
  assert(distance_km >= 0.0);
  if (std::isnan(limit.field_2_dbuv_m)) {
    if (distance_km < limit.distance_1_km) return std::nullopt;
    return limit.field_1_dbuv_m;
  }
  const double share =
      std::clamp((distance_km - limit.distance_1_km) / (limit.distance_2_km - limit.distance_1_km), 0.0, 1.0);
  return limit.field_1_dbuv_m + share * (limit.field_2_dbuv_m - limit.field_1_dbuv_m);
}

std::optional<BorderTrigger> border_trigger(std::span<const BorderLimit> table, double frequency_hz,
                                            LimitCase which, double distance_km) {
  std::optional<BorderTrigger> strictest;
  for (const BorderLimit& row : table) {
    if (row.which != which || frequency_hz < row.low_hz || frequency_hz >= row.high_hz) continue;
    const auto field = limit_dbuv_m(row, distance_km);
    if (field && (!strictest || *field < strictest->field_dbuv_m)) strictest = BorderTrigger{&row, *field};
  }
  return strictest;
}

double field_dbuv_m(double isotropic_dbm, double frequency_hz) {
  return isotropic_dbm + 20.0 * std::log10(frequency_hz / 1e6) + 77.21;
}

double isotropic_dbm(double field_dbuv_m, double frequency_hz) {
  return field_dbuv_m - 20.0 * std::log10(frequency_hz / 1e6) - 77.21;
}

double loaded_5mhz_dbm(double rsrp_dbm) {
  return rsrp_dbm + 10.0 * std::log10(kLoaded5MHzHz / kResourceElementHz);
}

double in_5mhz_dbm(double power_dbm, double bandwidth_hz) {
  return power_dbm - 10.0 * std::log10(std::max(1.0, bandwidth_hz / kReferenceHz));
}

}  // namespace sb::models
