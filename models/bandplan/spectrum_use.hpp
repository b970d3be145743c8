#pragma once
// What a frequency in Viet Nam is there for, as far as a border watch has to know it: where nobody needs a
// licence, where nobody may ever transmit without one, and which cellular direction a band is. It is a guide
// for alarms, not the national frequency plan.
#include <cstdint>
#include <span>
#include <string_view>

namespace sb::models {

enum class SpectrumUse : std::uint8_t {
  kOther,             ///< licensed service of some kind: only a licence table can tell
  kLicenceExempt,     ///< short-range devices, Wi-Fi
  kProtected,         ///< safety of life: aeronautical, distress, satellite navigation
  kCellularUplink,    ///< phones and repeaters' far side
  kCellularDownlink,  ///< base stations; TDD bands stand here
};

struct UsedBand {
  double low_hz, high_hz;
  SpectrumUse use;
  std::string_view service;  ///< "aeronautical_mobile" "gnss" "ism_2400" ...
};

std::span<const UsedBand> used_bands();
/// The band that holds most of low_hz..high_hz; kProtected wins whenever it is touched. kOther with the
/// service "other" when none does.
UsedBand spectrum_use(double low_hz, double high_hz);
/// "other" "licence_exempt" "protected" "cellular_uplink" "cellular_downlink".
std::string_view to_string(SpectrumUse use);

}  // namespace sb::models
