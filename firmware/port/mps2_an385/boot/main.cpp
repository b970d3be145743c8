// The boot loader on QEMU's board: ends QEMU with status 3 when no slot may run.
#include "firmware/port/cortex_m/start.hpp"
#include "firmware/port/image_identity.hpp"
#include "firmware/port/mps2_an385/mps2_flash.hpp"
#include "firmware/port/mps2_an385/semihosting.hpp"

int main() {
  static sb::fw::Mps2Flash flash;
  if (!flash.open() || !flash.load()) sb::fw::semihosting::exit(4);
  const auto choice = sb::fw::choose_slot(flash, sb::fw::board::BoardId::kMps2An385, sb::fw::signing_key());
  if (!choice.slot) sb::fw::semihosting::exit(3);
  sb::fw::start_image(sb::fw::board::kSlotAt.at(*choice.slot) + sb::fw::board::kImageHeaderBytes);
}

extern "C" void sb_on_nmi() {
  sb::fw::restart();
}
extern "C" void sb_on_interrupt_0() {}
extern "C" void sb_on_interrupt_2() {}
