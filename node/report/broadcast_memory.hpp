#pragma once
// A dwell hears some of a cell's messages, the next one others: reports say all that is known.
#include <cstdint>
#include <vector>

#include "dsp/core/detection.hpp"

namespace sb::node {

class BroadcastMemory {
 public:
  /// Cells remembered; beyond that the one heard longest ago is forgotten.
  static constexpr std::size_t kMaxRemembered = 512;

  /// Adds to `cell` what the same cell, broadcasting the same SIB1, was heard to say before, and remembers
  /// what is new of it. A cell without system information is left alone. Cost: a walk through the memory.
  void complete(dsp::CellEvidence& cell, std::int64_t now_ns);
  std::size_t remembered() const { return cells_.size(); }

 private:
  struct Heard {
    dsp::CellEvidence cell;
    std::int64_t at_ns;
  };
  std::vector<Heard> cells_;
};

}  // namespace sb::node
