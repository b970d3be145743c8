#pragma once
// The baseband of each emitter of emitter.hpp.
#include <memory>

#include "dsp/synth/emitter.hpp"

namespace sb::dsp::synth {

/// Unit power while on, centred on 0 Hz. Times rise from 0.
class BasebandWave {
 public:
  virtual ~BasebandWave() = default;
  virtual cf32 at(double t_s) = 0;
  virtual double bandwidth_hz() const = 0;
};

/// Fills in what `config` leaves open.
std::unique_ptr<BasebandWave> make_analogue(EmitterConfig& config);
std::unique_ptr<BasebandWave> make_keyed(
    EmitterConfig& config);  ///< OOK, FSK, digital voice, DECT, many tones
std::unique_ptr<BasebandWave> make_linear(
    EmitterConfig& config);  ///< OFDM, single carrier, codes, chirps, noise

}  // namespace sb::dsp::synth
