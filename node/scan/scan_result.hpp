#pragma once
// What a scan found, ready to be printed.
#include <cstdint>
#include <limits>
#include <vector>

#include "dsp/core/detection.hpp"

namespace sb::node {

struct ScanSummary {
  std::uint64_t samples = 0;  ///< looked at
  double seconds = 0.0;       ///< the same as time
  double sample_rate_hz = 0.0;
  double centre_hz = 0.0;
  std::uint64_t clipped = 0;  ///< of `samples`
  std::uint64_t dropped = 0;
  std::uint64_t capture_samples = 0;  ///< of a recording, looked at or not; 0 for devices
  int windows = 0;
  double cpu_s = 0.0;
  float full_scale_dbm = std::numeric_limits<float>::quiet_NaN();
  std::vector<dsp::DetectorInfo> detectors;
};

struct ScanResult {
  std::vector<dsp::CellEvidence>
      cells;  ///< by frequency, then identity; first_s counts from the capture's first sample
  std::vector<dsp::EmissionEvidence> emissions;  ///< by frequency, then time
  std::vector<dsp::JammingEvidence> jamming;     ///< likewise
  ScanSummary summary;
};

}  // namespace sb::node
