#pragma once
// A node's detectors and the gateway's rules behind each other, as they run in the province, without a
// network between: what is heard becomes incidents, and those are counted.
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::budget {

struct Counted {
  std::uint64_t findings = 0;          ///< of detectors, before anything gates them
  std::vector<std::string> incidents;  ///< "jamming 1815.000 MHz", each as it was opened
};

/// One node at one place with a fresh memory. The gateway has a licence table (nothing heard is in it) and a
/// domestic cell registered on EARFCN 1575: the hardest case, in which every emission accuses somebody.
class Province {
 public:
  Province();
  ~Province();

  /// Blocks in order; `cells`: what the cell receivers would have decoded.
  void hear(const dsp::IqBlock& block, std::span<const dsp::CellEvidence> cells);
  Counted counted() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::budget
