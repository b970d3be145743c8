#pragma once
// The supplies of receiver, amplifier, modem and GNSS: one comes up at a time (inrush), the amplifier only
// behind a running receiver, and a rail that does not come up is tried thrice and then left off.
#include <array>
#include <cstdint>

namespace sb::fw {

/// In the order in which they come up; they go down the other way round.
enum class Rail : std::uint8_t { kGnss, kModem, kSdr, kLna };
inline constexpr std::size_t kRails = 4;

using RailMask = std::uint8_t;
constexpr RailMask bit(Rail rail) {
  return static_cast<RailMask>(1U << static_cast<unsigned>(rail));
}

class Rails {
 public:
  static constexpr std::uint32_t kStepMs = 250;       ///< between two rails that come up
  static constexpr std::uint32_t kPowerGoodMs = 100;  ///< until its power-good must stand
  static constexpr std::uint32_t kRetryMs = 10'000;   ///< after a failure
  static constexpr unsigned kMostFailures = 3;

  void want(Rail rail, bool on);
  /// Off now, on again after `off_ms`. Clears a fault. False when it is not wanted at all.
  bool cycle(std::uint32_t now_ms, Rail rail, std::uint32_t off_ms);
  /// `power_good`: what the switches report. The outputs to drive.
  RailMask step(std::uint32_t now_ms, RailMask power_good);

  RailMask on() const { return on_; }
  RailMask faulty() const { return faulty_; }  ///< given up until cycle()

 private:
  struct State {
    std::uint32_t since_ms = 0;  ///< it went on, or it went off to wait
    std::uint32_t wait_ms = 0;   ///< off at least so long
    unsigned failures = 0;
  };
  bool may_come_up(Rail rail, std::uint32_t now_ms) const;
  void switch_off(Rail rail, std::uint32_t now_ms, std::uint32_t wait_ms);

  std::array<State, kRails> states_{};
  RailMask wanted_ = 0;
  RailMask on_ = 0;
  RailMask faulty_ = 0;
  bool any_came_up_ = false;
  std::uint32_t last_up_ms_ = 0;
};

}  // namespace sb::fw
