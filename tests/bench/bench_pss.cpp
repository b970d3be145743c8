// The PSS search of 80 ms against its floor: the bare transforms that it cannot do without, in the same run.
#include <cstddef>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "dsp/cell/lte/carrier_search.hpp"
#include "dsp/cell/lte/pss_search.hpp"
#include "dsp/cell/lte/search_spectra.hpp"
#include "dsp/core/fft_plan.hpp"

namespace sb::dsp::lte {
namespace {

constexpr double kRate = 1.92e6;
constexpr double kSeconds = 80e-3;

std::vector<cf32> noise(double rate) {
  std::mt19937 random(1);
  std::normal_distribution<float> gauss(0.0F, 0.1F);
  std::vector<cf32> x(static_cast<std::size_t>(rate * kSeconds));
  for (cf32& v : x) v = {gauss(random), gauss(random)};
  return x;
}

int transforms(const SearchSpectra& spectra, double range_hz) {
  const int step = static_cast<int>(5.7e3 / spectra.bin_hz());
  const int offsets = static_cast<int>(2.0 * range_hz / spectra.bin_hz()) / step + 1;
  return spectra.block_count() * (3 * offsets + 1);
}

/// As many inverse transforms as the search makes, and nothing else.
void bare_transforms(benchmark::State& state) {
  const auto samples = noise(kRate);
  const SearchSpectra spectra(samples, kRate, {}, kSeconds);
  FftPlan plan(spectra.window_bins(), FftDirection::kBackward, FftEffort::kMeasure);
  for (auto& x : plan.input()) x = {0.5F, 0.25F};
  const int count = transforms(spectra, static_cast<double>(state.range(0)));
  for (auto _ : state) {
    for (int i = 0; i < count; ++i) plan.execute();
    benchmark::DoNotOptimize(plan.output().data());
  }
  state.counters["transforms"] = count;
  state.counters["air_s_per_s"] = benchmark::Counter(kSeconds, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(bare_transforms)->Arg(60'000)->Arg(6'000)->Unit(benchmark::kMillisecond);

void pss_search(benchmark::State& state) {
  const auto samples = noise(kRate);
  const SearchSpectra spectra(samples, kRate, {}, kSeconds);
  PssSearch search(spectra);
  PssWindow window;
  window.low_cfo_hz = -static_cast<double>(state.range(0));
  window.high_cfo_hz = static_cast<double>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(search.search(window));
  state.counters["transforms"] = transforms(spectra, static_cast<double>(state.range(0)));
  state.counters["air_s_per_s"] = benchmark::Counter(kSeconds, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(pss_search)->Arg(60'000)->Arg(6'000)->Unit(benchmark::kMillisecond);

/// Spectra of a whole capture, shared by all of its carriers.
void spectra_of_capture(benchmark::State& state) {
  const auto rate = static_cast<double>(state.range(0));
  const auto samples = noise(rate);
  for (auto _ : state) benchmark::DoNotOptimize(SearchSpectra(samples, rate, {}, kSeconds).block_count());
  state.counters["air_s_per_s"] = benchmark::Counter(kSeconds, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(spectra_of_capture)
    ->Arg(1'920'000)
    ->Arg(19'200'000)
    ->Arg(20'000'000)
    ->Unit(benchmark::kMillisecond);

/// One carrier with all stages, on noise.
void carrier_search(benchmark::State& state) {
  const auto samples = noise(kRate);
  SearchSpectra spectra(samples, kRate, {}, kSeconds);
  CarrierSearch search(spectra);
  SearchRange range;
  range.low_cfo_hz = -60e3;
  range.high_cfo_hz = 60e3;
  for (auto _ : state) benchmark::DoNotOptimize(search.search(0, range, false, 32));
  state.counters["air_s_per_s"] = benchmark::Counter(kSeconds, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(carrier_search)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sb::dsp::lte

BENCHMARK_MAIN();
