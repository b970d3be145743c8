#include "dsp/detect/row_map.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "dsp/spectrum/noise_floor.hpp"

namespace sb::dsp {
namespace {

constexpr double kRowS = 40e-6;
constexpr std::size_t kGroup = 8;                        // rows behind one value of the floor
constexpr std::array<std::size_t, 3> kLevels{1, 8, 64};  // rows averaged for a test
constexpr double kShare = 0.2;                           // of the time that is taken for quiet
constexpr float kSilence = 1e-15F;                       // below any receiver: digital silence

std::size_t channels_for(double rate_hz) {
  const double samples = std::clamp(rate_hz * kRowS / 2.0, 33.0, 1024.0);
  return std::bit_ceil(static_cast<std::size_t>(samples));
}

SpectrumSettings row_settings(double rate_hz) {
  SpectrumSettings settings;
  settings.sample_rate_hz = rate_hz;
  settings.fft_size = static_cast<int>(channels_for(rate_hz));
  settings.averages = 1;
  settings.floor = false;
  return settings;
}

}  // namespace

RowMap::RowMap(double sample_rate_hz, const RowMapSettings& settings)
    : settings_(settings),
      channels_(channels_for(sample_rate_hz)),
      engine_(row_settings(sample_rate_hz)),
      floors_(channels_),
      sums_(channels_),
      heat_(channels_) {}

void RowMap::on_spectrum(const SpectrumFrame& frame) noexcept {
  powers_.insert(powers_.end(), frame.mean.begin(), frame.mean.end());
}

void RowMap::fill(std::span<const cf32> samples) {
  powers_.clear();
  powers_.reserve(samples.size());
  next_sample_ += 2 * channels_;  // blocks never run into one another here
  engine_.push(samples, next_sample_, 0, *this);
  next_sample_ += samples.size();
  find_floors();
  find_heat();
}

/// Weakest fifth of groups of rows, corrected for what it is below the mean of noise.
void RowMap::find_floors() {
  const std::size_t group = rows() >= 20 * kGroup ? kGroup : 1;
  const std::size_t groups = rows() / group;
  for (std::size_t channel = 0; channel < channels_; ++channel) {
    column_.assign(groups, 0.0F);
    for (std::size_t g = 0; g < groups; ++g) {
      for (std::size_t i = 0; i < group; ++i)
        column_[g] += powers_[(g * group + i) * channels_ + channel] / static_cast<float>(group);
    }
    floors_[channel] =
        std::max(weakest_share_floor(column_, static_cast<float>(group), kShare).floor, kSilence);
  }
  floor_error_ = 1.0 / std::sqrt(std::max(1.0, kShare * static_cast<double>(groups * group)));
}

void RowMap::find_heat() {
  std::fill(heat_.begin(), heat_.end(), std::uint8_t{0});
  if (rows() == 0) return;
  const double tests = static_cast<double>(powers_.size()) * static_cast<double>(kLevels.size());
  for (const std::size_t level : kLevels) {
    // The floor's own error raises the threshold: four standard deviations of it.
    const double margin = (1.0 + 4.0 * floor_error_) * static_cast<double>(level);
    const auto factor = [&](double false_alarm) {
      return static_cast<float>(margin *
                                noise_threshold(static_cast<double>(level), std::log(false_alarm / tests)));
    };
    test_level(level, factor(settings_.weak_false_alarm), factor(settings_.strong_false_alarm));
  }
}

void RowMap::test_level(std::size_t rows_together, float weak, float strong) {
  const auto dynamic = static_cast<float>(std::pow(10.0, -settings_.dynamic_db / 10.0));
  for (std::size_t t = 0; t + rows_together <= rows(); t += rows_together) {
    std::fill(sums_.begin(), sums_.end(), 0.0F);
    for (std::size_t i = 0; i < rows_together; ++i) {
      const auto powers = row(t + i);
      for (std::size_t c = 0; c < channels_; ++c) sums_[c] += powers[c];
    }
    const float least = dynamic * *std::max_element(sums_.begin(), sums_.end());
    for (std::size_t c = 0; c < channels_; ++c) {
      const bool warm = sums_[c] > weak * floors_[c] && sums_[c] > least;
      const bool hot = warm && sums_[c] > strong * floors_[c];
      heat_[c] = std::max(heat_[c], static_cast<std::uint8_t>(warm + hot));
    }
  }
}

}  // namespace sb::dsp
