#pragma once
// Waves that repeat exactly: carriers, combs and sweeps. A downlink does not repeat within 75 us .. 4.5 ms
// (its prefix does after 67 us, its synchronisation after 5 ms), so coherence at such a lag is not the
// cell's.
#include <optional>

#include "dsp/core/detection.hpp"
#include "dsp/detect/features.hpp"

namespace sb::dsp {

struct PeriodicWave {
  JammingKind kind = JammingKind::kSweep;
  double coherence = 0.0;  ///< share of the band's power that repeats, 0..1
  double period_s = 0.0;   ///< shortest lag at which it repeats (tone: 0)
  double offset_hz = 0.0;  ///< centre of the repeating part, from the signal's own
  double bandwidth_hz = 0.0;
  double power = 0.0;           ///< of the repeating part, relative to full scale
  int lines = 0;                ///< spectral lines that hold it
  double sweep_hz_per_s = 0.0;  ///< signed; of a sweep
};

struct PeriodicSettings {
  double least_coherence = 0.2;
  bool skip_gsm_slots = false;  ///< multiples of 576.9 us, where idle GSM carriers repeat their dummy burst
};

/// Looks at up to 2^17 samples. Cost: three FFTs of 2^18.
std::optional<PeriodicWave> find_periodic(const IsolatedSignal& signal,
                                          const PeriodicSettings& settings = {});

}  // namespace sb::dsp
