#pragma once
// What a stretch of spectrum is for, as far as it decides whether energy in it can be jamming.
#include <cstdint>
#include <span>
#include <string_view>

namespace sb::models {

enum class Service : std::uint8_t {
  kOther,
  kCellularDownlink,  ///< base stations only: anything else there disturbs
  kCellularUplink,    ///< telephones only
  kCellularTdd,       ///< both, in turns
  kGnss,              ///< satellites far below the noise: any energy that can be seen disturbs
};

struct ServiceBand {
  Service service;
  double low_hz, high_hz;
  std::string_view name;  ///< "B3 downlink", "GNSS L1/E1"
};

std::span<const ServiceBand> service_bands();
/// The service of the whole of [low_hz, high_hz]; kOther where none holds it or nothing is known (0 Hz).
Service service_of(double low_hz, double high_hz);
/// DECT 6.0 (1920-1930 MHz, ETSI EN 300 175 carriers of the Americas): in Viet Nam that is mobile uplink.
bool is_dect_6_0(double frequency_hz);

}  // namespace sb::models
