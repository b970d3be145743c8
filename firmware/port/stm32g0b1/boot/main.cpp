// The boot loader on the STM32G0B1. It sets nothing up but the clock: the application finds the chip as reset
// left it.
#include "firmware/port/image_identity.hpp"
#include "firmware/port/stm32g0b1/registers.hpp"
#include "firmware/port/stm32g0b1/stm32_flash.hpp"

int main() {
  static sb::fw::Stm32Flash flash;
  const auto choice = sb::fw::choose_slot(flash, sb::fw::board::BoardId::kStm32G0B1, sb::fw::signing_key());
  // No slot may run: wait a second, look again. The lamp stays dark, which the guide names; repair is by SWD.
  if (!choice.slot) {
    for (std::uint32_t i = 0; i < 4'000'000; ++i) sb::fw::stm32::look(sb::fw::stm32::kRcc);
    sb::fw::restart();
  }
  const std::uint32_t slot = sb::fw::board::kSlotAt.at(*choice.slot);
  sb::fw::start_image(sb::fw::stm32::kFlashMemory + slot + sb::fw::board::kImageHeaderBytes);
}

extern "C" void sb_on_nmi() {
  sb::fw::forgive_torn_word();
}
extern "C" void sb_on_interrupt_0() {
  sb::fw::restart();
}
extern "C" void sb_on_interrupt_2() {
  sb::fw::restart();
}
