#pragma once
// Seeded examples for the classifiers: signals at sites, with the parameters of one half of their ranges kept
// back for the test.
#include <cstdint>
#include <string>
#include <vector>

#include "dsp/detect/features.hpp"
#include "dsp/synth/emitter.hpp"
#include "dsp/synth/jammer.hpp"

namespace sb::train {

/// Training draws every parameter from the outer parts of its range, the test from the middle fifth, which
/// training never sees; sites (multipath, image, offset, quantisation, bandwidth error) come from the seed.
enum class Part : std::uint8_t { kTraining, kHeldOut };

struct Example {
  dsp::SignalFeatures features{};
  std::size_t label = 0;  ///< index into the class names
};

/// Class names; the last is "unknown".
const std::vector<std::string>& emitter_classes();
const std::vector<std::string>& jammer_classes();

dsp::IsolatedSignal emitter_scene(dsp::synth::EmitterWave wave, double snr_db, std::uint64_t seed, Part part);
/// `j_to_n_db` over the noise in the victim's carrier.
dsp::IsolatedSignal jammer_scene(dsp::synth::JammerWave wave, double j_to_n_db, std::uint64_t seed,
                                 Part part);
/// A legal signal, noise, or a jammer of a kind that has no name: what must not be named.
dsp::IsolatedSignal strange_to_jammers(double j_to_n_db, std::uint64_t seed, Part part);
dsp::IsolatedSignal strange_to_emitters(double snr_db, std::uint64_t seed, Part part);

/// `each` examples of every class, levels low_db .. high_db. Cost: 10 to 30 ms an example.
std::vector<Example> emitter_examples(int each, double low_db, double high_db, std::uint64_t seed, Part part);
std::vector<Example> jammer_examples(int each, double low_db, double high_db, std::uint64_t seed, Part part);

/// Strangers of families that neither training nor the test knows: by them the refusal is set.
std::vector<Example> calibration_strangers(bool to_emitters, int count, double low_db, double high_db,
                                           std::uint64_t seed);

}  // namespace sb::train
