#include "node/technician/wizard.hpp"

#include <algorithm>
#include <cmath>

namespace sb::node {
namespace {

namespace pb = wire::pb;

constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;

StepResult pass(std::string_view key, std::optional<double> value, std::string_view unit) {
  return {key, Verdict::kPass, value, unit, {}};
}
StepResult attention(std::string_view key, std::optional<double> value, std::string_view unit,
                     std::string_view remedy) {
  return {key, Verdict::kAttention, value, unit, remedy};
}
StepResult failed(std::string_view key, std::optional<double> value, std::string_view unit,
                  std::string_view remedy) {
  return {key, Verdict::kFail, value, unit, remedy};
}

StepResult power(const Readings& now, const WizardLimits& limits) {
  if (!now.supply_v) return attention("power", {}, "V", "remedy.power.unmeasured");
  if (*now.supply_v < limits.supply_low_v) return failed("power", now.supply_v, "V", "remedy.power.low");
  if (*now.supply_v > limits.supply_high_v) return failed("power", now.supply_v, "V", "remedy.power.high");
  return pass("power", now.supply_v, "V");
}

StepResult temperature(const Readings& now, const WizardLimits& limits) {
  if (!now.temperature_c) return attention("temperature", {}, "°C", "remedy.temperature.unmeasured");
  if (*now.temperature_c > limits.temperature_high_c)
    return failed("temperature", now.temperature_c, "°C", "remedy.temperature.hot");
  if (*now.temperature_c < limits.temperature_low_c)
    return failed("temperature", now.temperature_c, "°C", "remedy.temperature.cold");
  return pass("temperature", now.temperature_c, "°C");
}

StepResult disk(const Readings& now, const WizardLimits& limits) {
  const double free_gib = static_cast<double>(now.disk_free_bytes) / kGiB;
  if (now.disk_free_bytes < limits.disk_needed_bytes)
    return failed("disk", free_gib, "GiB", "remedy.disk.full");
  return pass("disk", free_gib, "GiB");
}

StepResult sdr(const Readings& now) {
  if (!now.receiving) return failed("sdr", {}, "MS/s", "remedy.sdr.absent");
  return pass("sdr", now.sample_rate_hz * 1e-6, "MS/s");
}

StepResult overload(const Readings& now, const WizardLimits& limits) {
  if (!now.receiving) return {"overload", Verdict::kWaiting, {}, "%", {}};
  const double percent = now.clipped_ratio * 100.0;
  if (now.clipped_ratio > limits.clipped_ratio) return failed("overload", percent, "%", "remedy.overload");
  return pass("overload", percent, "%");
}

StepResult time(const Readings& now, const WizardLimits& limits) {
  if (now.time_quality == pb::TIME_QUALITY_NTP) return attention("time", {}, "ns", "remedy.time.ntp");
  if (now.time_quality != pb::TIME_QUALITY_GNSS) return failed("time", {}, "ns", "remedy.time.none");
  if (now.pps_jitter_ns && *now.pps_jitter_ns > limits.pps_jitter_ns)
    return failed("time", now.pps_jitter_ns, "ns", "remedy.time.pps");
  return pass("time", now.pps_jitter_ns, "ns");
}

StepResult ppm(const Readings& now, const WizardLimits& limits) {
  if (!now.clock_ppb) return attention("ppm", {}, "ppm", "remedy.ppm.unmeasured");
  const double measured_ppm = *now.clock_ppb * 1e-3;
  if (now.clock_sigma_ppb.value_or(0.0) > limits.clock_sigma_ppb)
    return attention("ppm", measured_ppm, "ppm", "remedy.ppm.unsure");
  if (std::abs(*now.clock_ppb) > limits.clock_ppb)
    return failed("ppm", measured_ppm, "ppm", "remedy.ppm.far");
  return pass("ppm", measured_ppm, "ppm");
}

StepResult uplink(const Readings& now, const WizardLimits& limits) {
  if (!now.connected) return failed("uplink", {}, "s", "remedy.uplink.down");
  if (!now.round_trip_s) return {"uplink", Verdict::kWaiting, {}, "s", {}};
  if (*now.round_trip_s > limits.round_trip_s)
    return attention("uplink", now.round_trip_s, "s", "remedy.uplink.slow");
  return pass("uplink", now.round_trip_s, "s");
}

}  // namespace

Readings read_site(const SiteView& site, std::int64_t steady_ns) {
  const auto status = site.status();
  const auto& receiver = status.receiver();
  Readings r;
  r.steady_ns = steady_ns;
  if (status.box().has_supply_v()) r.supply_v = static_cast<double>(status.box().supply_v());
  if (status.box().has_temperature_c()) r.temperature_c = static_cast<double>(status.box().temperature_c());
  if (status.box().has_pps_jitter_ns()) r.pps_jitter_ns = static_cast<double>(status.box().pps_jitter_ns());
  r.disk_free_bytes = status.disk_free_bytes();
  r.sample_rate_hz = receiver.sample_rate_hz();
  r.samples = receiver.samples();
  r.dropped_samples = receiver.dropped_samples();
  r.overflows = receiver.overflows();
  r.clipped_ratio = static_cast<double>(receiver.clipped_ratio());
  r.receiving = receiver.sample_rate_hz() > 0.0 && receiver.samples() > 0;
  r.floor_dbfs = site.floor_dbfs();
  r.beacons = site.beacons();
  r.time_quality = status.time_quality();
  if (status.calibration().has_clock_ppb())
    r.clock_ppb = static_cast<double>(status.calibration().clock_ppb());
  if (status.calibration().has_clock_sigma_ppb())
    r.clock_sigma_ppb = static_cast<double>(status.calibration().clock_sigma_ppb());
  r.connected = site.connected();
  r.round_trip_s = site.round_trip_s();
  return r;
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kWaiting:
      return "waiting";
    case Verdict::kPass:
      return "pass";
    case Verdict::kAttention:
      return "attention";
    case Verdict::kFail:
      return "fail";
  }
  return "";
}

void Wizard::start(Readings now) {
  first_ = std::move(now);
}

double Wizard::progress(const Readings& now) const {
  if (!first_) return 0.0;
  const double elapsed_s = static_cast<double>(now.steady_ns - first_->steady_ns) * 1e-9;
  return std::clamp(elapsed_s / limits_.loss_window_s, 0.0, 1.0);
}

/// Sixty seconds of samples without one lost. What is lost is said at once.
StepResult Wizard::loss(const Readings& now) const {
  if (!first_) return {"loss", Verdict::kWaiting, {}, "", {}};
  const auto lost = static_cast<double>(now.dropped_samples - first_->dropped_samples);
  if (now.dropped_samples != first_->dropped_samples || now.overflows != first_->overflows) {
    return failed("loss", lost, "", "remedy.loss");
  }
  if (progress(now) < 1.0) return {"loss", Verdict::kWaiting, lost, "", {}};
  if (now.samples <= first_->samples) return failed("loss", {}, "", "remedy.sdr.absent");
  return pass("loss", lost, "");
}

/// The floor must rise when the antenna replaces the terminator, and registered cells must be heard as loud
/// as predicted.
StepResult Wizard::antenna(const Readings& now) const {
  if (!now.floor_dbfs || !first_) return {"antenna", Verdict::kWaiting, {}, "dB", {}};
  std::optional<double> rise_db;
  if (terminated_floor_dbfs_) rise_db = *now.floor_dbfs - *terminated_floor_dbfs_;
  if (rise_db && *rise_db < limits_.floor_rise_low_db)
    return failed("antenna", rise_db, "dB", "remedy.antenna.no_rise");
  if (rise_db && *rise_db > limits_.floor_rise_high_db)
    return failed("antenna", rise_db, "dB", "remedy.antenna.noise");
  for (const auto& beacon : now.beacons) {
    if (!beacon.heard_dbm) return failed("antenna", rise_db, "dB", "remedy.antenna.silent_beacon");
    const double off_db = *beacon.heard_dbm - beacon.expected_dbm;
    if (std::abs(off_db) > limits_.beacon_tolerance_db) {
      return failed("antenna", off_db, "dB", off_db < 0.0 ? "remedy.antenna.weak" : "remedy.antenna.strong");
    }
  }
  if (!rise_db) return attention("antenna", {}, "dB", "remedy.antenna.unterminated");
  if (now.beacons.empty()) return attention("antenna", rise_db, "dB", "remedy.antenna.no_beacon");
  return pass("antenna", rise_db, "dB");
}

std::vector<StepResult> Wizard::results(const Readings& now) const {
  const StepResult baseline = baseline_stored_
                                  ? pass("baseline", {}, "")
                                  : StepResult{"baseline", Verdict::kWaiting, {}, "", "remedy.baseline"};
  return {power(now, limits_),
          temperature(now, limits_),
          disk(now, limits_),
          sdr(now),
          loss(now),
          overload(now, limits_),
          antenna(now),
          time(now, limits_),
          ppm(now, limits_),
          uplink(now, limits_),
          baseline};
}

bool may_be_accepted(const std::vector<StepResult>& results) {
  return std::none_of(results.begin(), results.end(), [](const StepResult& step) {
    return step.verdict == Verdict::kWaiting || step.verdict == Verdict::kFail;
  });
}

}  // namespace sb::node
