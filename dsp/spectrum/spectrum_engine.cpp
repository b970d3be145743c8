#include "dsp/spectrum/spectrum_engine.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "dsp/core/fft_plan.hpp"
#include "dsp/spectrum/noise_floor.hpp"
#include "dsp/spectrum/power_accumulator.hpp"

namespace sb::dsp {
namespace {

constexpr int kMostInBatch =
    8;  // transforms between two passes over the sums; their buffers stay in the L2 cache
constexpr std::size_t kChunk = 512;  // numbers

template <typename Sample>
struct Layout;
template <>
struct Layout<cf32> {
  using Number = float;
  static constexpr float kFullScale = 1.0F;
  static constexpr Number kClip = 0.9999F;
};
template <>
struct Layout<Ci16> {
  using Number = std::int16_t;
  static constexpr float kFullScale = 32768.0F;
  static constexpr Number kClip = 32767;
};
template <>
struct Layout<Ci8> {
  using Number = std::int8_t;
  static constexpr float kFullScale = 128.0F;
  static constexpr Number kClip = 127;
};

/// out = in * window, numbers interleaved; returns how many numbers are at full scale.
template <typename Sample>
int window_into(const Sample* samples, const float* window, std::size_t numbers, float* out) {
  using Number = typename Layout<Sample>::Number;
  constexpr Number kClip = Layout<Sample>::kClip;
  const auto* in = reinterpret_cast<const Number*>(samples);
  int clipped = 0;
  const auto count_clipped = [&](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) clipped += static_cast<int>(in[i] >= kClip || in[i] <= -kClip);
  };
  if constexpr (std::is_floating_point_v<Number>) {
    for (std::size_t i = 0; i < numbers; ++i) out[i] = in[i] * window[i];
    count_clipped(0, numbers);
  } else {
    // Extremes cost a third of counting: counted is only where one is at full scale.
    for (std::size_t first = 0; first < numbers; first += kChunk) {
      const std::size_t end = std::min(first + kChunk, numbers);
      Number high = 0;
      Number low = 0;
      for (std::size_t i = first; i < end; ++i) {
        const Number x = in[i];
        high = std::max(high, x);
        low = std::min(low, x);
        out[i] = static_cast<float>(x) * window[i];
      }
      if (high >= kClip || low <= -kClip) count_clipped(first, end);
    }
  }
  return clipped;
}

std::vector<float> doubled(const std::vector<float>& window, float scale) {
  std::vector<float> both(2 * window.size());
  for (std::size_t i = 0; i < both.size(); ++i) both[i] = window[i / 2] * scale;
  return both;
}

}  // namespace

struct SpectrumEngine::State {
  explicit State(const SpectrumSettings& given)
      : settings(given),
        size(static_cast<std::size_t>(given.fft_size)),
        hop(static_cast<std::size_t>(given.hop > 0 ? given.hop : given.fft_size)),
        window(make_window(given.window, given.fft_size)),
        window_cf32(doubled(window, 1.0F)),
        window_ci16(doubled(window, 1.0F / Layout<Ci16>::kFullScale)),
        window_ci8(doubled(window, 1.0F / Layout<Ci8>::kFullScale)),
        batch(std::min(given.averages, kMostInBatch)),
        fft(given.fft_size, FftDirection::kForward, FftEffort::kMeasure, batch),
        sums(given.fft_size, given.apd_channels, power_scale()),
        tail(size),
        bridge(size),
        mean(size),
        max(size),
        minimum(size),
        kurtosis(size),
        apd(static_cast<std::size_t>(given.apd_channels) * kApdSteps),
        floor(given.fft_size),
        window_enbw_bins(enbw_bins(window)),
        full_frame_looks(looks(given.averages)) {}

  float power_scale() const {
    double squares = 0.0;
    for (const float w : window) squares += static_cast<double>(w) * w;
    return static_cast<float>(1.0 / (squares * static_cast<double>(size)));
  }
  const float* window_for(const cf32*) const { return window_cf32.data(); }
  const float* window_for(const Ci16*) const { return window_ci16.data(); }
  const float* window_for(const Ci8*) const { return window_ci8.data(); }
  float looks(int transforms) const {
    if (hop >= size) return static_cast<float>(transforms);
    return static_cast<float>(independent_averages(window, static_cast<int>(hop), transforms));
  }

  template <typename Sample>
  void push(std::span<const Sample> samples, std::uint64_t first, std::int64_t t0_utc_ns, SpectrumSink& sink);
  template <typename Sample>
  void transform(const Sample* samples, SpectrumSink& sink);
  template <typename Sample>
  void keep_tail(std::span<const Sample> samples, std::uint64_t first);
  template <typename Sample>
  static cf32 plain(const Sample& sample);
  void run_batch();
  void emit(SpectrumSink& sink);

  SpectrumSettings settings;
  std::size_t size, hop;
  std::vector<float> window, window_cf32, window_ci16, window_ci8;
  int batch;
  FftPlan fft;
  PowerAccumulator sums;
  std::vector<cf32> tail, bridge;  // samples that wait for the next block; a transform across two blocks
  std::vector<float> mean, max, minimum, kurtosis;
  std::vector<std::uint32_t> apd;
  FcmeFloor floor;
  double window_enbw_bins;
  float full_frame_looks;

  std::uint64_t tail_first = 0;   // sample number of tail[0] ...
  std::size_t tail_size = 0;      // ... and how many there are
  std::uint64_t expected = 0;     // number of the sample that would follow
  std::uint64_t next_start = 0;   // of the next transform
  std::uint64_t frame_first = 0;  // of the frame that is being made
  std::int64_t time_at_zero = 0;  // UTC of sample `time_sample`
  std::uint64_t time_sample = 0;
  int waiting = 0;  // transforms in the batch
  int in_frame = 0;
  std::uint64_t clipped_numbers = 0;
  bool started = false, after_gap = false;
};

template <typename Sample>
cf32 SpectrumEngine::State::plain(const Sample& sample) {
  if constexpr (std::is_same_v<Sample, cf32>) {
    return sample;
  } else {
    constexpr float kScale = 1.0F / Layout<Sample>::kFullScale;
    return {static_cast<float>(sample.i) * kScale, static_cast<float>(sample.q) * kScale};
  }
}

void SpectrumEngine::State::run_batch() {
  if (waiting == 0) return;
  fft.execute();
  sums.add(fft.output().data(), waiting);
  waiting = 0;
}

template <typename Sample>
void SpectrumEngine::State::transform(const Sample* samples, SpectrumSink& sink) {
  if (in_frame == 0) frame_first = next_start;
  auto* to = reinterpret_cast<float*>(fft.input().data() + static_cast<std::size_t>(waiting) * size);
  clipped_numbers += static_cast<std::uint64_t>(window_into(samples, window_for(samples), 2 * size, to));
  next_start += hop;
  ++in_frame;
  if (++waiting == batch || in_frame == settings.averages) run_batch();
  if (in_frame == settings.averages) emit(sink);
}

void SpectrumEngine::State::emit(SpectrumSink& sink) {
  run_batch();
  if (in_frame == 0) return;
  if (!apd.empty()) sums.copy_apd(apd);
  sums.take(mean, max, minimum, kurtosis);
  SpectrumFrame frame;
  frame.mean = mean;
  frame.max = max;
  frame.minimum = minimum;
  frame.kurtosis = kurtosis;
  frame.apd = apd;
  frame.apd_channels = settings.apd_channels;
  frame.bin_hz = settings.sample_rate_hz / static_cast<double>(size);
  const std::size_t middle = size / 2;
  frame.f0_hz = settings.centre_hz - frame.bin_hz * static_cast<double>(middle);
  frame.rbw_hz = frame.bin_hz * window_enbw_bins;
  frame.first_sample = frame_first;
  frame.samples = static_cast<std::uint64_t>(in_frame - 1) * hop + size;
  if (time_at_zero != 0) {
    const double since_s =
        static_cast<double>(static_cast<std::int64_t>(frame_first - time_sample)) / settings.sample_rate_hz;
    frame.t0_utc_ns = time_at_zero + std::llround(since_s * 1e9);
  }
  // A sample seen by two overlapping transforms counts once; I and Q rarely clip together.
  frame.clipped = clipped_numbers * std::min(hop, size) / size;
  frame.averages = static_cast<std::uint32_t>(in_frame);
  frame.independent_averages = in_frame == settings.averages ? full_frame_looks : looks(in_frame);
  frame.after_gap = after_gap;
  if (settings.floor) {
    const FloorEstimate estimate = floor.estimate(mean, frame.independent_averages);
    frame.floor = estimate.floor;
    frame.floor_sigma_db = estimate.sigma_db;
  }
  sink.on_spectrum(frame);
  in_frame = 0;
  clipped_numbers = 0;
  after_gap = false;
}

template <typename Sample>
void SpectrumEngine::State::keep_tail(std::span<const Sample> samples, std::uint64_t first) {
  const std::uint64_t end = first + samples.size();
  if (next_start >= end) {
    tail_size = 0;
    return;
  }
  std::size_t kept = 0;
  if (next_start < first && tail_size > 0) {
    const auto skip = static_cast<std::size_t>(next_start - tail_first);
    kept = tail_size - skip;
    std::copy_n(tail.begin() + static_cast<std::ptrdiff_t>(skip), kept, tail.begin());
  }
  const auto from = static_cast<std::size_t>(std::max(next_start, first) - first);
  std::transform(samples.begin() + static_cast<std::ptrdiff_t>(from), samples.end(),
                 tail.begin() + static_cast<std::ptrdiff_t>(kept), plain<Sample>);
  tail_first = next_start;
  tail_size = kept + (samples.size() - from);
}

template <typename Sample>
void SpectrumEngine::State::push(std::span<const Sample> samples, std::uint64_t first, std::int64_t t0_utc_ns,
                                 SpectrumSink& sink) {
  if (samples.empty()) return;
  if (!started || first != expected) {
    if (started) emit(sink);
    after_gap = started;
    started = true;
    tail_size = 0;
    next_start = first;
  }
  time_at_zero = t0_utc_ns;
  time_sample = first;
  expected = first + samples.size();
  while (next_start + size <= expected) {
    if (next_start >= first) {
      transform(samples.data() + (next_start - first), sink);
      continue;
    }
    const auto skip = static_cast<std::size_t>(next_start - tail_first);
    const std::size_t old = tail_size - skip;
    std::copy_n(tail.begin() + static_cast<std::ptrdiff_t>(skip), old, bridge.begin());
    std::transform(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(size - old),
                   bridge.begin() + static_cast<std::ptrdiff_t>(old), plain<Sample>);
    transform(static_cast<const cf32*>(bridge.data()), sink);
  }
  keep_tail(samples, first);
}

SpectrumEngine::SpectrumEngine(const SpectrumSettings& settings) : state_(std::make_unique<State>(settings)) {
  assert(settings.sample_rate_hz > 0.0 && settings.averages >= 1 && settings.hop >= 0);
  assert(settings.fft_size >= 64 && settings.fft_size <= 65536 && settings.fft_size % 16 == 0);
}
SpectrumEngine::~SpectrumEngine() = default;
SpectrumEngine::SpectrumEngine(SpectrumEngine&&) noexcept = default;
SpectrumEngine& SpectrumEngine::operator=(SpectrumEngine&&) noexcept = default;

const SpectrumSettings& SpectrumEngine::settings() const {
  return state_->settings;
}
double SpectrumEngine::bin_hz() const {
  return state_->settings.sample_rate_hz / state_->settings.fft_size;
}
double SpectrumEngine::rbw_hz() const {
  return bin_hz() * state_->window_enbw_bins;
}

void SpectrumEngine::push(std::span<const cf32> samples, std::uint64_t first_sample, std::int64_t t0_utc_ns,
                          SpectrumSink& sink) noexcept {
  state_->push(samples, first_sample, t0_utc_ns, sink);
}
void SpectrumEngine::push(std::span<const Ci16> samples, std::uint64_t first_sample, std::int64_t t0_utc_ns,
                          SpectrumSink& sink) noexcept {
  state_->push(samples, first_sample, t0_utc_ns, sink);
}
void SpectrumEngine::push(std::span<const Ci8> samples, std::uint64_t first_sample, std::int64_t t0_utc_ns,
                          SpectrumSink& sink) noexcept {
  state_->push(samples, first_sample, t0_utc_ns, sink);
}
void SpectrumEngine::flush(SpectrumSink& sink) noexcept {
  state_->emit(sink);
}

}  // namespace sb::dsp
