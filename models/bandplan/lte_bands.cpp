#include "models/bandplan/lte_bands.hpp"

#include <array>
#include <cmath>

namespace sb::models {
namespace {

// TS 36.101 Table 5.7.3-1. Bands 1 3 5 7 8 28 34 38-43 agree with two independent code bases (facts:
// band_tables_3gpp.csv); tests/unit/models; the others stand in the table so that a recording from elsewhere
// gets its channel number.
constexpr auto kBands = std::to_array<LteBand>({
    {1, false, 2110e6, 0, 599},       {2, false, 1930e6, 600, 1199},    {3, false, 1805e6, 1200, 1949},
    {4, false, 2110e6, 1950, 2399},   {5, false, 869e6, 2400, 2649},    {7, false, 2620e6, 2750, 3449},
    {8, false, 925e6, 3450, 3799},    {12, false, 729e6, 5010, 5179},   {13, false, 746e6, 5180, 5279},
    {14, false, 758e6, 5280, 5379},   {17, false, 734e6, 5730, 5849},   {18, false, 860e6, 5850, 5999},
    {19, false, 875e6, 6000, 6149},   {20, false, 791e6, 6150, 6449},   {25, false, 1930e6, 8040, 8689},
    {26, false, 859e6, 8690, 9039},   {28, false, 758e6, 9210, 9659},   {34, true, 2010e6, 36200, 36349},
    {38, true, 2570e6, 37750, 38249}, {39, true, 1880e6, 38250, 38649}, {40, true, 2300e6, 38650, 39649},
    {41, true, 2496e6, 39650, 41589}, {42, true, 3400e6, 41590, 43589}, {43, true, 3600e6, 43590, 45589},
});

constexpr double kRasterHz = 100e3;  // TS 36.101 §5.7.2

}  // namespace

std::span<const LteBand> lte_bands() {
  return kBands;
}

std::optional<double> lte_frequency_hz(std::uint32_t earfcn) {
  const LteBand* band = lte_band_of(earfcn);
  if (band == nullptr) return std::nullopt;
  return band->dl_low_hz + kRasterHz * static_cast<double>(earfcn - band->earfcn_low);
}

std::optional<std::uint32_t> lte_earfcn(double frequency_hz, std::optional<std::uint16_t> band) {
  for (const LteBand& candidate : kBands) {
    if (band && candidate.number != *band) continue;
    const double steps = std::round((frequency_hz - candidate.dl_low_hz) / kRasterHz);
    if (steps >= 0.0 && steps <= static_cast<double>(candidate.earfcn_high - candidate.earfcn_low)) {
      return candidate.earfcn_low + static_cast<std::uint32_t>(steps);
    }
  }
  return std::nullopt;
}

const LteBand* lte_band_of(std::uint32_t earfcn) {
  for (const LteBand& band : kBands) {
    if (earfcn >= band.earfcn_low && earfcn <= band.earfcn_high) return &band;
  }
  return nullptr;
}

}  // namespace sb::models
