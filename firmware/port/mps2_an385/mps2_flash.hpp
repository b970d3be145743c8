#pragma once
// The board's RAM at address 0 played as flash: what is written goes into the file flash.bin at once, so that
// QEMU may be killed at any time, and is read back from it at the next start.
#include "firmware/board/layout.hpp"
#include "firmware/core/hal.hpp"

namespace sb::fw {

class Mps2Flash final : public Flash {
 public:
  /// False when flash.bin is not there or not as long as board::kFlashBytes.
  bool open();
  /// The file's slots and pages into memory; the loader's own octets stay.
  bool load();

  void read(std::uint32_t address, std::span<std::uint8_t> out) override;
  bool erase(std::uint32_t address) override;
  bool program(std::uint32_t address, std::span<const std::uint8_t> octets) override;

 private:
  std::int32_t file_ = -1;
};

}  // namespace sb::fw
