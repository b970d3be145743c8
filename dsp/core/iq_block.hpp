#pragma once
// The unit in which samples travel from a receiver into the mathematics.
#include <complex>
#include <cstdint>
#include <limits>
#include <span>

namespace sb::dsp {

using cf32 = std::complex<float>;

/// How far the UTC times of a block can be trusted.
enum class TimeQuality : std::uint8_t {
  kUnknown,      ///< no clock was read
  kFreeRunning,  ///< system clock, not known to be disciplined
  kNtp,          ///< disciplined over the network, error of milliseconds
  kGnss,         ///< disciplined by GNSS PPS, error of microseconds
  kRecording,    ///< taken from a recording's own metadata
};

/// Samples borrowed for the call. Full scale is |x| = 1. Every sample is finite (sources reject NaN and
/// infinity).
struct IqBlock {
  std::span<const cf32> samples;
  std::uint64_t first_sample = 0;  ///< index of samples[0] since the stream began; gaps are counted in
  double sample_rate_hz = 0.0;     ///< > 0
  double centre_hz = 0.0;          ///< RF frequency of 0 Hz; 0 when the recording does not say
  std::int64_t t0_utc_ns = 0;      ///< UTC of samples[0], nanoseconds since 1970; 0 when unknown
  TimeQuality time_quality = TimeQuality::kUnknown;
  std::uint64_t dropped_before = 0;  ///< samples lost between the previous block and this one
  float full_scale_dbm =
      std::numeric_limits<float>::quiet_NaN();  ///< power of |x| = 1 at the antenna; NaN: uncalibrated
};

}  // namespace sb::dsp
