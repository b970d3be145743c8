#pragma once
// The installation wizard: eleven steps, each with a verdict, a value and what to do about it. Pure: readings
// in, verdicts out; time is in the readings. A whole run takes the 60 s of its longest step.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/health/site_view.hpp"

namespace sb::node {

/// What one look at the node gave. Nothing: not measured here.
struct Readings {
  std::int64_t steady_ns = 0;
  std::optional<double> supply_v, temperature_c;
  std::uint64_t disk_free_bytes = 0;
  bool receiving = false;
  double sample_rate_hz = 0.0;
  std::uint64_t samples = 0, dropped_samples = 0;
  std::uint32_t overflows = 0;
  double clipped_ratio = 0.0;
  std::optional<double> floor_dbfs;
  std::vector<Beacon> beacons;
  wire::pb::TimeQuality time_quality = wire::pb::TIME_QUALITY_UNSPECIFIED;
  std::optional<double> pps_jitter_ns, clock_ppb, clock_sigma_ppb;
  bool connected = false;
  std::optional<double> round_trip_s;
};

Readings read_site(const SiteView& site, std::int64_t steady_ns);

enum class Verdict { kWaiting, kPass, kAttention, kFail };
std::string_view to_string(Verdict verdict);

struct StepResult {
  std::string_view key;  ///< "power" "temperature" ... of kStepKeys
  Verdict verdict = Verdict::kWaiting;
  std::optional<double> value;
  std::string_view unit;    ///< "V" "dB" ...
  std::string_view remedy;  ///< key of the catalogue ("remedy.power.low"); empty when there is nothing to do
};

inline constexpr std::array<std::string_view, 11> kStepKeys{"power", "temperature", "disk",    "sdr",
                                                            "loss",  "overload",    "antenna", "time",
                                                            "ppm",   "uplink",      "baseline"};

/// Limits that a site may set; the defaults are those of the first box.
struct WizardLimits {
  double supply_low_v = 11.0, supply_high_v = 15.0;
  double temperature_low_c = -10.0, temperature_high_c = 70.0;
  std::uint64_t disk_needed_bytes = 2ULL << 30U;
  double loss_window_s = 60.0;
  double clipped_ratio = 1e-4;
  double floor_rise_low_db = 1.0, floor_rise_high_db = 30.0;
  double beacon_tolerance_db = 6.0;
  double pps_jitter_ns = 1000.0;
  double clock_ppb = 2500.0, clock_sigma_ppb = 100.0;
  double round_trip_s = 5.0;
};

/// One run. Take a look now and then (each poll of the page); the verdicts follow.
class Wizard {
 public:
  explicit Wizard(WizardLimits limits = {}) : limits_(limits) {}

  void start(Readings now);
  bool started() const { return first_.has_value(); }
  /// The floor with a terminator instead of the antenna; asked for before the antenna is screwed on.
  void terminated(const Readings& now) { terminated_floor_dbfs_ = now.floor_dbfs; }
  std::optional<double> terminated_floor_dbfs() const { return terminated_floor_dbfs_; }
  void baseline_stored() { baseline_stored_ = true; }

  std::vector<StepResult> results(const Readings& now) const;
  /// 0 .. 1 of the longest step.
  double progress(const Readings& now) const;

 private:
  StepResult loss(const Readings& now) const;
  StepResult antenna(const Readings& now) const;

  WizardLimits limits_;
  std::optional<Readings> first_;
  std::optional<double> terminated_floor_dbfs_;
  bool baseline_stored_ = false;
};

/// Nothing is waiting and nothing has failed.
bool may_be_accepted(const std::vector<StepResult>& results);

}  // namespace sb::node
