#pragma once
// How much a mobile uplink is used, hour by hour, as energy over the noise: enough to see that somebody talks
// to a foreign base station, and nothing about who.
#include <cstdint>
#include <vector>

#include "dsp/core/spectrum_frame.hpp"

namespace sb::dsp {

struct UplinkHour {
  std::int64_t hour_utc = 0;  ///< hours since 1970
  double observed_s = 0.0;
  double active_s = 0.0;  ///< in which the band's power stood over its floor
  double energy = 0.0;    ///< seconds x power over the floor, |x| = 1 is 1
};

/// One band of one receiver. Memory: the last 48 hours.
class UplinkActivity {
 public:
  /// `over_floor_db`: of the band's mean power, for "active"; 1 dB and a thousand looks are 7 sigma.
  UplinkActivity(double low_hz, double high_hz, double over_floor_db = 1.0);

  /// Takes what lies in the band; frames without a floor, a time or a bin in the band are left out.
  void add(const SpectrumFrame& frame);
  /// Oldest first; the last may still grow.
  const std::vector<UplinkHour>& hours() const { return hours_; }

 private:
  double low_hz_, high_hz_;
  double threshold_;
  std::vector<UplinkHour> hours_;
};

}  // namespace sb::dsp
