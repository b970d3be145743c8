#pragma once
// Energy that is a decoded cell's own is no finding beside the cell.
#include <cstdint>
#include <vector>

#include "dsp/core/detection.hpp"

namespace sb::node {

class CellBands {
 public:
  /// A cell explains energy for this long after it was heard: a sweep comes back within it.
  static constexpr std::int64_t kRememberedNs = 600'000'000'000;

  /// Cells below MIB say no bandwidth and explain nothing.
  void heard(const dsp::CellEvidence& cell, std::int64_t now_ns);
  /// The emission stands where such a cell stands and is as wide as it. What is much narrower than the cell
  /// it lies in is something else, and stays a finding; but a rise of level within a cell is its load.
  bool explain(const dsp::EmissionEvidence& emission, std::int64_t now_ns) const;

 private:
  struct Band {
    double centre_hz, width_hz;
    std::int64_t heard_ns;
  };
  std::vector<Band> bands_;
};

}  // namespace sb::node
