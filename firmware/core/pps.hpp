#pragma once
// The pulse of the second, as the capture timer saw it: a timestamp that does not wrap, and how steady it is.
#include <array>
#include <cstdint>

namespace sb::fw {

struct PpsStatistics {
  std::uint64_t pulse_ticks = 0;  ///< of the last pulse, since boot
  std::uint32_t pulses = 0;
  std::uint32_t missing = 0;
  std::uint32_t rejected = 0;
  double measured_tick_rate_hz = 0;  ///< mean of the window's intervals; 0: none yet
  std::uint32_t jitter_rms_ps = 0;
  std::uint32_t jitter_peak_ps = 0;
};

/// Reads a free-running 32-bit counter as 64 bits.
class TickClock {
 public:
  /// Call at least once per wrap (67 s at 64 MHz).
  std::uint64_t extend(std::uint32_t now_ticks);
  /// A capture at most half a wrap older than the last extend(): exact to the tick.
  std::uint64_t at(std::uint32_t captured_ticks) const;

 private:
  std::uint64_t now_ = 0;
};

class Pps {
 public:
  static constexpr std::size_t kWindow = 64;
  static constexpr std::uint32_t kTolerancePpm = 200;  ///< of the crystal over temperature and age
  static constexpr std::uint32_t kMostMissing = 60;    ///< longer gaps begin anew

  explicit Pps(std::uint32_t tick_rate_hz) : tick_rate_hz_(tick_rate_hz) {}
  /// False when the edge is no pulse of a second: it is counted and forgotten.
  bool pulse(std::uint64_t ticks);
  PpsStatistics statistics() const;

 private:
  void add_interval(std::uint32_t ticks);

  std::uint32_t tick_rate_hz_;
  std::uint64_t last_ = 0;
  std::uint32_t pulses_ = 0;
  std::uint32_t missing_ = 0;
  std::uint32_t rejected_ = 0;
  unsigned rejected_in_a_row_ = 0;
  std::array<std::int32_t, kWindow> deviations_{};  ///< of the interval from tick_rate_hz_
  std::size_t next_ = 0;
  std::size_t filled_ = 0;
};

}  // namespace sb::fw
