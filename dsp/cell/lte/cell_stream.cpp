#include "dsp/cell/lte/cell_stream.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "dsp/core/fft_plan.hpp"

namespace sb::dsp::lte {

struct CellStream::State {
  std::span<const cf32> carrier;
  Numerology numerology;
  int n_prb;
  CellSync sync;
  double frame0_s;  ///< first frame start whose subframes may lie in the samples
  FftPlan fft;

  double seconds_per_sample() const { return 1.0 / numerology.sample_rate_hz(); }
  double frame_period_s() const { return kFrameSeconds * (1.0 + sync.sample_clock_ppm * 1e-6); }
  double frame_start_s(int frame) const { return frame0_s + frame * frame_period_s(); }
  void demodulate_symbol(double subframe_start, int l, std::span<cf32> out);
};

// The FFT window opens a quarter prefix early, so that neither a late path nor a timing error of a few
// samples brings in the next symbol; the phase slope that this makes is taken out again, together with the
// fraction of a sample.
void CellStream::State::demodulate_symbol(double subframe_start, int l, std::span<cf32> out) {
  const int n = numerology.fft_size;
  const double stretch = 1.0 + sync.sample_clock_ppm * 1e-6;
  const double ideal = subframe_start + numerology.symbol_start(l) * stretch;
  const auto begin = static_cast<std::ptrdiff_t>(std::floor(ideal)) - numerology.prefix_samples(1) / 4;
  const double early = ideal - static_cast<double>(begin);

  const double step = -2.0 * std::numbers::pi * sync.cfo_hz * seconds_per_sample();
  const auto rotation = std::polar(1.0, step);
  auto phasor = std::polar(1.0, std::remainder(step * static_cast<double>(begin), 2.0 * std::numbers::pi));
  const auto in = fft.input();
  for (int i = 0; i < n; ++i) {
    in[static_cast<std::size_t>(i)] =
        carrier[static_cast<std::size_t>(begin + i)] * static_cast<cf32>(phasor);
    phasor *= rotation;
  }
  fft.execute();

  const auto bins = fft.output();
  const int half = n_prb * kSubcarriersPerPrb / 2;
  const float scale = 1.0F / static_cast<float>(n);
  const auto slope = std::polar(1.0, 2.0 * std::numbers::pi * early / n);
  auto turn = std::polar(1.0, -2.0 * std::numbers::pi * early * half / n);
  for (int k = 0; k < 2 * half; ++k) {
    const int offset = k < half ? k - half : k - half + 1;  // DC is left out
    if (k == half) turn *= slope;
    out[static_cast<std::size_t>(k)] =
        bins[static_cast<std::size_t>((offset + n) % n)] * static_cast<cf32>(turn) * scale;
    turn *= slope;
  }
}

CellStream::CellStream(std::span<const cf32> carrier, int fft_size, int n_prb, const CellSync& sync) {
  if (fft_size % 128 != 0 || n_prb * kSubcarriersPerPrb >= fft_size) {
    throw std::invalid_argument("CellStream: fft_size must be a multiple of 128 and hold the carrier");
  }
  const Numerology numerology{fft_size, sync.cyclic_prefix};
  state_ = std::make_unique<State>(
      State{carrier, numerology, n_prb, sync, sync.frame_start_s, FftPlan(fft_size, FftDirection::kForward)});
  while (state_->frame0_s > 1e-3) state_->frame0_s -= state_->frame_period_s();
}

CellStream::~CellStream() = default;
CellStream::CellStream(CellStream&&) noexcept = default;
CellStream& CellStream::operator=(CellStream&&) noexcept = default;

const CellSync& CellStream::sync() const {
  return state_->sync;
}
int CellStream::n_prb() const {
  return state_->n_prb;
}

int CellStream::frame_count() const {
  const double length_s = static_cast<double>(state_->carrier.size()) * state_->seconds_per_sample();
  return static_cast<int>(std::ceil((length_s - 1e-3 - state_->frame0_s) / state_->frame_period_s()));
}

double CellStream::frame_start_s(int frame) const {
  return state_->frame_start_s(frame);
}

bool CellStream::read(int frame, int subframe, SubframeGrid& out) {
  State& s = *state_;
  const double start = (s.frame_start_s(frame) + subframe * s.frame_period_s() / kSubframesPerFrame) *
                       s.numerology.sample_rate_hz();
  const double end = start + s.numerology.subframe_samples() + 1.0;
  if (start < 0.0 || end > static_cast<double>(s.carrier.size())) return false;
  out.n_prb = s.n_prb;
  out.cyclic_prefix = s.numerology.cyclic_prefix;
  out.frame = frame;
  out.subframe = subframe;
  out.re.resize(static_cast<std::size_t>(out.subcarriers() * out.symbols()));
  for (int l = 0; l < out.symbols(); ++l) s.demodulate_symbol(start, l, out.symbol(l));
  return true;
}

}  // namespace sb::dsp::lte
