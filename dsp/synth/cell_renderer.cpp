#include "dsp/synth/cell_renderer.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <optional>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/synth/fading.hpp"

namespace sb::dsp::synth {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
constexpr std::size_t kFramesKept = 3;

/// Nominal channel of a bandwidth (TS 36.101 table 5.6-1).
double channel_hz(int n_prb) {
  return n_prb == 6 ? 1.4e6 : n_prb == 15 ? 3e6 : n_prb * 200e3;
}

struct Slice {
  double low_hz;  ///< relative to the carrier
  double high_hz;
  double transition_hz;
};

/// What of the carrier a receiver sees: flat to 0.475 of its rate, gone at 0.525, a twentieth of the channel
/// beyond the cell's own edges.
std::optional<Slice> visible(int n_prb, double offset_hz, double rate_hz) {
  const double edge = (n_prb * lte::kSubcarriersPerPrb + 1) * lte::kSubcarrierHz / 2.0;
  const Slice slice{std::max(-edge, -0.475 * rate_hz - offset_hz),
                    std::min(edge, 0.475 * rate_hz - offset_hz), 0.0};
  if (slice.high_hz - slice.low_hz < lte::kSubcarrierHz) return std::nullopt;
  const bool whole = slice.low_hz == -edge && slice.high_hz == edge;
  const double room = 0.525 * rate_hz - std::abs(offset_hz) - edge;  // to the nearer end of the span
  const double own = 0.1 * channel_hz(n_prb);
  return Slice{slice.low_hz, slice.high_hz, whole ? std::min(own, room) : std::min(own, 0.05 * rate_hz)};
}

/// e^{j turn of cycles}, exact for large counts.
cf32 phasor(long double cycles) {
  return static_cast<cf32>(std::polar(1.0, kTurn * static_cast<double>(cycles - std::floor(cycles))));
}

}  // namespace

CellRenderer::CellRenderer(const SceneCell& cell, std::uint64_t key) : scene_cell_(cell), cell_(cell.cell) {
  if (cell.fading != FadingProfile::kNone)
    fading_ = fading_response(cell.fading, cell.doppler_hz, cell.cell.cp, key);
}

void CellRenderer::tune(double centre_hz, double sample_rate_hz) {
  const double offset = scene_cell_.frequency_hz + scene_cell_.cfo_hz - centre_hz;
  const auto slice = visible(scene_cell_.cell.bandwidth_prb, offset, sample_rate_hz);
  kernel_.reset();
  if (!slice) return;
  const double rate = cell_.sample_rate_hz();
  const double pass = (slice->high_hz - slice->low_hz) / 2.0 / rate;
  kernel_ = std::make_unique<PolyphaseKernel>(pass, pass + slice->transition_hz / rate);
  slice_hz_ = (slice->high_hz + slice->low_hz) / 2.0;
  mix_hz_ = offset + slice_hz_;
  sample_rate_hz_ = sample_rate_hz;
  step_ = rate / (sample_rate_hz * (1.0 + scene_cell_.clock_ppm * 1e-6));
  gain_ = static_cast<float>(std::pow(10.0, scene_cell_.rsrp_dbfs / 20.0));
  for (std::int64_t i = 0; i < kRenderBlock; ++i) {
    mixer_[static_cast<std::size_t>(i)] = phasor(static_cast<long double>(mix_hz_ / sample_rate_hz) * i);
  }
}

CellRenderer::Block CellRenderer::block_at(std::int64_t index) const {
  const auto n = static_cast<long double>(index) * kRenderBlock;
  const long double stretch = 1.0L + static_cast<long double>(scene_cell_.clock_ppm) * 1e-6L;
  const long double position = (n / sample_rate_hz_ - scene_cell_.delay_s) / stretch * cell_.sample_rate_hz();
  const long double whole = std::floor(position);
  return {static_cast<std::int64_t>(whole), static_cast<double>(position - whole),
          gain_ * phasor(n / sample_rate_hz_ * mix_hz_)};
}

const std::vector<cf32>& CellRenderer::frame(std::int64_t index) {
  const auto found = frames_.find(index);
  if (found != frames_.end()) return found->second;
  std::vector<cf32> samples;
  if (frames_.size() >=
      kFramesKept) {  // time runs forward: the earliest is done with; after a jump any will do
    const auto victim = index > frames_.begin()->first ? frames_.begin() : std::prev(frames_.end());
    samples = std::move(victim->second);
    frames_.erase(victim);
  }
  samples.resize(static_cast<std::size_t>(cell_.frame_samples()));
  if (fading_) {
    cell_.frame(index, fading_, samples);
  } else {
    cell_.frame(index, samples);
  }
  return frames_.emplace(index, std::move(samples)).first->second;
}

std::span<const cf32> CellRenderer::input(std::int64_t first, std::size_t count) {
  const auto length = static_cast<std::int64_t>(cell_.frame_samples());
  const auto floor_div = [&](std::int64_t n) { return n / length - (n % length < 0 ? 1 : 0); };
  const std::int64_t last = first + static_cast<std::int64_t>(count) - 1;
  const bool straight = slice_hz_ == 0.0 && floor_div(first) == floor_div(last);
  if (straight) {
    const auto at = static_cast<std::size_t>(first - floor_div(first) * length);
    return std::span(frame(floor_div(first))).subspan(at, count);
  }
  scratch_.resize(count);
  for (std::int64_t n = first; n <= last;) {
    const std::int64_t f = floor_div(n);
    const std::int64_t end = std::min(last + 1, (f + 1) * length);
    const auto& samples = frame(f);
    std::copy(samples.begin() + (n - f * length), samples.begin() + (end - f * length),
              scratch_.begin() + (n - first));
    n = end;
  }
  if (slice_hz_ != 0.0) {
    const long double cycles = -static_cast<long double>(slice_hz_) / cell_.sample_rate_hz();
    auto turn = static_cast<std::complex<double>>(phasor(cycles * first));
    const auto step = std::polar(1.0, kTurn * static_cast<double>(cycles));
    for (cf32& sample : scratch_) {
      sample *= static_cast<cf32>(turn);
      turn *= step;
    }
  }
  return scratch_;
}

void CellRenderer::add(std::int64_t first, std::span<cf32> out) {
  if (!kernel_) return;
  const std::int64_t index = first / kRenderBlock - (first % kRenderBlock < 0 ? 1 : 0);
  const auto within = static_cast<std::size_t>(first - index * kRenderBlock);
  assert(within + out.size() <= static_cast<std::size_t>(kRenderBlock));
  const Block block = block_at(index);
  const std::int64_t origin = kernel_->place(block.fraction).first;
  const auto reach =
      kernel_->place(block.fraction + step_ * static_cast<double>(kRenderBlock - 1)).first - origin;
  const auto samples = input(block.origin + origin,
                             static_cast<std::size_t>(reach) + static_cast<std::size_t>(kernel_->taps()));
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t n = within + i;
    const auto place = kernel_->place(block.fraction + step_ * static_cast<double>(n));
    const cf32 value = kernel_->value(&samples[static_cast<std::size_t>(place.first - origin)], place.phase);
    out[i] += block.phasor * mixer_[n] * value;
  }
}

}  // namespace sb::dsp::synth
