#pragma once
// From a source to detections, for as long as the node runs. Two threads are made here and only here: one
// reads the source into a bounded ring (policy: drop newest, counted), one cuts dwells out of the ring and
// runs the detectors over them.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "dsp/core/detection.hpp"
#include "node/pipeline/detectors.hpp"
#include "node/source/iq_source.hpp"

namespace sb::node {

/// One stop of the plan. A fixed source (a recording) ignores centre and rate.
struct Dwell {
  double centre_hz = 0.0;
  double sample_rate_hz = 19.2e6;
  double gain_db = std::numeric_limits<double>::quiet_NaN();
  double duration_s = 0.16;
};

struct PipelineOptions {
  std::vector<Dwell> plan;          ///< at least one; repeated in order
  double pause_s = 0.0;             ///< between rounds of the plan
  bool stop_at_end = false;         ///< a recording's end ends the run; otherwise it begins again
  double stall_timeout_s = 5.0;     ///< silence after which the stream is restarted
  double recovery_backoff_s = 1.0;  ///< doubled at each failed attempt, at most 30 s
};

/// Counters since start; a consistent copy.
struct PipelineHealth {
  std::string source;
  double sample_rate_hz = 0.0, centre_hz = 0.0;
  std::uint64_t samples = 0, dropped_samples = 0, scans = 0;
  std::uint64_t skipped_samples = 0;  ///< arrived between dwells, when nobody listened: no loss
  std::uint32_t overflows = 0, timeouts = 0, recoveries = 0;
  bool receiving = false;
};

enum class StreamEvent { kStalled, kRecovered, kDeviceLost, kDeviceBack, kSamplesDropped };

/// Findings and events arrive on the pipeline's own thread, in order. Must not throw.
class PipelineListener {
 public:
  virtual ~PipelineListener() = default;
  virtual void on_detection(const dsp::Detection& detection, const SourceFormat& format) noexcept = 0;
  virtual void on_stream_event(StreamEvent event, const std::string& text, std::uint64_t count) noexcept = 0;
};

class Pipeline {
 public:
  Pipeline(std::unique_ptr<IqSource> source, PipelineOptions options, PipelineListener& listener,
           std::span<const DetectorKind> detectors = detector_kinds());
  ~Pipeline();
  /// Runs until the token stops it, or until the end of a recording with stop_at_end. A device that cannot be
  /// opened at all on the first attempt is an error; later failures are recovered from and reported.
  Result<void> run(std::stop_token stop);
  PipelineHealth health() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::node
