#pragma once
// What every Cortex-M has: registers, stack, reset, the jump into an image.
#include <cstdint>

namespace sb::fw {

/// A register of the chip.
inline volatile std::uint32_t& reg(std::uint32_t address) {
  return *reinterpret_cast<volatile std::uint32_t*>(address);
}

std::uint32_t* current_stack();
/// Never touched since the start: the guard of the stack, reported to the host once a second.
std::uint32_t stack_free_bytes();
[[noreturn]] void restart();
/// Leaves this program for the one whose vectors stand at `vectors`. Does not return.
[[noreturn]] void start_image(std::uint32_t vectors);
void wait_for_interrupt();

}  // namespace sb::fw
