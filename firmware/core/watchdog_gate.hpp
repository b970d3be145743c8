#pragma once
// The one place that kicks the hardware watchdog: only when every part of the loop has been through since the
// last kick, so that one part alone can neither keep the chip alive nor starve the others unseen.
#include <cstdint>

namespace sb::fw {

enum class Part : std::uint8_t { kLink, kPower, kSensors, kHost, kPps };
inline constexpr unsigned kParts = 5;

class WatchdogGate {
 public:
  static constexpr std::uint32_t kShortestMs = 50;  ///< the hardware's window opens then; its end is at 2 s

  void check_in(Part part) { seen_ |= 1U << static_cast<unsigned>(part); }
  /// True: kick now.
  bool open(std::uint32_t now_ms) {
    if (seen_ != (1U << kParts) - 1U || now_ms - last_ms_ < kShortestMs) return false;
    seen_ = 0;
    last_ms_ = now_ms;
    return true;
  }

 private:
  std::uint32_t seen_ = 0;
  std::uint32_t last_ms_ = 0;
};

}  // namespace sb::fw
