#pragma once
// Every receiver that this program has, behind one verb.
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::node {

class CellReceiver {
 public:
  virtual ~CellReceiver() = default;
  /// Every cell heard in the block, each once. One thread at a time.
  virtual std::vector<dsp::CellEvidence> scan(const dsp::IqBlock& block) = 0;
};

/// One line of the table.
struct ReceiverKind {
  dsp::Rat rat;
  dsp::DetectorInfo (*info)();
  std::unique_ptr<CellReceiver> (*make)();
  std::array<float, 3> confidence;  ///< that the cell is there, by DecodeLevel
};

std::span<const ReceiverKind> receiver_kinds();

}  // namespace sb::node
