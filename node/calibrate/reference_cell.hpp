#pragma once
// A cell of the carriers' registry that is known to be audible at this site: its clock is a frequency
// standard (3GPP TS 36.104 §6.5.1: 0.05 ppm), its absence says that the antenna does not hear.
#include <cmath>
#include <cstdint>
#include <optional>

#include "dsp/core/detection.hpp"

namespace sb::node {

struct ReferenceCell {
  dsp::Rat rat = dsp::Rat::kLte;
  double frequency_hz = 0.0;
  std::uint16_t physical_id = 0;
  std::optional<std::uint64_t> cell_id;  ///< compared where the receiver got that far

  bool is(const dsp::CellEvidence& cell) const {
    constexpr double kRasterHz = 50e3;
    return cell.rat == rat && cell.physical_id == physical_id &&
           std::fabs(cell.frequency_hz - frequency_hz) < kRasterHz &&
           (!cell_id || !cell.cell_id || *cell_id == *cell.cell_id);
  }
};

}  // namespace sb::node
