#pragma once
// Findings of many windows become one line per physical cell.
#include <vector>

#include "dsp/core/detection.hpp"

namespace sb::node {

/// Two findings are of one cell when technology, physical identity and frequency (to within 100 kHz: closer
/// than any two carriers can stand) agree and nothing they broadcast contradicts it: a clone on the same
/// channel stays a cell of its own. Of one cell the best finding is kept: decoded furthest, then strongest
/// above the noise; what others heard it say besides is added.
class CellList {
 public:
  /// `offset_s` is added to first_s.
  void add(dsp::CellEvidence cell, double offset_s);
  /// By frequency, then identity.
  std::vector<dsp::CellEvidence> take_sorted();

 private:
  std::vector<dsp::CellEvidence> cells_;
};

}  // namespace sb::node
