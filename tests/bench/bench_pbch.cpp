// Decoding of the broadcast channel beside what its arithmetic costs at best.
#include <random>

#include <benchmark/benchmark.h>

#include "dsp/cell/lte/pbch.hpp"

namespace {

using sb::dsp::lte::kPbchBlockBits;
using sb::dsp::lte::kPbchCodedBits;
using sb::dsp::lte::TailBitingDecoder;

std::vector<float> noisy_word(float deviation) {
  std::mt19937 random(1);
  std::normal_distribution<float> noise(0.0F, deviation);
  std::vector<std::uint8_t> bits(kPbchBlockBits);
  for (auto& bit : bits) bit = static_cast<std::uint8_t>(random() >> 31U);
  std::vector<std::uint8_t> coded(kPbchCodedBits);
  sb::dsp::lte::convolutional_encode(bits, coded);
  std::vector<float> soft;
  for (const auto bit : coded) soft.push_back((bit != 0 ? -1.0F : 1.0F) + noise(random));
  return soft;
}

/// One 40-bit block; the argument is the noise deviation in hundredths (0: one circulation suffices).
void tail_biting_viterbi(benchmark::State& state) {
  const auto soft = noisy_word(static_cast<float>(state.range(0)) / 100.0F);
  TailBitingDecoder decoder(static_cast<int>(kPbchBlockBits));
  std::vector<std::uint8_t> bits(kPbchBlockBits);
  for (auto _ : state) {
    decoder.decode(soft, bits);
    benchmark::DoNotOptimize(bits.data());
  }
  state.counters["ACS/s"] =
      benchmark::Counter(64.0 * kPbchBlockBits, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(tail_biting_viterbi)->Arg(0)->Arg(90)->Arg(150);

/// The bound: the add-compare-selects of one circulation on data in registers and level-1 cache, without
/// decisions, trace-back or check. No decoder that looks at every state can be faster.
void bound_add_compare_select(benchmark::State& state) {
  alignas(32) std::array<float, 64> metric{};
  alignas(32) std::array<float, 64> next{};
  alignas(32) std::array<float, 32> branch{};
  for (std::size_t i = 0; i < branch.size(); ++i) branch[i] = static_cast<float>(i % 5) - 2.0F;
  for (auto _ : state) {
    for (std::size_t t = 0; t < kPbchBlockBits; ++t) {
      for (std::size_t j = 0; j < 32; ++j) {
        next[j] = std::max(metric[j] + branch[j], metric[j + 32] - branch[j]);
        next[j + 32] = std::max(metric[j] - branch[j], metric[j + 32] + branch[j]);
      }
      std::swap(metric, next);
    }
    benchmark::DoNotOptimize(metric.data());
  }
  state.counters["ACS/s"] =
      benchmark::Counter(64.0 * kPbchBlockBits, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(bound_add_compare_select);

/// Eight frames of noise: the whole search over phases and SFN carries for one port count, as costly as it
/// gets.
void search_of_80_ms(benchmark::State& state) {
  std::mt19937 random(2);
  std::normal_distribution<float> noise;
  std::vector<sb::dsp::lte::MibSearch::Frame> frames(8);
  for (auto& frame : frames) {
    for (auto& phase : frame.emplace()) {
      for (auto& value : phase) value = noise(random);
    }
  }
  sb::dsp::lte::MibSearch search;
  for (auto _ : state) benchmark::DoNotOptimize(search.run(frames, 2));
}
BENCHMARK(search_of_80_ms)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
