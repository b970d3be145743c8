#include "dsp/synth/ofdm_modulator.hpp"

#include <algorithm>

namespace sb::dsp::synth {

OfdmModulator::OfdmModulator(const lte::Numerology& numerology)
    : numerology_(numerology), fft_(numerology.fft_size, FftDirection::kBackward) {}

void OfdmModulator::write_symbol(std::span<const cf32> subcarriers, int symbol, std::span<cf32> subframe) {
  const auto size = static_cast<std::size_t>(numerology_.fft_size);
  const std::size_t half = subcarriers.size() / 2;
  const auto bins = fft_.input();
  std::fill(bins.begin(), bins.end(), cf32{});
  std::copy(subcarriers.begin(), subcarriers.begin() + static_cast<std::ptrdiff_t>(half),
            bins.end() - static_cast<std::ptrdiff_t>(half));
  std::copy(subcarriers.begin() + static_cast<std::ptrdiff_t>(half), subcarriers.end(), bins.begin() + 1);
  fft_.execute();
  const auto wave = fft_.output();
  const auto start = static_cast<std::size_t>(numerology_.symbol_start(symbol));
  const auto prefix =
      static_cast<std::size_t>(numerology_.prefix_samples(symbol % numerology_.symbols_per_slot()));
  std::copy(wave.begin(), wave.end(), subframe.begin() + static_cast<std::ptrdiff_t>(start));
  std::copy(wave.begin() + static_cast<std::ptrdiff_t>(size - prefix), wave.end(),
            subframe.begin() + static_cast<std::ptrdiff_t>(start - prefix));
}

}  // namespace sb::dsp::synth
