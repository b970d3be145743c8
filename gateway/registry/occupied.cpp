#include "gateway/registry/occupied.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sb::gateway {
namespace {

constexpr double kNarrowestHz = 1e3;

OccupiedBand around(double centre_hz, double bandwidth_hz) {
  return {centre_hz - bandwidth_hz / 2.0, centre_hz + bandwidth_hz / 2.0};
}

template <typename Found>
std::optional<OccupiedBand> band_of(const Found& found) {
  if (found.jamming && found.jamming->centre_hz > 0.0) return occupied_band(*found.jamming);
  if (found.emission && found.emission->centre_hz > 0.0) return occupied_band(*found.emission);
  if (found.cell) return occupied_band(*found.cell);
  return std::nullopt;
}

OccupiedBand widened(const OccupiedBand& band) {
  const double lack = std::max(0.0, kNarrowestHz - (band.high_hz - band.low_hz)) / 2.0;
  return {band.low_hz - lack, band.high_hz + lack};
}

}  // namespace

double cell_bandwidth_hz(const HeardCell& cell) {
  if (cell.rat == "gsm" || cell.rat == "nbiot") return 200e3;
  if (cell.rat == "umts") return 5e6;
  // TS 36.101 Table 5.6-1. NR: resource blocks of the given spacing are not in the row, so the SSB's 3.6 MHz
  // is what is sure.
  constexpr std::array<std::pair<std::uint32_t, double>, 6> kLte{
      {{6, 1.4e6}, {15, 3e6}, {25, 5e6}, {50, 10e6}, {75, 15e6}, {100, 20e6}}};
  for (const auto& [blocks, bandwidth_hz] : kLte) {
    if (cell.rat == "lte" && cell.bandwidth_prb == blocks) return bandwidth_hz;
  }
  return cell.rat == "nr" ? 3.6e6 : 1.4e6;
}

std::optional<OccupiedBand> occupied_band(const HeardCell& cell) {
  if (cell.frequency_hz <= 0.0) return std::nullopt;
  return around(cell.frequency_hz, cell_bandwidth_hz(cell));
}

OccupiedBand occupied_band(const HeardEmission& emission) {
  return around(emission.centre_hz, emission.bandwidth_hz);
}

OccupiedBand occupied_band(const HeardJamming& jamming) {
  return around(jamming.centre_hz, jamming.bandwidth_hz);
}

std::optional<OccupiedBand> occupied_band(const Incident& incident) {
  return band_of(incident);
}

std::optional<OccupiedBand> occupied_band(const Observation& observation) {
  return band_of(observation);
}

double overlap_ratio(const OccupiedBand& a, const OccupiedBand& b) {
  const auto wide_a = widened(a), wide_b = widened(b);
  const double shared = std::min(wide_a.high_hz, wide_b.high_hz) - std::max(wide_a.low_hz, wide_b.low_hz);
  const double narrower = std::min(wide_a.high_hz - wide_a.low_hz, wide_b.high_hz - wide_b.low_hz);
  return std::clamp(shared / narrower, 0.0, 1.0);
}

}  // namespace sb::gateway
