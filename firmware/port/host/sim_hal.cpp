#include "firmware/port/host/sim_hal.hpp"

#include <cmath>

namespace sb::fw {

namespace {

std::uint8_t sensirion_crc(std::uint8_t first, std::uint8_t second) {
  std::uint8_t crc = 0xFF;
  for (const std::uint8_t octet : {first, second}) {
    crc = static_cast<std::uint8_t>(crc ^ octet);
    for (int i = 0; i < 8; ++i) {
      const bool carry = (crc & 0x80U) != 0;
      crc = static_cast<std::uint8_t>(crc << 1U);
      if (carry) crc = static_cast<std::uint8_t>(crc ^ 0x31U);
    }
  }
  return crc;
}

}  // namespace

std::optional<std::uint32_t> SimHal::take_pulse() {
  if (pulses.empty()) return std::nullopt;
  const std::uint32_t edge = pulses.front();
  pulses.pop_front();
  return edge;
}

std::size_t SimHal::receive(std::span<std::uint8_t> out) {
  std::size_t size = 0;
  while (size < out.size() && !line.empty()) {
    out[size++] = line.front();
    line.pop_front();
  }
  return size;
}

void SimHal::set_battery_mv(std::uint32_t mv) {
  const auto& scale = board::kScale.at(static_cast<std::size_t>(board::Analog::kBattery));
  pin_mv.at(static_cast<std::size_t>(board::Analog::kBattery)) =
      mv * (scale.lower_ohm / 1000) / ((scale.upper_ohm + scale.lower_ohm) / 1000);
}

void SimHal::set_air(double celsius, double humidity_percent) {
  const auto t = static_cast<std::uint16_t>(std::lround((celsius + 45) / 175 * 65535));
  const auto h = static_cast<std::uint16_t>(std::lround((humidity_percent + 6) / 125 * 65535));
  ClimateWords words{};
  words[0] = static_cast<std::uint8_t>(t >> 8U);
  words[1] = static_cast<std::uint8_t>(t & 0xFFU);
  words[2] = sensirion_crc(words[0], words[1]);
  words[3] = static_cast<std::uint8_t>(h >> 8U);
  words[4] = static_cast<std::uint8_t>(h & 0xFFU);
  words[5] = sensirion_crc(words[3], words[4]);
  climate = words;
}

}  // namespace sb::fw
