#include "tests/support/lte_textbook.hpp"

#include <array>

namespace sb::tests::textbook {
namespace {

constexpr int kNull = -1;
constexpr int kColumns = 32;
constexpr std::array<int, 32> kTurboColumns{0, 16, 8, 24, 4, 20, 12, 28, 2, 18, 10, 26, 6, 22, 14, 30,
                                            1, 17, 9, 25, 5, 21, 13, 29, 3, 19, 11, 27, 7, 23, 15, 31};
constexpr std::array<int, 32> kConvolutionalColumns{1,  17, 9,  25, 5,  21, 13, 29, 3,  19, 11,
                                                    27, 7,  23, 15, 31, 0,  16, 8,  24, 4,  20,
                                                    12, 28, 2,  18, 10, 26, 6,  22, 14, 30};

/// y of §5.1.4: <NULL> first, then the stream, to fill R rows.
std::vector<int> padded(const Bits& d) {
  const std::size_t rows = (d.size() + kColumns - 1) / kColumns;
  std::vector<int> y(rows * kColumns - d.size(), kNull);
  y.insert(y.end(), d.begin(), d.end());
  return y;
}

std::vector<int> by_columns(const Bits& d, const std::array<int, 32>& permutation) {
  const auto y = padded(d);
  std::vector<int> v;
  for (const int column : permutation) {
    for (std::size_t at = static_cast<std::size_t>(column); at < y.size(); at += kColumns) v.push_back(y[at]);
  }
  return v;
}

Bits read_circle(const std::vector<int>& w, std::size_t k0, int e_length) {
  Bits e;
  for (std::size_t j = 0; e.size() < static_cast<std::size_t>(e_length); ++j) {
    const int bit = w[(k0 + j) % w.size()];
    if (bit != kNull) e.push_back(static_cast<std::uint8_t>(bit));
  }
  return e;
}

/// One constituent of the turbo code: shift registers D1 D2 D3, feedback 1 + D^2 + D^3, forward 1 + D + D^3.
struct Constituent {
  int d1 = 0, d2 = 0, d3 = 0;
  int step(int input) {
    const int fed = input ^ d2 ^ d3;
    const int parity = fed ^ d1 ^ d3;
    d3 = d2;
    d2 = d1;
    d1 = fed;
    return parity;
  }
  int closing_input() const { return d2 ^ d3; }
};

}  // namespace

Bits with_crc(const Bits& data, const std::vector<int>& exponents, const Bits& mask) {
  const auto length = static_cast<std::size_t>(exponents.front());
  Bits work = data;
  work.resize(data.size() + length, 0);
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (work[i] == 0) continue;
    for (const int exponent : exponents) work[i + length - static_cast<std::size_t>(exponent)] ^= 1;
  }
  Bits out = data;
  out.insert(out.end(), work.begin() + static_cast<std::ptrdiff_t>(data.size()), work.end());
  for (std::size_t i = 0; i < mask.size(); ++i) out[data.size() + i] ^= mask[i];
  return out;
}

std::vector<Bits> tail_biting(const Bits& c) {
  // Taps of 133, 171, 165 octal: D^0 first.
  constexpr int kTaps[3][7] = {{1, 0, 1, 1, 0, 1, 1}, {1, 1, 1, 1, 0, 0, 1}, {1, 1, 1, 0, 1, 0, 1}};
  std::vector<Bits> d(3, Bits(c.size()));
  for (std::size_t g = 0; g < 3; ++g) {
    for (std::size_t k = 0; k < c.size(); ++k) {
      for (std::size_t delay = 0; delay < 7; ++delay) {
        if (kTaps[g][delay] != 0) d[g][k] ^= c[(k + c.size() - delay) % c.size()];
      }
    }
  }
  return d;
}

std::vector<Bits> turbo(const Bits& c, int f1, int f2) {
  const std::size_t k = c.size();
  std::vector<Bits> d(3, Bits(k + 4));
  Constituent first;
  Constituent second;
  for (std::size_t i = 0; i < k; ++i) {
    const auto from = (static_cast<std::size_t>(f1) * i + static_cast<std::size_t>(f2) * i * i) % k;
    d[0][i] = c[i];
    d[1][i] = static_cast<std::uint8_t>(first.step(c[i]));
    d[2][i] = static_cast<std::uint8_t>(second.step(c[from]));
  }
  // §5.1.3.2.2: x z x z x z of the first, then of the second, dealt to d0 d1 d2 in turn.
  Bits tail;
  for (Constituent* one : {&first, &second}) {
    for (int i = 0; i < 3; ++i) {
      const int input = one->closing_input();
      tail.push_back(static_cast<std::uint8_t>(input));
      tail.push_back(static_cast<std::uint8_t>(one->step(input)));
    }
  }
  for (std::size_t i = 0; i < tail.size(); ++i) d[i % 3][k + i / 3] = tail[i];
  return d;
}

Bits match_convolutional(const std::vector<Bits>& d, int e_length) {
  std::vector<int> w;
  for (const auto& stream : d) {
    const auto v = by_columns(stream, kConvolutionalColumns);
    w.insert(w.end(), v.begin(), v.end());
  }
  return read_circle(w, 0, e_length);
}

Bits match_turbo(const std::vector<Bits>& d, int e_length, int rv) {
  const auto v0 = by_columns(d[0], kTurboColumns);
  const auto v1 = by_columns(d[1], kTurboColumns);
  const auto y2 = padded(d[2]);
  const std::size_t size = y2.size();
  const std::size_t rows = size / kColumns;
  std::vector<int> w = v0;
  for (std::size_t k = 0; k < size; ++k) {
    w.push_back(v1[k]);
    const std::size_t column = static_cast<std::size_t>(kTurboColumns[k / rows]);
    w.push_back(y2[(column + kColumns * (k % rows) + 1) % size]);
  }
  const std::size_t n_cb = w.size();
  const std::size_t k0 = rows * (2 * ((n_cb + 8 * rows - 1) / (8 * rows)) * static_cast<std::size_t>(rv) + 2);
  return read_circle(w, k0, e_length);
}

Bits random_bits(std::size_t count, std::mt19937& random) {
  Bits bits(count);
  for (auto& bit : bits) bit = static_cast<std::uint8_t>(random() >> 31U);
  return bits;
}

}  // namespace sb::tests::textbook
