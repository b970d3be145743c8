#include "dsp/cell/lte/whole_carrier.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/cell/lte/cancel/element_map.hpp"
#include "dsp/cell/lte/numerology.hpp"
#include "dsp/core/resampler.hpp"

namespace sb::dsp::lte {
namespace {

constexpr double kSearchRateHz = kSubcarrierHz * kSearchFftSize;
/// Of a capture's rate; the rest is the receiver's filter.
constexpr double kUsable = 0.94;

}  // namespace

std::optional<WholeCarrier> WholeCarrier::open(const IqBlock& block, cf32 dc, const FoundCell& cell,
                                               int n_prb) {
  const double half_width = (0.5 * n_prb * kSubcarriersPerPrb + 1.0) * kSubcarrierHz;
  if (std::abs(cell.offset_hz()) + half_width > block.sample_rate_hz / 2) return std::nullopt;
  WholeCarrier whole;
  whole.sync_ = cell.check.sync;
  whole.own_offset_hz_ = cell.offset_hz();
  const double multiple = block.sample_rate_hz / kSearchRateHz;
  if (std::abs(multiple - std::round(multiple)) < 1e-9) {
    // The capture's own rate has whole subcarriers: any of its carriers is demodulated in place.
    whole.fft_size_ = kSearchFftSize * static_cast<int>(std::round(multiple));
    whole.sync_.cfo_hz = cell.offset_hz();
    whole.samples_.resize(block.samples.size());
    std::ranges::transform(block.samples, whole.samples_.begin(), [&](cf32 x) { return x - dc; });
    const double room = kUsable * block.sample_rate_hz - 2.0 * std::abs(cell.offset_hz());
    whole.widest_prb_ = static_cast<int>(room / (kSubcarriersPerPrb * kSubcarrierHz));
    return whole;
  }
  whole.fft_size_ = fft_size_for(n_prb);
  const double rate = kSubcarrierHz * whole.fft_size_;
  const double passband = std::min(half_width, 0.495 * std::min(rate, block.sample_rate_hz));
  Resampler resampler(block.sample_rate_hz, rate, passband);
  resampler.process(block.samples, cell.offset_hz(), dc, whole.samples_);
  whole.sync_.cfo_hz = 0.0;
  whole.time_scale_ = resampler.output_rate_hz() / rate;
  whole.sync_.frame_start_s *= whole.time_scale_;
  whole.sync_.sample_clock_ppm += (whole.time_scale_ - 1.0) * 1e6;
  whole.widest_prb_ = n_prb;
  return whole;
}

void WholeCarrier::remove(const FoundCell& other, const Mib& mib, std::span<const TimeSpan> only) {
  const int n_prb = view_width(mib.bandwidth_prb, widest_prb_);
  if (n_prb < 6) return;
  CellSync sync = other.check.sync;
  sync.cfo_hz = sync_.cfo_hz + other.offset_hz() - own_offset_hz_;
  sync.frame_start_s *= time_scale_;
  sync.sample_clock_ppm += (time_scale_ - 1.0) * 1e6;
  remove_cell(samples_, fft_size_, n_prb, sync, mib, only);
}

}  // namespace sb::dsp::lte
