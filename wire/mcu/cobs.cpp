#include "wire/mcu/cobs.hpp"

namespace sb::wire::mcu {

std::optional<std::size_t> cobs_encode(std::span<const std::uint8_t> octets, std::span<std::uint8_t> out) {
  if (out.empty()) return std::nullopt;
  std::size_t code_at = 0;
  std::size_t next = 1;
  std::uint8_t code = 1;  // one more than the octets of this block
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (octets[i] != 0) {
      if (next >= out.size()) return std::nullopt;
      out[next++] = octets[i];
      ++code;
    }
    const bool full = code == 0xFF && i + 1 < octets.size();  // a full block stands for no zero
    if (octets[i] == 0 || full) {
      out[code_at] = code;
      if (next >= out.size()) return std::nullopt;
      code_at = next++;
      code = 1;
    }
  }
  out[code_at] = code;
  return next;
}

std::optional<std::size_t> cobs_decode(std::span<std::uint8_t> octets) {
  std::size_t read = 0;
  std::size_t written = 0;
  while (read < octets.size()) {
    const std::size_t code = octets[read++];
    if (code == 0 || read + code - 1 > octets.size()) return std::nullopt;
    for (std::size_t i = 1; i < code; ++i) {
      if (octets[read] == 0) return std::nullopt;
      octets[written++] = octets[read++];
    }
    if (code != 0xFF && read < octets.size()) octets[written++] = 0;
  }
  return written;
}

}  // namespace sb::wire::mcu
