#include "dsp/detect/uplink_activity.hpp"

#include <cmath>

namespace sb::dsp {
namespace {

constexpr std::int64_t kHourNs = 3600LL * 1000000000LL;
constexpr std::size_t kMostHours = 48;

}  // namespace

UplinkActivity::UplinkActivity(double low_hz, double high_hz, double over_floor_db)
    : low_hz_(low_hz), high_hz_(high_hz), threshold_(std::pow(10.0, over_floor_db / 10.0)) {}

void UplinkActivity::add(const SpectrumFrame& frame) {
  if (frame.floor <= 0.0F || frame.t0_utc_ns <= 0 || frame.bin_hz <= 0.0) return;
  double power = 0.0;
  double bins = 0.0;
  for (std::size_t i = 0; i < frame.mean.size(); ++i) {
    const double f = frame.frequency_hz(i);
    if (f < low_hz_ || f >= high_hz_) continue;
    power += static_cast<double>(frame.mean[i]);
    bins += 1.0;
  }
  if (bins == 0.0) return;
  const std::int64_t hour = frame.t0_utc_ns / kHourNs;
  if (hours_.empty() || hours_.back().hour_utc != hour) {
    if (hours_.size() == kMostHours) hours_.erase(hours_.begin());
    hours_.push_back({hour, 0.0, 0.0, 0.0});
  }
  const double rate_hz = frame.bin_hz * static_cast<double>(frame.mean.size());
  const double seconds = static_cast<double>(frame.samples) / rate_hz;
  const double floor = bins * static_cast<double>(frame.floor);
  UplinkHour& now = hours_.back();
  now.observed_s += seconds;
  if (power <= threshold_ * floor) return;
  now.active_s += seconds;
  now.energy += seconds * (power - floor);
}

}  // namespace sb::dsp
