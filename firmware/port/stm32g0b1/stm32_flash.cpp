#include "firmware/port/stm32g0b1/stm32_flash.hpp"

#include <cstring>

#include "firmware/port/stm32g0b1/registers.hpp"

namespace sb::fw {

using namespace stm32;

namespace {

constexpr std::uint32_t kKeyr = kFlash + 0x08;
constexpr std::uint32_t kSr = kFlash + 0x10;
constexpr std::uint32_t kCr = kFlash + 0x14;
constexpr std::uint32_t kBusy = 7U << 16U;  // BSY1, BSY2, CFGBSY
constexpr std::uint32_t kErrors = 0xC3FA;   // every error flag; written back to clear
constexpr std::uint32_t kBankBytes = 0x20000;

bool unlock() {
  if (!wait_clear(kSr, kBusy)) return false;
  if ((reg(kCr) & (1U << 31U)) != 0) {
    reg(kKeyr) = 0x45670123;
    reg(kKeyr) = 0xCDEF89AB;
  }
  reg(kSr) = kErrors;
  return true;
}

bool finish() {
  const bool done = wait_clear(kSr, kBusy) && (reg(kSr) & kErrors) == 0;
  reg(kCr) = 1U << 31U;  // LOCK
  return done;
}

}  // namespace

void Stm32Flash::read(std::uint32_t address, std::span<std::uint8_t> out) {
  std::memcpy(out.data(), reinterpret_cast<const void*>(kFlashMemory + address), out.size());
}

bool Stm32Flash::erase(std::uint32_t address) {
  if (!unlock()) return false;
  const std::uint32_t page = address % kBankBytes / kPageBytes;
  const std::uint32_t bank = address / kBankBytes;
  reg(kCr) = (1U << 1U) | (page << 3U) | (bank << 13U);  // PER, PNB, BKER
  set(kCr, 1U << 16U);                                   // STRT
  return finish();
}

bool Stm32Flash::program(std::uint32_t address, std::span<const std::uint8_t> octets) {
  if (!unlock()) return false;
  reg(kCr) = 1;  // PG
  for (std::size_t at = 0; at < octets.size(); at += kWordBytes) {
    std::array<std::uint32_t, 2> words{};
    std::memcpy(words.data(), octets.data() + at, kWordBytes);
    reg(kFlashMemory + address + at) = words[0];
    reg(kFlashMemory + address + at + 4) = words[1];
    if (!wait_clear(kSr, kBusy) || (reg(kSr) & kErrors) != 0) break;
  }
  return finish();
}

void forgive_torn_word() {
  for (const std::uint32_t eccr : {kFlash + 0x18, kFlash + 0x1C})
    set(eccr, 3U << 30U);  // ECCD and ECCC of each bank
}

}  // namespace sb::fw
