#include "firmware/core/climate.hpp"

#include <algorithm>

namespace sb::fw {

namespace {

constexpr std::uint32_t kFanOn = celsius(45);
constexpr std::uint32_t kFanOff = celsius(40);
constexpr std::uint32_t kHeaterOn = celsius(-5);
constexpr std::uint32_t kHeaterOff = celsius(2);
constexpr std::uint32_t kDewHeaterOff = celsius(30);  // drier or warmer than this nothing condenses
constexpr std::uint32_t kDewOnPermille = 900;
constexpr std::uint32_t kDewOffPermille = 800;

std::uint8_t crc8(std::uint8_t first, std::uint8_t second) {
  unsigned crc = 0xFF;
  for (const std::uint8_t octet : {first, second}) {
    crc ^= octet;
    for (int bit = 0; bit < 8; ++bit) crc = ((crc << 1U) ^ ((crc & 0x80U) != 0 ? 0x31U : 0U)) & 0xFFU;
  }
  return static_cast<std::uint8_t>(crc);
}

}  // namespace

std::optional<Air> read_sht4x(const ClimateWords& words) {
  if (crc8(words[0], words[1]) != words[2] || crc8(words[3], words[4]) != words[5]) return std::nullopt;
  const std::uint32_t t = (static_cast<std::uint32_t>(words[0]) << 8U) | words[1];
  const std::uint32_t h = (static_cast<std::uint32_t>(words[3]) << 8U) | words[4];
  Air air;
  // T = -45 + 175 t / 65535 in degrees; RH = -6 + 125 h / 65535 in per cent, cropped as §4.6 says.
  air.temperature_mk = celsius(-45) + static_cast<std::uint32_t>(std::uint64_t{175'000} * t / 65535U);
  const std::uint32_t permille = 1250 * h / 65535U;
  air.humidity_permille = std::min<std::uint32_t>(permille > 60 ? permille - 60 : 0, 1000);
  return air;
}

void Climate::step(std::optional<Air> air, bool may_heat) {
  if (air) {
    air_ = *air;
    misses_ = 0;
  } else if (misses_ < kMostMisses) {
    ++misses_;
  }
  if (sensor_lost()) {
    air_ = Air{};
    fan_ = true;
    heater_ = false;
    return;
  }
  const std::uint32_t t = air_.temperature_mk;
  if (t == 0) return;  // nothing was read yet
  fan_ = t > kFanOn || (fan_ && t > kFanOff);
  const bool cold = t < kHeaterOn || (heater_ && t < kHeaterOff);
  const std::uint32_t dew_permille = heater_ ? kDewOffPermille : kDewOnPermille;
  const bool damp = air_.humidity_permille > dew_permille && t < kDewHeaterOff;
  heater_ = may_heat && !fan_ && (cold || damp);
}

}  // namespace sb::fw
