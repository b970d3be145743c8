#include "wire/utf8.hpp"

#include <cstddef>
#include <cstdint>

namespace sb::wire {
namespace {

struct Lead {
  std::size_t following;    ///< continuation octets
  std::uint8_t low = 0x80;  ///< range of the first of them
  std::uint8_t high = 0xBF;
};

/// following = 4 for an octet that cannot begin a character.
Lead lead_of(std::uint8_t octet) {
  if (octet < 0x80) return {0};
  if (octet >= 0xC2 && octet <= 0xDF) return {1};
  if (octet == 0xE0) return {2, 0xA0, 0xBF};
  if (octet == 0xED) return {2, 0x80, 0x9F};
  if (octet >= 0xE1 && octet <= 0xEF) return {2};
  if (octet == 0xF0) return {3, 0x90, 0xBF};
  if (octet >= 0xF1 && octet <= 0xF3) return {3};
  if (octet == 0xF4) return {3, 0x80, 0x8F};
  return {4};
}

}  // namespace

bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    Lead lead = lead_of(static_cast<std::uint8_t>(text[i++]));
    if (lead.following > 3 || lead.following > text.size() - i) return false;
    for (; lead.following > 0; --lead.following, lead.low = 0x80, lead.high = 0xBF) {
      const auto octet = static_cast<std::uint8_t>(text[i++]);
      if (octet < lead.low || octet > lead.high) return false;
    }
  }
  return true;
}

}  // namespace sb::wire
