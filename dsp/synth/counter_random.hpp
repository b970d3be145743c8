#pragma once
// Randomness that is a function of (key, counter): any part of a signal can be made without the parts before
// it.
#include <cstdint>

namespace sb::dsp::synth {

/// Bijective scrambling of 64 bits (the finaliser of SplitMix64; Steele, Lea, Flood 2014).
constexpr std::uint64_t scramble64(std::uint64_t z) {
  z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ z >> 27U) * 0x94D049BB133111EBULL;
  return z ^ z >> 31U;
}

/// A key for one purpose under a seed.
constexpr std::uint64_t derive_key(std::uint64_t seed, std::uint64_t purpose) {
  return scramble64(scramble64(seed + 0x9E3779B97F4A7C15ULL) ^
                    scramble64(purpose * 0xD1B54A32D192ED03ULL + 1));
}

/// 64 uniform bits.
constexpr std::uint64_t random_at(std::uint64_t key, std::uint64_t counter) {
  return scramble64(key + (counter + 1) * 0x9E3779B97F4A7C15ULL);
}

/// Uniform in [0, 1).
constexpr double uniform_at(std::uint64_t key, std::uint64_t counter) {
  return static_cast<double>(random_at(key, counter) >> 11U) * 0x1p-53;
}

/// The same numbers in order.
class CounterRandom {
 public:
  explicit constexpr CounterRandom(std::uint64_t key) : key_(key) {}
  constexpr std::uint64_t next() { return random_at(key_, counter_++); }
  constexpr double uniform() { return uniform_at(key_, counter_++); }

 private:
  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

}  // namespace sb::dsp::synth
