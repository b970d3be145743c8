#include "firmware/boot/field25519.hpp"

#include "firmware/core/octets.hpp"

namespace sb::fw {

namespace {

constexpr std::uint32_t kFold = 38;  // 2^256 = 38 modulo p

/// Adds `carry` (small) times 2^256.
void fold(Field& a, std::uint64_t carry) {
  carry *= kFold;
  while (carry != 0) {
    for (auto& word : a.words) {
      carry += word;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32U;
    }
    carry *= kFold;
  }
}

/// a - p when a >= p.
void subtract_p_once(Field& a) {
  // a + 19 reaches 2^255 exactly when a >= p.
  Field plus = a;
  std::uint64_t carry = 19;
  for (auto& word : plus.words) {
    carry += word;
    word = static_cast<std::uint32_t>(carry);
    carry >>= 32U;
  }
  if (carry == 0 && plus.words[7] < 0x80000000U) return;
  plus.words[7] -= 0x80000000U;  // modulo 2^256, which also takes the carry
  a = plus;
}

/// a^(2^250 - 1) and a^11, from which both exponents are a few steps.
struct Powers {
  Field p250;
  Field p11;
};

Powers powers(const Field& a) {
  const Field p2 = square(a);
  const Field p9 = multiply(square(p2, 2), a);
  const Field p11 = multiply(p9, p2);
  const Field p5 = multiply(square(p11), p9);  // 2^5 - 1
  const Field p10 = multiply(square(p5, 5), p5);
  const Field p20 = multiply(square(p10, 10), p10);
  const Field p40 = multiply(square(p20, 20), p20);
  const Field p50 = multiply(square(p40, 10), p10);
  const Field p100 = multiply(square(p50, 50), p50);
  const Field p200 = multiply(square(p100, 100), p100);
  return {multiply(square(p200, 50), p50), p11};
}

}  // namespace

Field add(const Field& a, const Field& b) {
  Field sum;
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    carry += std::uint64_t{a.words[i]} + b.words[i];
    sum.words[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32U;
  }
  fold(sum, carry);
  return sum;
}

Field subtract(const Field& a, const Field& b) {
  Field difference;
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const std::uint64_t word = std::uint64_t{a.words[i]} - b.words[i] - borrow;
    difference.words[i] = static_cast<std::uint32_t>(word);
    borrow = word >> 63U;
  }
  // One 2^256 was borrowed: give 38 back, and once more if that borrows again.
  while (borrow != 0) {
    borrow = kFold;
    for (auto& word : difference.words) {
      const std::uint64_t next = std::uint64_t{word} - borrow;
      word = static_cast<std::uint32_t>(next);
      borrow = next >> 63U;
    }
  }
  return difference;
}

Field multiply(const Field& a, const Field& b) {
  std::array<std::uint32_t, 16> product{};
  for (std::size_t i = 0; i < 8; ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < 8; ++j) {
      carry += std::uint64_t{a.words[i]} * b.words[j] + product[i + j];
      product[i + j] = static_cast<std::uint32_t>(carry);
      carry >>= 32U;
    }
    product[i + 8] = static_cast<std::uint32_t>(carry);
  }
  Field low;
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    carry += std::uint64_t{product[i + 8]} * kFold + product[i];
    low.words[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32U;
  }
  fold(low, carry);
  return low;
}

Field square(Field a, unsigned times) {
  for (unsigned i = 0; i < times; ++i) a = multiply(a, a);
  return a;
}

Field invert(const Field& a) {
  const Powers made = powers(a);
  return multiply(square(made.p250, 5), made.p11);  // 2^255 - 2^5 + 11 = p - 2
}

Field root_power(const Field& a) {
  return multiply(square(powers(a).p250, 2), a);  // 2^252 - 2^2 + 1 = (p - 5) / 8
}

FieldOctets to_octets(const Field& a) {
  Field reduced = a;
  subtract_p_once(reduced);  // below 2^256 = 2p + 38: three times at most
  subtract_p_once(reduced);
  subtract_p_once(reduced);
  FieldOctets octets{};
  for (std::size_t i = 0; i < 8; ++i) put32(octets, 4 * i, reduced.words[i]);
  return octets;
}

Field from_octets(std::span<const std::uint8_t, 32> octets) {
  Field a;
  for (std::size_t i = 0; i < 8; ++i) a.words[i] = get32(octets, 4 * i);
  a.words[7] &= 0x7FFFFFFFU;
  return a;
}

bool is_equal(const Field& a, const Field& b) {
  return to_octets(a) == to_octets(b);
}

}  // namespace sb::fw
