#include "dsp/synth/channel_coding.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>

#include "dsp/synth/qpp.hpp"

namespace sb::dsp::synth {
namespace {

constexpr std::size_t kColumns = 32;
constexpr std::size_t kDummy = static_cast<std::size_t>(-1);

/// Table 5.1.4-1: the column number's five bits reversed.
constexpr std::size_t turbo_column(std::size_t column) {
  std::size_t reversed = 0;
  for (int bit = 0; bit < 5; ++bit) reversed = reversed << 1U | (column >> bit & 1U);
  return reversed;
}

/// Table 5.1.4-2: 1 17 9 25 ... 31 0 16 8 ...: the turbo permutation with its halves exchanged and odd first.
constexpr std::size_t convolutional_column(std::size_t column) {
  return turbo_column((column + 16) % kColumns);
}

std::size_t row_count(std::size_t length) {
  return (length + kColumns - 1) / kColumns;
}

/// Reads column after column a matrix that was filled row by row with leading dummies; kDummy where a dummy
/// stands.
template <typename Column>
std::vector<std::size_t> column_order(std::size_t length, Column column) {
  const std::size_t rows = row_count(length);
  const std::size_t dummies = rows * kColumns - length;
  std::vector<std::size_t> order;
  order.reserve(rows * kColumns);
  for (std::size_t c = 0; c < kColumns; ++c) {
    for (std::size_t r = 0; r < rows; ++r) {
      const std::size_t at = r * kColumns + column(c);
      order.push_back(at < dummies ? kDummy : at - dummies);
    }
  }
  return order;
}

/// The third turbo stream is read one element later (§5.1.4.1.1).
std::vector<std::size_t> shifted_order(std::size_t length) {
  const std::size_t rows = row_count(length);
  const std::size_t size = rows * kColumns;
  const std::size_t dummies = size - length;
  std::vector<std::size_t> order(size);
  for (std::size_t k = 0; k < size; ++k) {
    const std::size_t at = (turbo_column(k / rows) + kColumns * (k % rows) + 1) % size;
    order[k] = at < dummies ? kDummy : at - dummies;
  }
  return order;
}

constexpr std::uint8_t kNull = 2;  // a place in the circular buffer that is never sent

std::uint8_t pick(const Bits& stream, std::size_t at) {
  return at == kDummy ? kNull : stream[at];
}

/// `length` bits from a circular buffer, starting at `start`, jumping over nulls.
Bits read_circular(const Bits& buffer, std::size_t start, std::size_t length) {
  Bits out;
  out.reserve(length);
  for (std::size_t at = start; out.size() < length; ++at) {
    const std::uint8_t bit = buffer[at % buffer.size()];
    if (bit != kNull) out.push_back(bit);
  }
  return out;
}

/// Constituent encoder 13/15 octal: state bits are the last three inputs of the register, newest lowest.
class Constituent {
 public:
  /// Parity of one input bit.
  std::uint8_t step(std::uint8_t bit) { return shift(static_cast<std::uint8_t>(bit ^ feedback())); }
  /// Trellis termination: the input that drives a zero into the register, and its parity.
  std::array<std::uint8_t, 2> terminate() {
    const std::uint8_t systematic = feedback();
    return {systematic, shift(0)};
  }

 private:
  std::uint8_t feedback() const {
    return static_cast<std::uint8_t>((state_ >> 1U ^ state_ >> 2U) & 1U);
  }  // 1+D2+D3
  std::uint8_t shift(std::uint8_t in) {
    const auto parity = static_cast<std::uint8_t>((in ^ state_ ^ state_ >> 2U) & 1U);  // 1+D+D3
    state_ = static_cast<std::uint8_t>((state_ << 1U | in) & 7U);
    return parity;
  }
  std::uint8_t state_ = 0;
};

}  // namespace

std::uint32_t crc(std::span<const std::uint8_t> bits, CrcPolynomial polynomial) {
  const std::uint32_t mask = (1U << polynomial.length) - 1U;
  std::uint32_t reg = 0;
  for (const std::uint8_t bit : bits) {
    const bool out = (reg >> (polynomial.length - 1) & 1U) != bit;
    reg = reg << 1U & mask;
    if (out) reg ^= polynomial.taps;
  }
  return reg;
}

Streams tail_biting_encode(std::span<const std::uint8_t> bits) {
  constexpr std::array<unsigned, 3> kGenerators = {0133, 0171, 0165};  // first tap = newest bit
  if (bits.size() < 6) throw std::invalid_argument("tail_biting_encode: at least 6 bits");
  unsigned reg = 0;  // newest bit highest of seven
  for (const std::uint8_t bit : bits.last(6)) reg = reg >> 1U | static_cast<unsigned>(bit) << 6U;
  Streams out;
  for (const std::uint8_t bit : bits) {
    reg = reg >> 1U | static_cast<unsigned>(bit) << 6U;
    for (std::size_t i = 0; i < 3; ++i) {
      out[i].push_back(static_cast<std::uint8_t>(std::popcount(reg & kGenerators[i]) & 1));
    }
  }
  return out;
}

std::vector<std::size_t> convolutional_interleave_order(std::size_t length) {
  auto order = column_order(length, convolutional_column);
  std::erase(order, kDummy);
  return order;
}

Bits match_convolutional(const Streams& streams, std::size_t length) {
  const auto order = convolutional_interleave_order(streams[0].size());
  Bits buffer;
  for (const Bits& stream : streams) {
    for (const std::size_t at : order) buffer.push_back(stream[at]);
  }
  return read_circular(buffer, 0, length);
}

Streams turbo_encode(std::span<const std::uint8_t> block) {
  const auto qpp = qpp_parameters(block.size());
  if (!qpp)
    throw std::invalid_argument("turbo_encode: no interleaver of " + std::to_string(block.size()) + " bits");
  const std::size_t k = block.size();
  Streams out = {Bits(block.begin(), block.end()), {}, {}};
  Constituent first;
  Constituent second;
  for (std::size_t i = 0; i < k; ++i) {
    out[1].push_back(first.step(block[i]));
    out[2].push_back(second.step(block[(qpp->f1 + qpp->f2 * i % k) % k * i % k]));
  }
  std::array<std::uint8_t, 12> tail{};  // x0 z0 x1 z1 x2 z2 x'0 z'0 ...
  for (std::size_t i = 0; i < 3; ++i) {
    const auto a = first.terminate();
    const auto b = second.terminate();
    std::copy(a.begin(), a.end(), tail.begin() + static_cast<std::ptrdiff_t>(2 * i));
    std::copy(b.begin(), b.end(), tail.begin() + static_cast<std::ptrdiff_t>(6 + 2 * i));
  }
  // §5.1.3.2.2: the twelve are dealt to the three streams in turn.
  for (std::size_t i = 0; i < 12; ++i) out[i % 3].push_back(tail[i]);
  return out;
}

Bits match_turbo(const Streams& streams, int rv, std::size_t length) {
  const std::size_t d = streams[0].size();
  const std::size_t rows = row_count(d);
  const auto order = column_order(d, turbo_column);
  const auto shifted = shifted_order(d);
  Bits buffer;
  buffer.reserve(3 * order.size());
  for (const std::size_t at : order) buffer.push_back(pick(streams[0], at));
  for (std::size_t i = 0; i < order.size(); ++i) {
    buffer.push_back(pick(streams[1], order[i]));
    buffer.push_back(pick(streams[2], shifted[i]));
  }
  const std::size_t n_cb = buffer.size();
  const std::size_t start =
      rows * (2 * ((n_cb + 8 * rows - 1) / (8 * rows)) * static_cast<std::size_t>(rv) + 2);
  return read_circular(buffer, start, length);
}

}  // namespace sb::dsp::synth
