#include "models/bandplan/protected_services.hpp"

#include <array>

namespace sb::models {
namespace {

// TS 36.101 table 5.5-1 and TS 38.101-1 table 5.2-1 for the bands of the border (facts: bands.csv); GNSS:
// Radio Regulations article 5, radionavigation-satellite (space-to-Earth).
constexpr auto kBands = std::to_array<ServiceBand>({
    {Service::kCellularUplink, 703e6, 748e6, "B28 uplink"},
    {Service::kCellularDownlink, 758e6, 803e6, "B28 downlink"},
    {Service::kCellularUplink, 824e6, 849e6, "B5 uplink"},
    {Service::kCellularDownlink, 869e6, 880e6, "B5 downlink"},
    {Service::kCellularUplink, 880e6, 915e6, "B8 uplink"},
    {Service::kCellularDownlink, 925e6, 960e6, "B8 downlink"},
    {Service::kGnss, 1164e6, 1300e6, "GNSS L2/L5/E6"},
    {Service::kGnss, 1559e6, 1610e6, "GNSS L1/E1"},
    {Service::kCellularUplink, 1710e6, 1785e6, "B3 uplink"},
    {Service::kCellularDownlink, 1805e6, 1880e6, "B3 downlink"},
    {Service::kCellularTdd, 1880e6, 1920e6, "B39"},
    {Service::kCellularUplink, 1920e6, 1980e6, "B1 uplink"},
    {Service::kCellularTdd, 2010e6, 2025e6, "B34"},
    {Service::kCellularDownlink, 2110e6, 2170e6, "B1 downlink"},
    {Service::kCellularTdd, 2300e6, 2400e6, "B40"},
    {Service::kCellularTdd, 2496e6, 2690e6, "B41"},
    {Service::kCellularTdd, 3300e6, 3900e6, "n77/n78"},
});

}  // namespace

std::span<const ServiceBand> service_bands() {
  return kBands;
}

Service service_of(double low_hz, double high_hz) {
  for (const ServiceBand& band : kBands) {
    if (low_hz >= band.low_hz && high_hz <= band.high_hz) return band.service;
  }
  return Service::kOther;
}

bool is_dect_6_0(double frequency_hz) {
  return frequency_hz >= 1920e6 && frequency_hz < 1930e6;
}

}  // namespace sb::models
