#pragma once
// Little-endian numbers in the spool's files.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sb::node {

template <typename Unsigned>
void put(std::string& out, Unsigned value) {
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(value >> (8 * i))));
  }
}

/// The caller has checked that the octets are there.
template <typename Unsigned>
Unsigned get(std::string_view bytes, std::size_t offset) {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    value |= static_cast<Unsigned>(static_cast<std::uint8_t>(bytes[offset + i])) << (8 * i);
  }
  return value;
}

}  // namespace sb::node
