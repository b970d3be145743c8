#pragma once
// Where in a capture carriers may stand, from its mean spectrum.
#include <span>
#include <vector>

namespace sb::dsp::lte {

struct CaptureSpan {
  double rate_hz = 0.0;
  double centre_hz = 0.0;  ///< RF; 0 when unknown
  double bin_hz = 0.0;     ///< of the spectrum
};

/// Offsets from the capture's centre, all in hertz.
struct CarrierPlan {
  std::vector<double>
      likely;  ///< the capture's centre first, then the middles of occupied regions, widest first
  std::vector<double>
      raster;  ///< every other point of the 100 kHz raster (TS 36.101 §5.7.2) that has energy around it
};

/// `power`: mean power per bin, rising frequency, 0 Hz at size() / 2. A span below 2.2 MHz holds the middle
/// of one carrier.
CarrierPlan plan_carriers(std::span<const float> power, const CaptureSpan& span);

/// Nearest point of the raster in RF, as an offset from the centre.
double nearest_raster_hz(double offset_hz, double centre_hz);

/// Mean power of the band of `width_hz` around `offset_hz`, summed over its bins.
double band_power(std::span<const float> power, double bin_hz, double offset_hz, double width_hz);

}  // namespace sb::dsp::lte
