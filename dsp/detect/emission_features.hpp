#pragma once
// What is known of an emission's shape, and the border at which a classifier gives it a name. Rules find
// emissions; a name changes nothing about whether one is reported.
#include <string>

namespace sb::dsp {

struct EmissionFeatures {
  double bandwidth_hz = 0.0;       ///< 99 % of the power
  double bandwidth_26db_hz = 0.0;  ///< 26 dB below the strongest bin
  double span_share = 0.0;         ///< of the receiver's span that it fills, 0..1
  double snr_db = 0.0;
  double duty = 1.0;
  double burst_length_s = 0.0, burst_interval_s = 0.0;  ///< medians; 0: none
  double burst_jitter = 0.0;  ///< scatter of the intervals over their median: 0 for a clock
  double bursts_per_s = 0.0;
  double kurtosis = 1.0;            ///< spectral kurtosis, mean over its bins: tone 0, noise 1, pulses above
  double flatness = 1.0;            ///< geometric over arithmetic mean of its bins: noise-like 1, lines 0
  double peak_to_mean_db = 0.0;     ///< strongest bin over their mean
  double envelope_variation = 1.0;  ///< variance over squared mean of its power per row while on: 0 for a
                                    ///< constant envelope
  double prefix_15khz = 0.0, prefix_30khz = 0.0;  ///< correlation at an OFDM symbol's lag over that beside
                                                  ///< it, 0..1; 0 unless it holds most of the span's power
  double drift_hz_per_s = 0.0;
};

struct EmissionLabel {
  std::string name = "unknown";
  float confidence = 0.0F;
  std::string model_hash;  ///< empty: rules named it
};

/// Must be pure and fast (a few microseconds).
using EmissionNamer = EmissionLabel (*)(const EmissionFeatures& features);

/// Names by rules that can be read: "carrier", "ofdm", "pulse" (wide, far shorter than 1 ms), "burst"
/// (keyed), else "unknown".
EmissionLabel name_by_rules(const EmissionFeatures& features);

}  // namespace sb::dsp
