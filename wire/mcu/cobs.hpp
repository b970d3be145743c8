#pragma once
// Consistent Overhead Byte Stuffing (Cheshire and Baker, 1999): no zero octet inside, so that zero ends a
// frame.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sb::wire::mcu {

/// Octets that `size` octets take at most, without the zero that ends the frame.
constexpr std::size_t cobs_bound(std::size_t size) {
  return size + size / 254 + 1;
}

/// Number of octets written; nothing when `out` is too small (cobs_bound() always suffices).
std::optional<std::size_t> cobs_encode(std::span<const std::uint8_t> octets, std::span<std::uint8_t> out);

/// Decodes in place. Number of octets; nothing when a zero stands inside or a block points past the end.
std::optional<std::size_t> cobs_decode(std::span<std::uint8_t> octets);

}  // namespace sb::wire::mcu
