#include "dsp/detect/emission_detector.hpp"

namespace sb::dsp {

EmissionDetector::EmissionDetector(const EmissionSettings& settings, EmissionNamer namer)
    : settings_(settings), namer_(namer) {}

EmissionDetector::Place& EmissionDetector::place(double centre_hz, double rate_hz) {
  auto& place = places_[{centre_hz, rate_hz}];
  if (!place) place = std::make_unique<Place>(rate_hz, settings_, namer_);
  return *place;
}

void EmissionDetector::set_spurs(double centre_hz, SpurMap spurs) {
  Place& at = place(centre_hz, spurs.sample_rate_hz);
  at.scan.set_spurs(std::move(spurs));
}

std::vector<EmissionEvidence> EmissionDetector::look(const IqBlock& block) {
  Place& at = place(block.centre_hz, block.sample_rate_hz);
  const auto sightings = at.scan.look(block);
  artefacts_ = at.scan.artefacts();
  const Look when{block.first_sample, block.first_sample + block.samples.size(), block.sample_rate_hz};
  return at.tracker.update(sightings, when);
}

}  // namespace sb::dsp
