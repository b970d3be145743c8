#pragma once
// Numbers modulo p = 2^255 - 19, as eight words below 2^256 (not always below p). Public values only: nothing
// here runs in constant time, because a boot loader verifies and never signs.
#include <array>
#include <cstdint>
#include <span>

namespace sb::fw {

struct Field {
  std::array<std::uint32_t, 8> words{};
};

Field add(const Field& a, const Field& b);
Field subtract(const Field& a, const Field& b);
Field multiply(const Field& a, const Field& b);
/// a^(2^times)
Field square(Field a, unsigned times = 1);
/// a^(p-2), the inverse; 0 for 0.
Field invert(const Field& a);
/// a^((p-5)/8), of which square roots are made (RFC 8032 §5.1.3).
Field root_power(const Field& a);

using FieldOctets = std::array<std::uint8_t, 32>;
/// Little-endian, below p.
FieldOctets to_octets(const Field& a);
/// The top bit is dropped.
Field from_octets(std::span<const std::uint8_t, 32> octets);
bool is_equal(const Field& a, const Field& b);

}  // namespace sb::fw
