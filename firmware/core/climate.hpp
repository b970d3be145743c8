#pragma once
// Fan and heater from one SHT4x sensor. A sensor that is silent means: fan on, heater off.
#include <cstdint>
#include <optional>

#include "firmware/core/hal.hpp"

namespace sb::fw {

struct Air {
  std::uint32_t temperature_mk = 0;     ///< thousandths of a kelvin
  std::uint32_t humidity_permille = 0;  ///< relative, 0 .. 1000
};

/// Sensirion SHT4x datasheet §4.5 and §4.6; nothing when a CRC-8 (0x31, start 0xFF) does not fit.
std::optional<Air> read_sht4x(const ClimateWords& words);

/// Degrees Celsius to thousandths of a kelvin.
constexpr std::uint32_t celsius(int degrees) {
  return static_cast<std::uint32_t>(273'150 + degrees * 1000);
}

class Climate {
 public:
  static constexpr unsigned kMostMisses = 5;

  /// One reading (or none). `may_heat`: the battery lets it.
  void step(std::optional<Air> air, bool may_heat);
  bool fan() const { return fan_; }
  bool heater() const { return heater_; }
  bool sensor_lost() const { return misses_ >= kMostMisses; }
  const Air& air() const { return air_; }  ///< the last good reading; all zero once lost

 private:
  Air air_;
  unsigned misses_ = 0;
  bool fan_ = false;
  bool heater_ = false;
};

}  // namespace sb::fw
