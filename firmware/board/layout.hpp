#pragma once
// Where everything stands in flash, from its start; the same on the STM32G0B1xC (256 KiB) and on QEMU's
// board. firmware/port/*/layout.ld.in is filled in from these numbers by CMake, which reads this file.
#include <array>
#include <cstdint>

namespace sb::fw::board {

inline constexpr std::uint32_t kBootBytes = 0x6000;    // 24 KiB
inline constexpr std::uint32_t kBootStateAt = 0x6000;  // 2 pages
inline constexpr std::uint32_t kLogAt = 0x7000;        // 16 pages
inline constexpr std::uint32_t kLogPages = 16;
inline constexpr std::uint32_t kSlotBytes = 0x10000;  // 64 KiB each
inline constexpr std::array<std::uint32_t, 2> kSlotAt = {0x10000, 0x20000};
inline constexpr std::uint32_t kFlashBytes = 0x40000;
inline constexpr std::uint32_t kImageHeaderBytes = 256;  // the vector table behind it is aligned

/// In the image's header, so that one board's image is never started on another.
enum class BoardId : std::uint32_t { kHost = 1, kMps2An385 = 2, kStm32G0B1 = 3 };

}  // namespace sb::fw::board
