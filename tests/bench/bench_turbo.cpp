// Turbo decoding beside the bound of its recursions.
#include <random>

#include <benchmark/benchmark.h>

#include "dsp/cell/lte/coding/turbo.hpp"
#include "tests/support/lte_textbook.hpp"

namespace {

namespace textbook = sb::tests::textbook;
using sb::dsp::lte::TurboDecoder;
using States = float __attribute__((vector_size(32)));

constexpr int kSmall = 168;

std::vector<float> received(const textbook::Bits& bits, float deviation) {
  std::mt19937 random(3);
  std::normal_distribution<float> noise(0.0F, deviation);
  std::vector<float> soft;
  for (const auto& stream : textbook::turbo(bits, 101, 84)) {
    for (const auto bit : stream) soft.push_back((bit != 0 ? -1.0F : 1.0F) + noise(random));
  }
  return soft;
}

void decode_168_bits_clean(benchmark::State& state) {
  std::mt19937 random(4);
  const auto bits = textbook::with_crc(textbook::random_bits(kSmall - 24, random), textbook::kCrc24A);
  const auto soft = received(bits, 0.3F);
  TurboDecoder decoder(kSmall);
  textbook::Bits decoded(kSmall);
  for (auto _ : state) {
    if (!decoder.decode(soft, decoded)) state.SkipWithError("CRC");
  }
  state.counters["bit/s"] = benchmark::Counter(kSmall, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(decode_168_bits_clean);

/// Noise never passes the CRC: all eight iterations. The argument is the block size.
void decode_eight_iterations(benchmark::State& state) {
  const auto k = static_cast<std::size_t>(state.range(0));
  std::mt19937 random(5);
  std::normal_distribution<float> noise;
  std::vector<float> soft(3 * (k + 4));
  for (auto& value : soft) value = noise(random);
  TurboDecoder decoder(static_cast<int>(k));
  textbook::Bits decoded(k);
  for (auto _ : state) benchmark::DoNotOptimize(decoder.decode(soft, decoded));
  state.counters["trellis steps/s"] =
      benchmark::Counter(static_cast<double>(k) * 2.0 * 2.0 * TurboDecoder::kIterations,
                         benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(decode_eight_iterations)->Arg(kSmall)->Arg(1024)->Arg(2240);

/// The bound: the same number of trellis steps, each the shuffle, add and maximum that a state recursion
/// cannot do without (they depend on each other, so their latency counts), with neither branch metrics nor
/// extrinsic values.
void bound_state_recursion(benchmark::State& state) {
  const auto steps = static_cast<std::size_t>(state.range(0)) * 2 * 2 * TurboDecoder::kIterations;
  const States branch{0.1F, -0.2F, 0.3F, -0.1F, 0.2F, -0.3F, 0.1F, 0.0F};
  States alpha{};
  for (auto _ : state) {
    for (std::size_t t = 0; t < steps; ++t) {
      const States even = __builtin_shufflevector(alpha, alpha, 0, 2, 4, 6, 0, 2, 4, 6) + branch;
      const States odd = __builtin_shufflevector(alpha, alpha, 1, 3, 5, 7, 1, 3, 5, 7) - branch;
      alpha = even > odd ? even : odd;
    }
    benchmark::DoNotOptimize(alpha);
  }
  state.counters["trellis steps/s"] =
      benchmark::Counter(static_cast<double>(steps), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(bound_state_recursion)->Arg(kSmall)->Arg(1024)->Arg(2240);

}  // namespace

BENCHMARK_MAIN();
