#pragma once
// The border between a receiver and us. There is no transmit verb.
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "dsp/core/iq_block.hpp"
#include "models/core/result.hpp"

namespace sb::node {

/// Memory lent for one read; the source fills `buffer` from the front and says how much and when. An empty
/// buffer means that nobody listens for now: the source throws away what arrives (some 10 ms), uncounted, and
/// stays alive.
struct IqLease {
  std::span<dsp::cf32> buffer;
  std::size_t filled = 0;
  std::int64_t t0_utc_ns = 0;        ///< of buffer[0]
  std::uint64_t dropped_before = 0;  ///< samples known to be lost just before buffer[0]
  std::uint64_t clipped = 0;         ///< samples at full scale in the filled part
};

enum class ReadStatus {
  kSamples,  ///< filled > 0
  kTimeout,  ///< nothing came in time; the stream may live or be stalled
  kEnd,      ///< a recording is over
};

struct SourceFormat {
  double sample_rate_hz = 0.0;
  double centre_hz = 0.0;  ///< 0 when a recording does not say
  dsp::TimeQuality time_quality = dsp::TimeQuality::kUnknown;
  float full_scale_dbm = std::numeric_limits<float>::quiet_NaN();
  double gain_db = std::numeric_limits<double>::quiet_NaN();  ///< in effect; NaN: automatic or not known
};

struct TuneRequest {
  double centre_hz = 0.0;
  double sample_rate_hz = 0.0;
  double gain_db =
      std::numeric_limits<double>::quiet_NaN();  ///< NaN: the device's automatic gain where it has one
};

/// A SoapySDR device, a SigMF recording or a synthetic scene. One thread at a time.
class IqSource {
 public:
  virtual ~IqSource() = default;
  /// Ready to tune; after a failure or close() it may be called again (the first rung of recovery).
  virtual Result<void> open() = 0;
  /// A recording accepts only its own centre and rate: kUnsupported otherwise (see is_fixed()). Returns what
  /// was set.
  virtual Result<SourceFormat> tune(const TuneRequest& request) = 0;
  virtual Result<ReadStatus> read(IqLease& lease) = 0;
  virtual void close() = 0;
  /// True for recordings: format() is known after open() and tune() cannot change it.
  virtual bool is_fixed() const = 0;
  virtual SourceFormat format() const = 0;
  /// "soapy:driver=rtlsdr,serial=1", "sigmf:/path/x.sigmf-meta", "synthetic:border/0"
  virtual std::string describe() const = 0;
};

}  // namespace sb::node
