#pragma once
// Asks the emitter classifier what a found emission is. The rules that found it stand, whatever the answer.
#include <cstdint>
#include <map>
#include <span>
#include <utility>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"
#include "models/classifier/classifier.hpp"

namespace sb::dsp {

struct SignalNamerSettings {
  int most_in_block = 4;          ///< asked about in one block, strongest first; the rest waits for the next
  int most_tries = 3;             ///< on an emission that it does not know
  double least_snr_db = 3.0;      ///< what it was trained from
  float least_confidence = 0.9F;  ///< below it a name is as good as none
  double least_symbols = 200.0;   ///< time on air in the block times bandwidth
};

/// An emission keeps its name from block to block. Names that rules give on measured evidence ("ofdm" by its
/// prefix, "level_rise", "repeater" ...) are left alone: only "unknown", "carrier", "burst" and "pulse" are
/// asked about. Cost: for an emission not yet named one resampling of the block and some 10 ms.
class SignalNamer {
 public:
  explicit SignalNamer(models::Classifier classifier, const SignalNamerSettings& settings = {});

  void name(const IqBlock& block, std::span<EmissionEvidence> emissions);

 private:
  struct Known {
    std::string label;
    float confidence = 0.0F;
    int tries = 0;
    std::uint64_t last_block = 0;
  };
  using Key = std::pair<double, double>;  // first_s, centre to within its width
  Known& known(const EmissionEvidence& emission);
  void ask(const IqBlock& block, const EmissionEvidence& emission, Known& about) const;

  models::Classifier classifier_;
  SignalNamerSettings settings_;
  std::map<Key, Known> known_;
  std::uint64_t blocks_ = 0;
};

}  // namespace sb::dsp
