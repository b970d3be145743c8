#include "node/pipeline/detectors.hpp"

#include <array>
#include <iterator>
#include <utility>

#include "dsp/cell/lte/receiver.hpp"
#include "dsp/detect/emission_detector.hpp"
#include "dsp/detect/jamming.hpp"
#include "dsp/detect/repeater_watch.hpp"
#include "dsp/detect/row_rules.hpp"
#include "node/pipeline/energy_detectors.hpp"

namespace sb::node {
namespace {

template <typename Receiver>
class CellDetector final : public Detector {
 public:
  std::vector<dsp::Evidence> look(const dsp::IqBlock& block,
                                  std::span<const dsp::CellEvidence> /*cells*/) override {
    auto cells = receiver_.scan(block);
    return {std::make_move_iterator(cells.begin()), std::make_move_iterator(cells.end())};
  }

 private:
  Receiver receiver_;
};

template <typename Made>
std::unique_ptr<Detector> make() {
  return std::make_unique<Made>();
}

/// What is left after the false alarms that the receiver allows itself: a few blocks in a hundred for
/// unconfirmed synchronisation, 16 and 24 bit checks over the tries of a block.
float lte_confidence(const dsp::Evidence& evidence) {
  constexpr std::array<float, 3> kByLevel{0.97F, 0.999F, 0.99999F};
  return kByLevel[static_cast<std::size_t>(std::get<dsp::CellEvidence>(evidence).level)];
}

float emission_confidence(const dsp::Evidence& evidence) {
  return std::get<dsp::EmissionEvidence>(evidence).confidence;
}

float jamming_confidence(const dsp::Evidence& evidence) {
  return std::get<dsp::JammingEvidence>(evidence).confidence;
}

// To join: one line.
constexpr std::array<DetectorKind, 5> kDetectors{{
    {DetectKind::kCells, dsp::Rat::kLte, dsp::lte::Receiver::info, make<CellDetector<dsp::lte::Receiver>>,
     lte_confidence},
    {DetectKind::kEmissions, std::nullopt, dsp::EmissionDetector::info, make_emission_detector,
     emission_confidence},
    {DetectKind::kJamming, std::nullopt, dsp::JammingDetector::info, make_jamming_detector,
     jamming_confidence},
    {DetectKind::kEmissions, std::nullopt, dsp::RepeaterWatch::info, make_repeater_detector,
     emission_confidence},
    {DetectKind::kEmissions, std::nullopt, dsp::RowRules::info, make_row_detector, emission_confidence},
}};

}  // namespace

std::span<const DetectorKind> detector_kinds() {
  return kDetectors;
}

}  // namespace sb::node
