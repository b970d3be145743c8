#pragma once
// Little-endian numbers in flash and in images.
#include <cstddef>
#include <cstdint>
#include <span>

namespace sb::fw {

inline void put32(std::span<std::uint8_t> out, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<std::uint8_t>((value >> (8 * i)) & 0xFFU);
}

inline std::uint32_t get32(std::span<const std::uint8_t> octets, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value |= static_cast<std::uint32_t>(octets[at + i]) << (8 * i);
  return value;
}

}  // namespace sb::fw
