#include "models/bandplan/spectrum_use.hpp"

#include <algorithm>
#include <array>

namespace sb::models {
namespace {

// Protected: ITU Radio Regulations, Appendix 15 (distress) and Article 5
// (Nos. 5.180, 5.200, 5.226, 5.256, 5.266, 5.328), GNSS signals of the GPS, GLONASS, BeiDou and Galileo
// interface documents. Exempt: Circular 08/2021/TT-BTTTT, ranges from memory. Cellular: the bands in use in
// Viet Nam (TS 36.101 Table 5.5-1, TS 38.101-1 Table 5.2-1; which of them: design/facts bands.csv).
constexpr auto kBands = std::to_array<UsedBand>({
    {13.553e6, 13.567e6, SpectrumUse::kLicenceExempt, "ism_13"},
    {26.957e6, 27.283e6, SpectrumUse::kLicenceExempt, "ism_27"},
    {40.66e6, 40.7e6, SpectrumUse::kLicenceExempt, "ism_40"},
    {74.8e6, 75.2e6, SpectrumUse::kProtected, "ils_marker"},
    {108e6, 117.975e6, SpectrumUse::kProtected, "aeronautical_navigation"},
    {117.975e6, 137e6, SpectrumUse::kProtected, "aeronautical_mobile"},
    {156.7625e6, 156.8375e6, SpectrumUse::kProtected, "maritime_distress"},
    {242.95e6, 243.05e6, SpectrumUse::kProtected, "distress_243"},
    {328.6e6, 335.4e6, SpectrumUse::kProtected, "ils_glide_path"},
    {406e6, 406.1e6, SpectrumUse::kProtected, "distress_406"},
    {433.05e6, 434.79e6, SpectrumUse::kLicenceExempt, "ism_433"},
    {703e6, 748e6, SpectrumUse::kCellularUplink, "b28"},
    {758e6, 803e6, SpectrumUse::kCellularDownlink, "b28"},
    {824e6, 849e6, SpectrumUse::kCellularUplink, "b5"},
    {869e6, 880e6, SpectrumUse::kCellularDownlink, "b5"},
    {880e6, 915e6, SpectrumUse::kCellularUplink, "b8"},
    {918e6, 923e6, SpectrumUse::kLicenceExempt, "srd_920"},
    {925e6, 960e6, SpectrumUse::kCellularDownlink, "b8"},
    {960e6, 1164e6, SpectrumUse::kProtected, "aeronautical_navigation"},
    {1164e6, 1215e6, SpectrumUse::kProtected, "gnss"},
    {1215e6, 1300e6, SpectrumUse::kProtected, "gnss"},
    {1559e6, 1610e6, SpectrumUse::kProtected, "gnss"},
    {1710e6, 1785e6, SpectrumUse::kCellularUplink, "b3"},
    {1805e6, 1880e6, SpectrumUse::kCellularDownlink, "b3"},
    {1920e6, 1980e6, SpectrumUse::kCellularUplink, "b1"},
    {2110e6, 2170e6, SpectrumUse::kCellularDownlink, "b1"},
    {2300e6, 2400e6, SpectrumUse::kCellularDownlink, "b40"},
    {2400e6, 2483.5e6, SpectrumUse::kLicenceExempt, "ism_2400"},
    {2500e6, 2690e6, SpectrumUse::kCellularDownlink, "b41"},
    {3500e6, 4000e6, SpectrumUse::kCellularDownlink, "n78"},
    {4200e6, 4400e6, SpectrumUse::kProtected, "radio_altimeter"},
    {5150e6, 5350e6, SpectrumUse::kLicenceExempt, "wifi_5"},
    {5470e6, 5850e6, SpectrumUse::kLicenceExempt, "wifi_5"},
});

double shared_hz(const UsedBand& band, double low_hz, double high_hz) {
  return std::min(band.high_hz, high_hz) - std::max(band.low_hz, low_hz);
}

}  // namespace

std::span<const UsedBand> used_bands() {
  return kBands;
}

UsedBand spectrum_use(double low_hz, double high_hz) {
  UsedBand best{low_hz, high_hz, SpectrumUse::kOther, "other"};
  double most = (high_hz - low_hz) / 2.0;
  if (low_hz == high_hz) most = -1.0;
  for (const auto& band : kBands) {
    const double shared = shared_hz(band, low_hz, high_hz);
    const bool touched = shared > 0.0 || (low_hz == high_hz && shared >= 0.0);
    if (!touched) continue;
    if (band.use == SpectrumUse::kProtected) return band;
    if (shared < most) continue;
    most = shared;
    best = band;
  }
  return best;
}

std::string_view to_string(SpectrumUse use) {
  switch (use) {
    case SpectrumUse::kLicenceExempt:
      return "licence_exempt";
    case SpectrumUse::kProtected:
      return "protected";
    case SpectrumUse::kCellularUplink:
      return "cellular_uplink";
    case SpectrumUse::kCellularDownlink:
      return "cellular_downlink";
    case SpectrumUse::kOther:
      break;
  }
  return "other";
}

}  // namespace sb::models
