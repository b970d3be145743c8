#pragma once
// How strong, how clean, when and on which frequency a cell is, each with one standard deviation. TS 36.214
// §5.1.1, §5.1.3, §5.1.13.
#include <optional>

#include "dsp/cell/lte/cell_stream.hpp"

namespace sb::dsp::lte {

/// A value with one standard deviation: the jackknife's over subframes, so that whatever changes from
/// subframe to subframe counts, not the noise alone. What stays for the whole capture (a reflection, the
/// receiver's own level) does not.
struct Measured {
  double value = 0.0;
  double sigma = 0.0;
};

struct CellMeasurement {
  Measured rsrp_dbfs;   ///< of a port 0 reference element
  Measured noise_dbfs;  ///< noise and interference in one element
  Measured snr_db;      ///< RS-SINR
  Measured rssi_dbfs;   ///< of the whole measured bandwidth, in symbols with port 0 references
  Measured rsrq_db;
  Measured cfo_hz;   ///< beyond the stream's own; its Doppler shift is part of it
  Measured delay_s;  ///< of the frame start at `at_s` beyond the stream's own: the mean delay of the channel
};

/// Measures over all of the stream's bandwidth, on subframes 0 and 5 (downlink in every cell), or on all
/// (`every_subframe`, for FDD) where the bandwidth is narrow. `at_s`: the moment of delay_s, seconds after
/// the first sample. Nothing where the stream holds fewer than four subframes or no signal. Cost: 14 FFTs a
/// subframe.
std::optional<CellMeasurement> measure_cell(CellStream& carrier, bool every_subframe, double at_s);

/// Levels, their deviations and rsrq_db are put; carrier offset and first frame start are corrected. What has
/// no deviation (too little was heard) is left as it was.
void put_measurement(const CellMeasurement& measurement, CellEvidence& evidence);

}  // namespace sb::dsp::lte
