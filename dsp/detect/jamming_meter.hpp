#pragma once
// Jammer over noise in physical units, from places where nothing is sent (TS 36.211 §6.11: the five
// subcarriers either side of PSS and SSS), beside the bound that no detector of the same looks can pass.
#include <cstdint>

#include "dsp/core/detection.hpp"

namespace sb::dsp {

/// Mean power of single looks (exponential for noise). `spread` is the measured variance of independent looks
/// over that of noise: other cells' signals in the empty elements come and go together.
struct EmptyLooks {
  double mean = 0.0;
  double looks = 0.0;
  double spread = 1.0;  ///< >= 1

  double effective() const { return looks / spread; }
};

struct JammingLevel {
  double j_to_n_db = kNotMeasured;  ///< NaN where the mean lies at or below the baseline's
  double sigma_db = kNotMeasured;
  double log_false_alarm = 0.0;           ///< ln of the probability that noise alone rises so far
  double least_j_to_n_db = kNotMeasured;  ///< what 90 % of jammers must have to be seen with these looks
  bool alarm = false;
};

struct JammingMeterSettings {
  double log_false_alarm = -20.7;     ///< 1e-9 a decision
  double floor_uncertainty_db = 0.1;  ///< drift of the receiver's own gain and noise between the two
};

/// chi-square test of `now` against `baseline`; the fewness of both counts. Cost: some microseconds.
JammingLevel measure_jamming(const EmptyLooks& now, const EmptyLooks& baseline,
                             const JammingMeterSettings& settings = {});

/// The J/N that `looks` looks over a perfectly known floor see with Pd 0.9 (anchors: -9.2 dB for 4000 looks
/// at 1e-9).
double jamming_bound_db(double looks, double log_false_alarm);

}  // namespace sb::dsp
