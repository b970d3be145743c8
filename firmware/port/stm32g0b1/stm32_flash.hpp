#pragma once
// The chip's own flash: two banks of 128 KiB, pages of 2 KiB, double words of 64 bits with ECC (RM0444 §3).
#include "firmware/core/hal.hpp"

namespace sb::fw {

class Stm32Flash final : public Flash {
 public:
  void read(std::uint32_t address, std::span<std::uint8_t> out) override;
  bool erase(std::uint32_t address) override;
  bool program(std::uint32_t address, std::span<const std::uint8_t> octets) override;
};

/// A double word torn by a power cut makes the ECC raise an NMI when it is read: cleared, the CRC above
/// decides.
void forgive_torn_word();

}  // namespace sb::fw
