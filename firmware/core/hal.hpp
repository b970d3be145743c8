#pragma once
// All that the core knows of a chip. The host port, QEMU's board and the STM32 are three of them; time,
// memory and IO come in through here and nowhere else.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "firmware/board/pins.hpp"

namespace sb::fw {

/// NOR flash: erased octets are 0xFF, a double word is programmed once between erasures.
class Flash {
 public:
  static constexpr std::size_t kWordBytes = 8;
  static constexpr std::uint32_t kPageBytes = 2048;
  virtual void read(std::uint32_t address, std::span<std::uint8_t> out) = 0;
  /// One page from `address`; false when the chip says so.
  virtual bool erase(std::uint32_t address) = 0;
  /// `address` and the size are multiples of kWordBytes.
  virtual bool program(std::uint32_t address, std::span<const std::uint8_t> octets) = 0;

 protected:
  ~Flash() = default;
};

enum class ResetCause : std::uint8_t { kUnknown, kPowerOn, kBrownOut, kWatchdog, kSoftware, kPin };

/// What an SHT4x answers: two words, each with its CRC-8.
using ClimateWords = std::array<std::uint8_t, 6>;

class Hal {
 public:
  virtual std::uint32_t now_ms() = 0;  ///< since boot, wraps after 49 days
  /// Free-running counter that captures PPS edges; wraps.
  virtual std::uint32_t ticks() = 0;
  virtual std::uint32_t tick_rate_hz() = 0;
  /// The oldest captured edge that was not taken yet.
  virtual std::optional<std::uint32_t> take_pulse() = 0;
  /// Battery-backed clock, seconds of UTC; 0 when it was never set.
  virtual std::uint32_t utc_s() = 0;
  virtual void set_utc_s(std::uint32_t utc_s) = 0;

  virtual void write(board::Output output, bool on) = 0;
  virtual bool read(board::Input input) = 0;                    ///< true: the state of the input's name
  virtual std::uint32_t read_pin_mv(board::Analog analog) = 0;  ///< at the chip, before board::kScale
  virtual std::optional<ClimateWords> read_climate() = 0;       ///< nothing when the bus does not answer

  virtual std::size_t receive(std::span<std::uint8_t> out) = 0;  ///< what the line has, without waiting
  virtual void send(std::span<const std::uint8_t> octets) = 0;  ///< copied into a queue that holds two frames

  virtual Flash& flash() = 0;
  virtual void kick_watchdog() = 0;
  virtual ResetCause reset_cause() = 0;
  virtual std::uint32_t stack_free_bytes() = 0;  ///< smallest since boot
  virtual void restart() = 0;                    ///< on a chip it does not return

 protected:
  ~Hal() = default;
};

}  // namespace sb::fw
