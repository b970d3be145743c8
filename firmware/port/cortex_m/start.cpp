// From reset to main() on any Cortex-M: stack painted, data copied, constructors run. Compiled for boot
// loader and application alike. The table of vectors is vectors.c's, because only C places it without a
// constructor.
#include "firmware/port/cortex_m/start.hpp"

#include <algorithm>

extern "C" {
extern std::uint32_t sb_data_load, sb_data_start, sb_data_end, sb_bss_start, sb_bss_end, sb_stack_low,
    sb_stack_top;
using Constructor = void (*)();
extern Constructor sb_constructors_start, sb_constructors_end;
int main();
void sb_on_reset();
void sb_on_fault();
void sb_on_tick();
// NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming): the compiler calls them so
void __cxa_pure_virtual();
int __aeabi_atexit(void*, void (*)(void*), void*);
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)
}

namespace sb::fw {

namespace {

constexpr std::uint32_t kPaint = 0xC5C5C5C5;

[[noreturn]] void restart_chip() {
  reg(0xE000ED0C) = 0x05FA0004;  // AIRCR: SYSRESETREQ (ARMv7-M and ARMv6-M ARM, B3.2.6)
  for (;;) {
  }
}

void run() {
  for (std::uint32_t* word = &sb_stack_low; word < current_stack() - 8; ++word) *word = kPaint;
  std::copy(&sb_data_load, &sb_data_load + (&sb_data_end - &sb_data_start), &sb_data_start);
  std::fill(&sb_bss_start, &sb_bss_end, 0U);
  for (Constructor* make = &sb_constructors_start; make < &sb_constructors_end; ++make) (*make)();
  main();
  restart_chip();
}

}  // namespace

std::uint32_t* current_stack() {
  std::uint32_t* top = nullptr;
  asm volatile("mov %0, sp" : "=r"(top));
  return top;
}

std::uint32_t stack_free_bytes() {
  const std::uint32_t* word = &sb_stack_low;
  while (word < &sb_stack_top && *word == kPaint) ++word;
  return static_cast<std::uint32_t>(word - &sb_stack_low) * 4;
}

void restart() {
  restart_chip();
}

void start_image(std::uint32_t vectors) {
  const auto* table = reinterpret_cast<const std::uint32_t*>(vectors);
  asm volatile("cpsid i");
  reg(0xE000E010) = 0;           // SysTick off
  reg(0xE000E180) = UINT32_MAX;  // no interrupt of the loader's
  reg(0xE000E280) = UINT32_MAX;
  reg(0xE000ED08) = vectors;  // VTOR
  asm volatile("dsb\n isb\n msr msp, %0\n cpsie i\n bx %1\n" ::"r"(table[0]), "r"(table[1]) : "memory");
  for (;;) {
  }
}

void wait_for_interrupt() {
  asm volatile("wfi");
}

}  // namespace sb::fw

// A fault restarts at once; the log of the next start names the cause. The tick only wakes the core.
extern "C" void sb_on_reset() {
  sb::fw::run();
}
extern "C" void sb_on_fault() {
  sb::fw::restart();
}
extern "C" void sb_on_tick() {}
// Virtual destructors do not exist here, and statics live for ever.
// NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming): names of the ABI
extern "C" void __cxa_pure_virtual() {
  sb::fw::restart();
}
extern "C" int __aeabi_atexit(void*, void (*)(void*), void*) {
  return 0;
}
void* __dso_handle = nullptr;
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)

// An index out of range (std::array::at) restarts as any other fault does.
namespace std {
void __throw_out_of_range_fmt(const char*, ...) {
  sb::fw::restart();
}
}  // namespace std
