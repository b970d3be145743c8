// The spectrum chain against its floor, the bare transforms that it cannot do without, and against the
// spectrogram of liquid-dsp, in one run. Rates are samples per second of one core.
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>
#include <liquid/liquid.h>

#include "dsp/core/fft_plan.hpp"
#include "dsp/detect/cfar.hpp"
#include "dsp/spectrum/spectrum_engine.hpp"

namespace sb::dsp {
namespace {

constexpr std::size_t kSamples = std::size_t{1} << 21;  // 8 MiB of 16-bit I and Q: more than the L2 cache
constexpr int kAverages = 64;

std::vector<Ci16> noise() {
  std::mt19937 random(1);
  std::normal_distribution<float> gauss(0.0F, 1000.0F);
  std::vector<Ci16> x(kSamples);
  for (Ci16& v : x) v = {static_cast<std::int16_t>(gauss(random)), static_cast<std::int16_t>(gauss(random))};
  return x;
}

void report_rate(benchmark::State& state, double samples) {
  state.counters["S/s"] = benchmark::Counter(samples, benchmark::Counter::kIsIterationInvariantRate);
}

/// The transforms alone, again and again over one buffer in the cache. range: size, transforms in a batch.
void bare_fftw(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const auto batch = static_cast<std::size_t>(state.range(1));
  FftPlan plan(static_cast<int>(size), FftDirection::kForward, FftEffort::kMeasure, static_cast<int>(batch));
  std::mt19937 random(1);
  std::normal_distribution<float> gauss(0.0F, 0.1F);
  for (cf32& x : plan.input()) x = {gauss(random), gauss(random)};
  const std::size_t times = kSamples / size / batch;
  for (auto _ : state) {
    for (std::size_t i = 0; i < times; ++i) plan.execute();
    benchmark::DoNotOptimize(plan.output().data());
  }
  report_rate(state, static_cast<double>(times * batch * size));
}

/// Runs the CFAR test over every frame, as the emission detector does.
class CfarSink final : public SpectrumSink {
 public:
  explicit CfarSink(int bins)
      : cfar_({32, 2, 24, os_cfar_factor(32, 24, kAverages, 1e-6)}, bins),
        hits_(static_cast<std::size_t>(bins)) {}
  void on_spectrum(const SpectrumFrame& frame) noexcept override {
    cfar_.detect(frame.mean, hits_);
    benchmark::DoNotOptimize(hits_.data());
  }

 private:
  OsCfar cfar_;
  std::vector<std::uint8_t> hits_;
};

/// 16-bit samples from memory -> window, FFT, mean, max, minimum, kurtosis, FCME floor, OS-CFAR. range: size,
/// hop in percent, histogram channels.
void full_chain(benchmark::State& state) {
  SpectrumSettings settings;
  settings.sample_rate_hz = 61.44e6;
  settings.fft_size = static_cast<int>(state.range(0));
  settings.hop = settings.fft_size * static_cast<int>(state.range(1)) / 100;
  settings.averages = kAverages;
  settings.apd_channels = static_cast<int>(state.range(2));
  SpectrumEngine engine(settings);
  CfarSink sink(settings.fft_size);
  const auto samples = noise();
  std::uint64_t first = 0;
  for (auto _ : state) {
    engine.push(std::span<const Ci16>(samples), first, 0, sink);
    first += kSamples;
  }
  report_rate(state, static_cast<double>(kSamples));
  state.counters["core_share_at_61.44MS/s"] =
      benchmark::Counter(static_cast<double>(kSamples) / 61.44e6,
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// The peer: liquid's spgramcf, which windows, transforms and averages (no maximum, kurtosis or test).
void liquid_spgram(benchmark::State& state) {
  const auto size = static_cast<unsigned>(state.range(0));
  std::vector<liquid_float_complex> samples;
  for (const Ci16& x : noise()) samples.emplace_back(static_cast<float>(x.i), static_cast<float>(x.q));
  spgramcf_s* spgram = spgramcf_create(size, LIQUID_WINDOW_HANN, size, size);
  for (auto _ : state) spgramcf_write(spgram, samples.data(), static_cast<unsigned>(samples.size()));
  spgramcf_destroy(spgram);
  report_rate(state, static_cast<double>(kSamples));
}

BENCHMARK(bare_fftw)->Args({4096, 1})->Args({4096, 4})->Unit(benchmark::kMillisecond);
BENCHMARK(full_chain)
    ->Args({4096, 100, 0})
    ->Args({4096, 100, 16})
    ->Args({4096, 50, 0})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(liquid_spgram)->Arg(4096)->Unit(benchmark::kMillisecond);
BENCHMARK(bare_fftw)->Args({1024, 1})->Unit(benchmark::kMillisecond);
BENCHMARK(full_chain)->Args({1024, 100, 0})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sb::dsp

BENCHMARK_MAIN();
