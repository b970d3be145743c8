#include "dsp/cell/lte/cell_stream.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>
#include <vector>

#include "dsp/core/fft_plan.hpp"

namespace sb::dsp::lte {

struct CellStream::State {
  std::span<const cf32> carrier;
  Numerology numerology;
  int n_prb;
  CellSync sync;
  double frame0_s;  ///< first frame start whose subframes may lie in the samples
  FftPlan fft;
  std::vector<cf32>
      turn;  ///< e^(-j 2 pi cfo n / rate) of one window: takes the offset off in a plain product

  double seconds_per_sample() const { return 1.0 / numerology.sample_rate_hz(); }
  double frame_period_s() const { return kFrameSeconds * (1.0 + sync.sample_clock_ppm * 1e-6); }
  double frame_start_s(int frame) const { return frame0_s + frame * frame_period_s(); }
  double symbol_start(double subframe_start, int l) const {
    return subframe_start + numerology.symbol_start(l) * (1.0 + sync.sample_clock_ppm * 1e-6);
  }
  std::ptrdiff_t window_begin(double symbol_start) const {
    return static_cast<std::ptrdiff_t>(std::floor(symbol_start)) - numerology.prefix_samples(1) / 4;
  }
  void demodulate_symbol(double symbol_start, std::span<cf32> out);
};

// The FFT window opens a quarter prefix early, so that neither a late path nor a timing error of a few
// samples brings in the next symbol; the phase slope that this makes is taken out again, together with the
// fraction of a sample.
void CellStream::State::demodulate_symbol(double symbol_start, std::span<cf32> out) {
  const int n = numerology.fft_size;
  const std::ptrdiff_t begin = window_begin(symbol_start);
  const double early = symbol_start - static_cast<double>(begin);

  const double cycles = -sync.cfo_hz * seconds_per_sample() * static_cast<double>(begin);
  const auto start = static_cast<cf32>(std::polar(1.0, 2.0 * std::numbers::pi * std::remainder(cycles, 1.0)));
  const cf32* x = carrier.data() + begin;
  cf32* in = fft.input().data();
  for (std::size_t i = 0; i < turn.size(); ++i) in[i] = x[i] * turn[i];
  fft.execute();

  const auto bins = fft.output();
  const int half = n_prb * kSubcarriersPerPrb / 2;
  const auto scale = start * (1.0F / static_cast<float>(n));
  const auto slope = std::polar(1.0, 2.0 * std::numbers::pi * early / n);
  auto phase = std::polar(1.0, -2.0 * std::numbers::pi * early * half / n);
  for (int k = 0; k < 2 * half; ++k) {
    const int offset = k < half ? k - half : k - half + 1;  // DC is left out
    if (k == half) phase *= slope;
    out[static_cast<std::size_t>(k)] =
        bins[static_cast<std::size_t>((offset + n) % n)] * (static_cast<cf32>(phase) * scale);
    phase *= slope;
  }
}

CellStream::CellStream(std::span<const cf32> carrier, int fft_size, int n_prb, const CellSync& sync) {
  if (fft_size % 128 != 0 || n_prb * kSubcarriersPerPrb >= fft_size) {
    throw std::invalid_argument("CellStream: fft_size must be a multiple of 128 and hold the carrier");
  }
  const Numerology numerology{fft_size, sync.cyclic_prefix};
  std::vector<cf32> turn(static_cast<std::size_t>(fft_size));
  for (int i = 0; i < fft_size; ++i) {
    const double phase = -2.0 * std::numbers::pi * sync.cfo_hz * i / numerology.sample_rate_hz();
    turn[static_cast<std::size_t>(i)] = static_cast<cf32>(std::polar(1.0, phase));
  }
  state_ = std::make_unique<State>(State{carrier, numerology, n_prb, sync, sync.frame_start_s,
                                         FftPlan(fft_size, FftDirection::kForward), std::move(turn)});
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
  // Prefixes are not needed, only what the windows touch: a frame that begins with the capture counts.
  const double last = s.symbol_start(start, s.numerology.symbols_per_subframe() - 1);
  if (s.window_begin(s.symbol_start(start, 0)) < 0) return false;
  if (s.window_begin(last) + s.numerology.fft_size > std::ssize(s.carrier)) return false;
  out.n_prb = s.n_prb;
  out.cyclic_prefix = s.numerology.cyclic_prefix;
  out.frame = frame;
  out.subframe = subframe;
  out.re.resize(static_cast<std::size_t>(out.subcarriers()) * static_cast<std::size_t>(out.symbols()));
  for (int l = 0; l < out.symbols(); ++l) s.demodulate_symbol(s.symbol_start(start, l), out.symbol(l));
  return true;
}

}  // namespace sb::dsp::lte
