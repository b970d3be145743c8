#include "dsp/synth/band_train.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sb::dsp::synth {

BandTrain::BandTrain(Value value, double rate_hz, double roll_off)
    : value_(std::move(value)),
      rate_hz_(rate_hz),
      kernel_(0.5 * (1.0 - roll_off), 0.5 * (1.0 + roll_off)),
      window_(static_cast<std::size_t>(kernel_.taps())) {}

cf32 BandTrain::at(double t_s) {
  const double position = t_s * rate_hz_;
  const double origin = std::floor(position);
  const auto place = kernel_.place(position - origin);
  const std::int64_t first = static_cast<std::int64_t>(origin) + place.first;
  const std::int64_t step = first - first_;
  const auto taps = static_cast<std::int64_t>(window_.size());
  if (first_ != INT64_MIN && step >= 0 && step < taps) {
    std::shift_left(window_.begin(), window_.end(), step);
    for (std::int64_t i = taps - step; i < taps; ++i)
      window_[static_cast<std::size_t>(i)] = value_(first + i);
  } else {
    for (std::int64_t i = 0; i < taps; ++i) window_[static_cast<std::size_t>(i)] = value_(first + i);
  }
  first_ = first;
  return kernel_.value(window_.data(), place.phase);
}

}  // namespace sb::dsp::synth
