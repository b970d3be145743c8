#include "dsp/synth/lte_modulation.hpp"

#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

#include "dsp/cell/lte/gold.hpp"

namespace sb::dsp::synth {
namespace {

/// One axis: bits in the order of the constellation tables (sign first, then inner from outer, then finer).
float axis(std::span<const std::uint8_t> bits, std::size_t first, int bits_per_symbol) {
  const auto sign = [&](std::size_t i) { return 1.0F - 2.0F * static_cast<float>(bits[first + i]); };
  switch (bits_per_symbol) {
    case 2:
      return sign(0) / std::numbers::sqrt2_v<float>;
    case 4:
      return sign(0) * (2.0F - sign(2)) / std::sqrt(10.0F);
    default:
      return sign(0) * (4.0F - sign(2) * (2.0F - sign(4))) / std::sqrt(42.0F);
  }
}

}  // namespace

void scramble(Bits& bits, std::uint32_t c_init) {
  const auto c = lte::gold_sequence(c_init, bits.size());
  for (std::size_t i = 0; i < bits.size(); ++i) bits[i] ^= c[i];
}

std::vector<cf32> modulate(std::span<const std::uint8_t> bits, int bits_per_symbol) {
  const auto step = static_cast<std::size_t>(bits_per_symbol);
  assert(bits.size() % step == 0);
  std::vector<cf32> symbols(bits.size() / step);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const auto of_symbol = bits.subspan(i * step, step);
    symbols[i] = {axis(of_symbol, 0, bits_per_symbol), axis(of_symbol, 1, bits_per_symbol)};
  }
  return symbols;
}

void add_pair(cf32 x0, cf32 x1, ResourceElement a, ResourceElement b, int port, int other_port,
              LteGrid& grid) {
  constexpr float kHalfPower = 1.0F / std::numbers::sqrt2_v<float>;
  grid.at(port, a.symbol, a.subcarrier) += kHalfPower * x0;
  grid.at(port, b.symbol, b.subcarrier) += kHalfPower * x1;
  grid.at(other_port, a.symbol, a.subcarrier) -= kHalfPower * std::conj(x1);
  grid.at(other_port, b.symbol, b.subcarrier) += kHalfPower * std::conj(x0);
}

void map_with_diversity(std::span<const cf32> symbols, std::span<const ResourceElement> elements,
                        LteChannel channel, LteGrid& grid) {
  assert(symbols.size() == elements.size());
  for (const ResourceElement& e : elements) grid.owner(e.symbol, e.subcarrier) = channel;
  if (grid.ports == 1) {
    for (std::size_t i = 0; i < symbols.size(); ++i)
      grid.at(0, elements[i].symbol, elements[i].subcarrier) = symbols[i];
    return;
  }
  assert(symbols.size() % 2 == 0);
  for (std::size_t i = 0; i + 1 < symbols.size(); i += 2) {
    const bool second_pair = grid.ports == 4 && i % 4 == 2;
    const int port = second_pair ? 1 : 0;
    const int other = grid.ports == 4 ? port + 2 : 1;
    add_pair(symbols[i], symbols[i + 1], elements[i], elements[i + 1], port, other, grid);
  }
}

void map_two_layers(std::span<const cf32> symbols, std::span<const ResourceElement> elements,
                    LteChannel channel, LteGrid& grid) {
  assert(symbols.size() == 2 * elements.size() && grid.ports == 2);
  constexpr float kHalfPower = 1.0F / std::numbers::sqrt2_v<float>;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const ResourceElement e = elements[i];
    grid.owner(e.symbol, e.subcarrier) = channel;
    grid.at(0, e.symbol, e.subcarrier) = kHalfPower * symbols[2 * i];
    grid.at(1, e.symbol, e.subcarrier) = kHalfPower * symbols[2 * i + 1];
  }
}

}  // namespace sb::dsp::synth
