#pragma once
// CRC-32 of IEEE 802.3 (reflected 0xEDB88320, start and final inversion): "123456789" gives 0xCBF43926.
// Here and not a library's, because the microcontroller has none; sixteen entries are its size for flash.
#include <array>
#include <cstdint>
#include <span>

namespace sb::wire::mcu {

/// Two table steps an octet. `before` is the result over what stands in front, 0 for nothing.
constexpr std::uint32_t crc32(std::span<const std::uint8_t> octets, std::uint32_t before = 0) {
  constexpr std::array<std::uint32_t, 16> kTable = [] {
    std::array<std::uint32_t, 16> table{};
    for (std::uint32_t n = 0; n < 16; ++n) {
      std::uint32_t c = n;
      for (int bit = 0; bit < 4; ++bit) c = (c & 1U) != 0 ? (c >> 1U) ^ 0xEDB88320U : c >> 1U;
      table[n] = c;
    }
    return table;
  }();
  std::uint32_t crc = ~before;
  for (const std::uint8_t octet : octets) {
    crc = kTable[(crc ^ octet) & 15U] ^ (crc >> 4U);
    crc = kTable[(crc ^ (static_cast<std::uint32_t>(octet) >> 4U)) & 15U] ^ (crc >> 4U);
  }
  return ~crc;
}

}  // namespace sb::wire::mcu
