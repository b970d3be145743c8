#pragma once
// Captures of ../shared/corpus/generated: samples and truth, as the tests of the generator need them.
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "dsp/core/iq_block.hpp"
#include "dsp/synth/lte_cell.hpp"

namespace sb::test {

struct SynthCapture {
  std::string name;
  nlohmann::json truth;
  double sample_rate_hz = 0.0;
  std::vector<dsp::cf32> samples;
};

bool synth_corpus_present();
/// An LTE capture by name; samples of ±1 full scale. Fails the test by exception when a file is damaged.
SynthCapture load_synth_capture(const std::string& name);
/// The cell as its truth describes it, without data and acknowledgements; what the truth leaves open has its
/// default.
dsp::synth::LteCellConfig config_from_truth(const nlohmann::json& truth);
std::vector<std::uint8_t> octets_from_hex(const std::string& hex);

}  // namespace sb::test
