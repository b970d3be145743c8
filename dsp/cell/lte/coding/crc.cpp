#include "dsp/cell/lte/coding/crc.hpp"

namespace sb::dsp::lte {

std::uint32_t crc_parity(std::span<const std::uint8_t> bits, CrcCode code) {
  const std::uint32_t mask = (1U << static_cast<unsigned>(code.length)) - 1U;
  const auto top = static_cast<unsigned>(code.length - 1);
  std::uint32_t remainder = 0;
  for (const std::uint8_t bit : bits) {
    const std::uint32_t feedback = (remainder >> top ^ bit) & 1U;
    remainder = (remainder << 1U & mask) ^ (feedback != 0 ? code.polynomial : 0U);
  }
  return remainder;
}

std::uint32_t crc_mask(std::span<const std::uint8_t> bits, CrcCode code) {
  const std::size_t data = bits.size() - static_cast<std::size_t>(code.length);
  std::uint32_t carried = 0;
  for (const std::uint8_t bit : bits.subspan(data)) carried = carried << 1U | bit;
  return carried ^ crc_parity(bits.first(data), code);
}

}  // namespace sb::dsp::lte
