#include "firmware/port/mps2_an385/mps2_flash.hpp"

#include <algorithm>

#include "firmware/port/mps2_an385/semihosting.hpp"

namespace sb::fw {

namespace {
/// Memory at `address`; volatile, so that address 0 is no null pointer to the optimiser.
volatile std::uint8_t* memory(std::uint32_t address) {
  return reinterpret_cast<volatile std::uint8_t*>(address);
}
}  // namespace

bool Mps2Flash::open() {
  file_ = semihosting::open("flash.bin");
  return file_ >= 0;
}

bool Mps2Flash::load() {
  for (std::uint32_t at = board::kBootStateAt; at < board::kFlashBytes; at += kPageBytes) {
    auto* page = reinterpret_cast<std::uint8_t*>(at);
    if (!semihosting::read(file_, at, {page, kPageBytes})) return false;
  }
  return true;
}

void Mps2Flash::read(std::uint32_t address, std::span<std::uint8_t> out) {
  const volatile std::uint8_t* from = memory(address);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = from[i];
}

bool Mps2Flash::erase(std::uint32_t address) {
  volatile std::uint8_t* page = memory(address);
  std::array<std::uint8_t, 64> blank{};
  blank.fill(0xFF);
  for (std::uint32_t i = 0; i < kPageBytes; ++i) page[i] = 0xFF;
  for (std::uint32_t at = 0; at < kPageBytes; at += static_cast<std::uint32_t>(blank.size())) {
    if (!semihosting::write(file_, address + at, blank)) return false;
  }
  return true;
}

bool Mps2Flash::program(std::uint32_t address, std::span<const std::uint8_t> octets) {
  volatile std::uint8_t* to = memory(address);
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (to[i] != 0xFF) return false;  // as the STM32 says: not erased
    to[i] = octets[i];
  }
  return semihosting::write(file_, address, octets);
}

}  // namespace sb::fw
