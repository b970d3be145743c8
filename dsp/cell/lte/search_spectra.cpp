#include "dsp/cell/lte/search_spectra.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/core/index.hpp"

namespace sb::dsp::lte {
namespace {

constexpr double kWindowRateHz = kSubcarrierHz * kSearchFftSize;

struct BlockSize {
  int window = 0;
  int wide = 0;
  int hop = 0;
};

/// Lengths near 1024 for which the same time is a whole number of samples at both rates, and so is the hop.
BlockSize choose_block_size(double rate_hz) {
  const double ratio = rate_hz / kWindowRateHz;
  const auto error = [&](int n) { return std::abs(n * ratio - std::round(n * ratio)) / (n * ratio); };
  // The largest that is exact, or else the nearest to it.
  const auto best = [&](int low, int high, int step) {
    int chosen = high;
    for (int n = high; n >= low; n -= step) {
      if (error(n) < error(chosen) - 1e-9) chosen = n;
    }
    return chosen;
  };
  BlockSize size;
  size.window = error(1024) < 1e-9 ? 1024 : best(900, 1080, 2);
  size.wide = static_cast<int>(std::round(size.window * ratio));
  const int longest = size.window - SearchSpectra::kSequence + 1;
  size.hop = best(longest - 150, longest, 1);
  return size;
}

}  // namespace

SearchSpectra::SearchSpectra(std::span<const cf32> samples, double rate_hz, cf32 dc, double seconds)
    : rate_hz_(rate_hz), to_time_(choose_block_size(rate_hz).window, FftDirection::kBackward) {
  const BlockSize size = choose_block_size(rate_hz);
  window_bins_ = size.window;
  wide_bins_ = size.wide;
  hop_ = size.hop;
  bin_hz_ = rate_hz / wide_bins_;
  for (int k = -window_bins_ / 2; k < window_bins_ / 2; ++k) {
    constexpr double kFlatHz = 660e3;
    constexpr double kEndHz = 940e3;
    const double x = std::clamp((std::abs(k * bin_hz_) - kFlatHz) / (kEndHz - kFlatHz), 0.0, 1.0);
    taper_.push_back(static_cast<float>(0.5 + 0.5 * std::cos(std::numbers::pi * x)));
  }
  const double ratio = static_cast<double>(wide_bins_) / window_bins_;
  rate_ratio_ = rate_hz / ratio / kWindowRateHz;
  const auto used = std::min(samples.size(), static_cast<std::size_t>(seconds * rate_hz));
  length_ = std::max(0, static_cast<int>(static_cast<double>(used) / ratio) - kSequence + 1);
  blocks_ = (length_ + hop_ - 1) / hop_;

  const auto n = static_cast<std::size_t>(wide_bins_);
  const auto pad = static_cast<std::size_t>(window_bins_ / 2);
  rows_.resize(static_cast<std::size_t>(blocks_) * (n + 2 * pad));
  FftPlan fft(wide_bins_, FftDirection::kForward);
  const auto in = fft.input();
  for (int b = 0; b < blocks_; ++b) {
    const auto begin = static_cast<std::size_t>(std::llround(static_cast<double>(b) * hop_ * ratio));
    const std::size_t count = std::min(n, used - std::min(used, begin));
    for (std::size_t i = 0; i < count; ++i) in[i] = samples[begin + i] - dc;
    std::fill(in.begin() + static_cast<std::ptrdiff_t>(count), in.end(), cf32{});
    fft.execute();
    const auto out = fft.output();
    cf32* row = rows_.data() + static_cast<std::size_t>(b) * (n + 2 * pad);
    for (std::size_t i = 0; i < n + 2 * pad; ++i) row[i] = out[(i + 2 * n - n / 2 - pad) % n];
  }
}

std::span<const cf32> SearchSpectra::bins(int block, int centre, int count) const {
  assert(block >= 0 && block < blocks_ && count <= window_bins_);
  const int lowest = -(wide_bins_ / 2);
  int at = centre - count / 2 - lowest + window_bins_ / 2;
  at = std::clamp(at, 0, wide_bins_ + 2 * (window_bins_ / 2) - count);
  const auto row =
      static_cast<std::size_t>(block) * static_cast<std::size_t>(wide_bins_ + 2 * (window_bins_ / 2));
  return std::span(rows_).subspan(row + static_cast<std::size_t>(at), static_cast<std::size_t>(count));
}

std::vector<float> SearchSpectra::mean_power() const {
  std::vector<float> power(static_cast<std::size_t>(wide_bins_));
  for (int b = 0; b < blocks_; ++b) {
    const std::size_t row =
        static_cast<std::size_t>(b) * static_cast<std::size_t>(wide_bins_ + 2 * (window_bins_ / 2));
    const cf32* at = rows_.data() + row + window_bins_ / 2;
    for (std::size_t i = 0; i < power.size(); ++i) power[i] += std::norm(at[i]);
  }
  const double fft_gain = static_cast<double>(wide_bins_) * wide_bins_;
  for (float& p : power) p = static_cast<float>(static_cast<double>(p) / fft_gain / std::max(1, blocks_));
  return power;
}

int SearchSpectra::bin_of(double offset_hz) const {
  return static_cast<int>(std::lround(offset_hz / bin_hz_));
}

std::vector<cf32> SearchSpectra::window(int centre) {
  // The taper's response is a few microseconds long on either side; half the overlap is 33.
  constexpr int kMargin = (kSequence - 1) / 2;
  const int half = window_bins_ / 2;
  const float scale = 1.0F / static_cast<float>(wide_bins_);
  std::vector<cf32> out(blocks_ > 0 ? static_cast<std::size_t>(length_ + kSequence - 1) : 0);
  const auto total = static_cast<int>(out.size());
  for (int b = 0; b < blocks_; ++b) {
    const auto x = bins(b, centre, window_bins_);
    // Taking bins around `centre` turns every block from its own first sample on; this makes them one
    // oscillation.
    const auto begin_wide =
        static_cast<std::int64_t>(std::llround(static_cast<double>(b) * hop_ * wide_bins_ / window_bins_));
    const auto turned = static_cast<double>(begin_wide % wide_bins_ * centre % wide_bins_) / wide_bins_;
    const auto start = static_cast<cf32>(std::polar(1.0, -2.0 * std::numbers::pi * turned)) * scale;
    const auto in = to_time_.input();
    for (int k = 0; k < window_bins_; ++k) {
      const auto to = static_cast<std::size_t>(k < half ? k + half : k - half);
      in[to] = x[static_cast<std::size_t>(k)] * (start * taper_[static_cast<std::size_t>(k)]);
    }
    to_time_.execute();
    const int begin = b * hop_;
    const int from = b == 0 ? 0 : kMargin;
    const int to = b + 1 == blocks_ ? window_bins_ : kMargin + hop_;
    for (int i = from; i < to && begin + i < total; ++i) {
      out[index(begin + i)] = to_time_.output()[index(i)];
    }
  }
  return out;
}

}  // namespace sb::dsp::lte
