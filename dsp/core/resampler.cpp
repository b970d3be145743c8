#include "dsp/core/resampler.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <complex>
#include <cstdint>
#include <new>
#include <numbers>

#include <liquid/liquid.h>

#include "dsp/core/liquid_ptr.hpp"
#include "dsp/core/mixer.hpp"

namespace sb::dsp {
namespace {

using RationalResampler = LiquidPtr<rresamp_crcf_s, rresamp_crcf_destroy>;

struct Ratio {
  unsigned interpolation = 1;
  unsigned decimation = 1;
};

/// Best fraction for `value` with a numerator up to `limit`: the convergents of its continued fraction.
Ratio nearest_fraction(double value, unsigned limit) {
  constexpr double kGoodEnough = 1e-9;
  double rest = value;
  std::uint64_t p0 = 0, q0 = 1, p1 = 1, q1 = 0;
  for (int i = 0; i < 40; ++i) {
    const double whole = std::floor(rest);
    const auto a = static_cast<std::uint64_t>(whole);
    const std::uint64_t p2 = a * p1 + p0;
    const std::uint64_t q2 = a * q1 + q0;
    if (p2 > limit) break;
    p0 = p1, q0 = q1, p1 = p2, q1 = q2;
    const double error = std::abs(static_cast<double>(p1) / static_cast<double>(q1) / value - 1.0);
    if (error < kGoodEnough || rest - whole < 1e-12) break;
    rest = 1.0 / (rest - whole);
  }
  return {std::max(1U, static_cast<unsigned>(p1)), std::max(1U, static_cast<unsigned>(q1))};
}

}  // namespace

struct Resampler::Filter {
  Ratio ratio;
  unsigned half_length = 0;     ///< in input samples, the delay
  RationalResampler resampler;  ///< empty where the ratio is one
  std::vector<cf32> shifted;
  std::vector<cf32> resampled;
};

Resampler::Resampler(double input_rate_hz, double output_rate_hz, double passband_hz)
    : input_rate_hz_(input_rate_hz), filter_(std::make_unique<Filter>()) {
  constexpr unsigned kLargestInterpolation = 4096;
  constexpr double kStopbandDb = 66.0;
  const double lower = std::min(input_rate_hz, output_rate_hz);
  assert(passband_hz > 0.0 && passband_hz < lower / 2);
  Filter& f = *filter_;
  f.ratio = nearest_fraction(output_rate_hz / input_rate_hz, kLargestInterpolation);
  const auto p = f.ratio.interpolation;
  output_rate_hz_ = input_rate_hz * p / f.ratio.decimation;
  if (p == f.ratio.decimation) return;

  // Kaiser's rule for the length; what folds may land outside the pass band, so the cut is at half the lower
  // rate.
  const double transition = lower - 2.0 * passband_hz;
  const double length = (kStopbandDb - 7.95) / 14.36 * input_rate_hz / transition;
  f.half_length = std::max(3U, static_cast<unsigned>(std::ceil(length / 2.0)));
  std::vector<float> taps(static_cast<std::size_t>(2) * p * f.half_length + 1);
  const double cut = lower / 2.0 / (p * input_rate_hz);
  liquid_firdes_kaiser(static_cast<unsigned>(taps.size()), static_cast<float>(cut), kStopbandDb, 0.0F,
                       taps.data());
  double sum = 0.0;
  for (const float tap : taps) sum += static_cast<double>(tap);
  for (float& tap : taps) tap *= static_cast<float>(p / sum);
  f.resampler.reset(rresamp_crcf_create(p, f.ratio.decimation, f.half_length, taps.data()));
  if (!f.resampler) throw std::bad_alloc();
  rresamp_crcf_set_scale(f.resampler.get(), 1.0F);
}

Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

void Resampler::process(std::span<const cf32> in, double shift_hz, cf32 dc, std::vector<cf32>& out) {
  Filter& f = *filter_;
  if (!f.resampler) {
    out.resize(in.size());
    mix(in, -shift_hz / input_rate_hz_, dc, out);
    return;
  }
  const std::size_t p = f.ratio.interpolation;
  const std::size_t q = f.ratio.decimation;
  // Zeros in front make the delay a whole number of blocks; zeros behind push the last samples out.
  const std::size_t front = (q - f.half_length % q) % q;
  const std::size_t skipped = (front + f.half_length) / q * p;
  const auto wanted = static_cast<std::size_t>(static_cast<double>(in.size()) * static_cast<double>(p) /
                                               static_cast<double>(q));
  const std::size_t blocks = (skipped + wanted + p - 1) / p;
  f.shifted.assign(std::max(blocks * q, front + in.size()), cf32{});
  mix(in, -shift_hz / input_rate_hz_, dc, std::span(f.shifted).subspan(front, in.size()));
  f.resampled.resize(blocks * p);
  rresamp_crcf_reset(f.resampler.get());
  rresamp_crcf_execute_block(f.resampler.get(), f.shifted.data(), static_cast<unsigned>(blocks),
                             f.resampled.data());
  const auto first = f.resampled.begin() + static_cast<std::ptrdiff_t>(skipped);
  out.assign(first, first + static_cast<std::ptrdiff_t>(wanted));
}

}  // namespace sb::dsp
