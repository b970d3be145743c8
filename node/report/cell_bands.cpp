#include "node/report/cell_bands.hpp"

#include <algorithm>
#include <cmath>

namespace sb::node {
namespace {

constexpr double kPrbHz = 180e3;  // TS 36.211 §6.2.3: 12 subcarriers of 15 kHz
constexpr double kLeastShare = 0.5;
constexpr double kMostShare = 1.15;
constexpr double kOffCentre = 0.25;

}  // namespace

void CellBands::heard(const dsp::CellEvidence& cell, std::int64_t now_ns) {
  std::erase_if(bands_, [&](const Band& band) { return now_ns - band.heard_ns > kRememberedNs; });
  if (!cell.bandwidth_prb) return;
  const Band heard{cell.frequency_hz, *cell.bandwidth_prb * kPrbHz, now_ns};
  const auto known = std::ranges::find_if(bands_, [&](const Band& band) {
    return std::abs(band.centre_hz - heard.centre_hz) < 1.0 && std::abs(band.width_hz - heard.width_hz) < 1.0;
  });
  if (known == bands_.end()) {
    bands_.push_back(heard);
  } else {
    *known = heard;
  }
}

bool CellBands::explain(const dsp::EmissionEvidence& emission, std::int64_t now_ns) const {
  if (emission.label == "repeater") return false;  // stands where its cell stands by its nature
  return std::ranges::any_of(bands_, [&](const Band& band) {
    const bool within =
        std::abs(emission.centre_hz - band.centre_hz) + 0.5 * emission.bandwidth_hz <= 0.5 * band.width_hz;
    if (emission.label == "level_rise" && within && now_ns - band.heard_ns <= kRememberedNs) return true;
    const double share = emission.bandwidth_hz / band.width_hz;
    return now_ns - band.heard_ns <= kRememberedNs && share >= kLeastShare && share <= kMostShare &&
           std::abs(emission.centre_hz - band.centre_hz) <= kOffCentre * band.width_hz;
  });
}

}  // namespace sb::node
