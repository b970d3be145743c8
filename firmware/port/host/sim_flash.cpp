#include "firmware/port/host/sim_flash.hpp"

#include <algorithm>
#include <cassert>

namespace sb::fw {

void SimFlash::read(std::uint32_t address, std::span<std::uint8_t> out) {
  assert(address + out.size() <= octets_.size());
  std::copy_n(octets_.begin() + address, out.size(), out.begin());
}

bool SimFlash::is_broken(std::uint32_t address) const {
  return broken_page_ && address / kPageBytes == *broken_page_ / kPageBytes;
}

bool SimFlash::spend(std::uint32_t words) {
  if (!counts_) return true;
  if (left_ < words) {
    is_cut_ = true;
    return false;
  }
  left_ -= words;
  return true;
}

bool SimFlash::erase(std::uint32_t address) {
  assert(address % kPageBytes == 0 && address + kPageBytes <= octets_.size());
  if (is_cut_ || is_broken(address)) return false;
  const bool whole = spend(32);
  for (std::size_t i = 0; i < kPageBytes; ++i) {
    auto& octet = octets_[address + i];
    octet = whole ? 0xFF : static_cast<std::uint8_t>(octet | (random_() & 0xFFU));
  }
  if (whole) ++erasures_.at(address / kPageBytes);
  return whole;
}

bool SimFlash::program(std::uint32_t address, std::span<const std::uint8_t> octets) {
  assert(address % kWordBytes == 0 && octets.size() % kWordBytes == 0);
  assert(address + octets.size() <= octets_.size());
  for (std::size_t at = 0; at < octets.size(); at += kWordBytes) {
    if (is_cut_ || is_broken(address)) return false;
    const auto word = octets_.begin() + static_cast<std::ptrdiff_t>(address + at);
    if (!std::all_of(word, word + kWordBytes, [](std::uint8_t octet) { return octet == 0xFF; })) {
      ++double_programmed_;
    }
    const bool whole = spend(1);
    for (std::size_t i = 0; i < kWordBytes; ++i) {
      // Programming clears bits; a word cut short has cleared some of them.
      const auto spared = static_cast<std::uint8_t>(whole ? 0U : random_() & 0xFFU);
      word[static_cast<std::ptrdiff_t>(i)] &= static_cast<std::uint8_t>(octets[at + i] | spared);
    }
  }
  return !is_cut_;
}

void SimFlash::cut_after(std::uint32_t words, std::uint64_t seed) {
  counts_ = true;
  left_ = words;
  random_.seed(seed);
}

void SimFlash::restore() {
  counts_ = false;
  is_cut_ = false;
}

}  // namespace sb::fw
