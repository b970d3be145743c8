#pragma once
// The measurements of one emission of a block: place and width from the mean spectrum, times and power from
// the map of rows.
#include <span>

#include "dsp/core/iq_block.hpp"
#include "dsp/detect/emission_sighting.hpp"
#include "dsp/detect/row_map.hpp"
#include "dsp/detect/segments.hpp"

namespace sb::dsp {

struct MeasuredSpectrum {
  std::span<const float> mean, kurtosis;
  float floor = 0.0F;  ///< noise per bin
  double bin_hz = 0.0;
  double f0_hz = 0.0;  ///< centre of bin 0
};

/// Fills place, widths and the features of the spectrum.
void measure_shape(const MeasuredSpectrum& spectrum, Segment segment, EmissionSighting& to);
/// Fills runs, power, noise and the features of time; after measure_shape and what is known of prefixes.
void measure_time(const MeasuredSpectrum& spectrum, const RowMap& map, Segment segment, const IqBlock& block,
                  EmissionSighting& to);

/// Correlation coefficient of the powers of two segments over the rows: parts of one emission rise and fall
/// together. `bins` is the number of bins that segments count.
double time_correlation(const RowMap& map, std::size_t bins, Segment a, Segment b);

/// From this correlation on a cyclic prefix is believed.
inline constexpr double kOfdmPrefix = 0.02;
/// Correlation of the samples with themselves one OFDM symbol (`lag`, rounded) later, less that at lags
/// beside it, normalised: about the share of the cyclic prefix times that of the signal. 0 when the lag does
/// not fit.
double prefix_correlation(std::span<const cf32> samples, double lag);

}  // namespace sb::dsp
