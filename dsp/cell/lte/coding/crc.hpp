#pragma once
// Cyclic redundancy checks of TS 36.212 §5.1.1: initial state zero, parity as computed, highest power first.
#include <cstdint>
#include <span>

namespace sb::dsp::lte {

struct CrcCode {
  std::uint32_t polynomial;  ///< without the leading term
  int length;                ///< parity bits
};
inline constexpr CrcCode kCrc24A{0x864CFB, 24};  ///< transport blocks
inline constexpr CrcCode kCrc16{0x1021, 16};     ///< MIB and downlink control information

/// Parity of `bits` (one bit per byte, first bit = highest power).
std::uint32_t crc_parity(std::span<const std::uint8_t> bits, CrcCode code);
/// What `bits` carries in its last code.length bits, exclusive-or the parity of those before: the mask; 0
/// without one.
std::uint32_t crc_mask(std::span<const std::uint8_t> bits, CrcCode code);

}  // namespace sb::dsp::lte
