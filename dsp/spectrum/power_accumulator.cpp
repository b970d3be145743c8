#include "dsp/spectrum/power_accumulator.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

#include "dsp/core/index.hpp"
#include "dsp/core/spectrum_frame.hpp"

namespace sb::dsp {
namespace {

constexpr int kLanes = 8;
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

Lanes load(const float* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

void store(float* to, Lanes lanes) {
  std::memcpy(to, &lanes, sizeof lanes);
}

/// Real and imaginary parts are drawn apart within 128-bit halves (one instruction each with AVX). The order
/// of bins that this leaves in a group of eight, 0 1 4 5 2 3 6 7, is undone by in_order().
Lanes power(const float* interleaved) {
  const Lanes a = load(interleaved);
  const Lanes b = load(interleaved + kLanes);
  const Lanes re = __builtin_shufflevector(a, b, 0, 2, 8, 10, 4, 6, 12, 14);
  const Lanes im = __builtin_shufflevector(a, b, 1, 3, 9, 11, 5, 7, 13, 15);
  return re * re + im * im;
}

Lanes in_order(Lanes lanes) {
  return __builtin_shufflevector(lanes, lanes, 0, 1, 4, 5, 2, 3, 6, 7);
}

float total(Lanes lanes) {
  float sum = 0.0F;
  for (int i = 0; i < kLanes; ++i) sum += lanes[i];
  return sum;
}

/// Step of the histogram. log2 from the exponent and a parabola through the mantissa: within 0.03 dB.
std::size_t apd_step(float power) {
  const auto bits = std::bit_cast<std::uint32_t>(power);
  const float mantissa = std::bit_cast<float>((bits & 0x007FFFFFU) | 0x3F800000U);
  const float log2 = static_cast<float>(static_cast<int>(bits >> 23U) - 127) +
                     ((-0.344845F * mantissa + 2.024658F) * mantissa - 1.674876F);
  const float step = 3.0103F * log2 - static_cast<float>(kApdFloorDb);
  return static_cast<std::size_t>(std::clamp(step, 0.0F, static_cast<float>(kApdSteps - 1)));
}

}  // namespace

PowerAccumulator::PowerAccumulator(int bins, int apd_channels, float scale)
    : bins_(bins),
      channels_(apd_channels),
      scale_(scale),
      sum_(static_cast<std::size_t>(bins)),
      squares_(sum_.size()),
      max_(sum_.size()),
      min_(sum_.size()),
      apd_(static_cast<std::size_t>(apd_channels) * kApdSteps) {
  assert(bins >= kLanes && bins % kLanes == 0);
  assert(apd_channels == 0 || (bins / kLanes) % apd_channels == 0);
  reset();
}

void PowerAccumulator::reset() {
  count_ = 0;
  std::fill(sum_.begin(), sum_.end(), 0.0F);
  std::fill(squares_.begin(), squares_.end(), 0.0F);
  std::fill(max_.begin(), max_.end(), 0.0F);
  std::fill(min_.begin(), min_.end(), std::numeric_limits<float>::max());
  std::fill(apd_.begin(), apd_.end(), 0U);
}

template <int kSpectra, bool kHistograms>
void PowerAccumulator::add_together(const cf32* spectra) {
  const auto* in = reinterpret_cast<const float*>(spectra);  // [complex.numbers.general]
  const std::size_t stride = 2 * index(bins_);
  const int channels = std::max(channels_, 1);
  const std::size_t width = index(bins_ / channels);
  for (int channel = 0; channel < channels; ++channel) {
    std::array<Lanes, kSpectra> in_channel{};
    const std::size_t begin = static_cast<std::size_t>(channel) * width;
    for (std::size_t i = begin; i < begin + width; i += kLanes) {
      Lanes sum = load(&sum_[i]);
      Lanes squares = load(&squares_[i]);
      Lanes high = load(&max_[i]);
      Lanes low = load(&min_[i]);
      for (std::size_t s = 0; s < kSpectra; ++s) {
        const Lanes p = power(in + s * stride + 2 * i);
        sum += p;
        squares += p * p;
        high = p > high ? p : high;
        low = p < low ? p : low;
        if constexpr (kHistograms) in_channel[s] += p;
      }
      store(&sum_[i], sum);
      store(&squares_[i], squares);
      store(&max_[i], high);
      store(&min_[i], low);
    }
    if constexpr (kHistograms) {
      std::uint32_t* histogram = &apd_[static_cast<std::size_t>(channel) * kApdSteps];
      for (const Lanes& lanes : in_channel) ++histogram[apd_step(total(lanes) * scale_)];
    }
  }
  count_ += kSpectra;
}

void PowerAccumulator::add(const cf32* spectra, int count) {
  const auto step = static_cast<std::size_t>(bins_);
  const auto all = [&]<bool kHistograms>() {
    for (; count >= 8; count -= 8, spectra += 8 * step) add_together<8, kHistograms>(spectra);
    for (; count >= 4; count -= 4, spectra += 4 * step) add_together<4, kHistograms>(spectra);
    for (; count >= 1; --count, spectra += step) add_together<1, kHistograms>(spectra);
  };
  channels_ > 0 ? all.template operator()<true>() : all.template operator()<false>();
}

void PowerAccumulator::take(std::span<float> mean, std::span<float> max, std::span<float> minimum,
                            std::span<float> kurtosis) {
  const auto bins = static_cast<std::size_t>(bins_);
  const auto m = static_cast<float>(count_);
  const float correction = count_ > 1 ? (m + 1.0F) / (m - 1.0F) : 0.0F;
  const Lanes one = {1.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F};
  for (std::size_t i = 0; i < bins; i += kLanes) {
    const std::size_t at = i < bins / 2 ? i + bins / 2 : i - bins / 2;
    const Lanes sum = load(&sum_[i]);
    if (!mean.empty()) store(&mean[at], in_order(sum * (scale_ / m)));
    if (!max.empty()) store(&max[at], in_order(load(&max_[i]) * scale_));
    if (!minimum.empty()) store(&minimum[at], in_order(load(&min_[i]) * scale_));
    if (kurtosis.empty()) continue;
    if (count_ < 2) {
      store(&kurtosis[at], one);
      continue;
    }
    const Lanes ratio = correction * (m * (load(&squares_[i]) / sum) / sum - one);
    store(&kurtosis[at], in_order(ratio == ratio ? ratio : one));
  }
  reset();
}

void PowerAccumulator::copy_apd(std::span<std::uint32_t> apd) const {
  if (channels_ == 1) {
    std::copy(apd_.begin(), apd_.end(), apd.begin());
    return;
  }
  const auto half = static_cast<std::ptrdiff_t>(apd_.size() / 2);
  std::copy(apd_.begin() + half, apd_.end(), apd.begin());
  std::copy(apd_.begin(), apd_.begin() + half, apd.begin() + half);
}

}  // namespace sb::dsp
