#pragma once
// The metadata file of a SigMF recording (https://sigmf.org, 1.x): what it must say for its samples to be
// understood.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"
#include "node/source/sample_format.hpp"

namespace sb::node {

/// A stretch of samples taken with one tuning.
struct SigmfSegment {
  std::uint64_t start = 0;     ///< first sample
  double centre_hz = 0.0;      ///< 0 when the recording does not say
  std::int64_t t0_utc_ns = 0;  ///< of the first sample; 0 when the recording does not say
};

struct SigmfMeta {
  SampleFormat format = SampleFormat::kCf32;
  double sample_rate_hz = 0.0;         ///< kMinSampleRateHz .. kMaxSampleRateHz; 0: not said
  std::vector<SigmfSegment> segments;  ///< at least one, ascending
  std::string sha512;                  ///< of the data file, lower-case hexadecimal; empty when not said
};

inline constexpr double kMinSampleRateHz = 1e3;
inline constexpr double kMaxSampleRateHz = 1e9;

/// kUnreadable: not JSON or not sensible; kUnsupported: sensible, but several channels, another datatype, or
/// samples in a foreign file. The text names the field.
Result<SigmfMeta> parse_sigmf_meta(std::string_view json);

/// "2026-11-22T02:31:06.25Z" in nanoseconds since 1970; 0 for anything else (a time that cannot be trusted is
/// none).
std::int64_t parse_utc_ns(std::string_view text);

}  // namespace sb::node
