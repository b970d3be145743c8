#pragma once
// Everything that this program can look for, behind one verb.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::node {

enum class DetectKind : std::uint8_t { kCells, kEmissions, kJamming };

class Detector {
 public:
  virtual ~Detector() = default;
  /// What is known after this block, one finding per thing. `cells` are those heard in the same block, for
  /// detectors that weigh energy against decoding; cell receivers ignore it. One thread at a time.
  virtual std::vector<dsp::Evidence> look(const dsp::IqBlock& block,
                                          std::span<const dsp::CellEvidence> cells) = 0;
  /// Told of what detectors before it in the table found in the block that it is about to look at.
  virtual void heard(const dsp::Evidence& /*evidence*/) {}
  /// Where the node keeps what it learns of its receiver and its place between runs. Called before the first
  /// look, or not at all: then nothing is kept.
  virtual void remember_in(const std::filesystem::path& /*folder*/) {}
  /// What was still going on when the samples ended.
  virtual std::vector<dsp::Evidence> finish() { return {}; }
};

/// One line of the table. Cell receivers stand before those that use their findings.
struct DetectorKind {
  DetectKind kind;
  std::optional<dsp::Rat> rat;  ///< of a cell receiver
  dsp::DetectorInfo (*info)();
  std::unique_ptr<Detector> (*make)();
  float (*confidence)(const dsp::Evidence& evidence);  ///< 0..1 that the thing is there
};

std::span<const DetectorKind> detector_kinds();

}  // namespace sb::node
