#pragma once
// From a source to detections, for as long as the node runs. Two threads are made here and only here: one
// reads the source into a bounded ring (policy: drop newest, counted), one cuts dwells out of the ring and
// runs the detectors over them.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "dsp/core/detection.hpp"
#include "node/pipeline/detectors.hpp"
#include "node/pipeline/dwell_plan.hpp"
#include "node/pipeline/iq_ring.hpp"
#include "node/pipeline/recovery_ladder.hpp"
#include "node/source/iq_source.hpp"

namespace sb::node {

/// What a level at full scale means at the antenna. Lookups only; any thread.
class LevelReference {
 public:
  virtual ~LevelReference() = default;
  /// dBm of |x| = 1; NaN where it is not known.
  virtual float full_scale_dbm(double frequency_hz, double gain_db) const = 0;
};

struct PipelineOptions {
  bool stop_at_end = false;         ///< a recording's end ends the run; otherwise it begins again
  double stall_timeout_s = 2.0;     ///< silence after which the stream is restarted
  double recovery_backoff_s = 0.5;  ///< doubled at each failed attempt, at most 30 s
  HighRungs* high_rungs = nullptr;  ///< outlives the pipeline; null: nothing above reopening the device
  std::filesystem::path memory;     ///< Detector::remember_in(); empty: nothing is kept
  const LevelReference* levels = nullptr;  ///< outlives the pipeline; null: uncalibrated
};

/// Counters since start; a consistent copy.
struct PipelineHealth {
  std::string source;
  double sample_rate_hz = 0.0, centre_hz = 0.0;
  std::uint64_t samples = 0, dropped_samples = 0, scans = 0;
  std::uint64_t skipped_samples = 0;  ///< arrived between dwells, when nobody listened: no loss
  std::uint32_t overflows = 0, timeouts = 0, recoveries = 0;
  std::uint32_t stream_restarts = 0, reopens = 0;  ///< attempts on the two lower rungs
  std::uint32_t retakes = 0;                       ///< takes thrown away because they clipped
  double clipped_ratio = 0.0;                      ///< of about the last minute's samples
  bool receiving = false;
};

enum class StreamEvent {
  kStalled,
  kRecovered,
  kDeviceLost,
  kDeviceBack,
  kSamplesDropped,
  kRecoveryStep,  ///< text: the rung and why; count: how often so far. Told at 1, 2, 4, 8 ...
  kOverloaded,    ///< the receiver clips and its gain can go no lower; told once until it is over
};

/// Findings and events arrive on the pipeline's own thread, in order. Must not throw.
class PipelineListener {
 public:
  virtual ~PipelineListener() = default;
  virtual void on_detection(const dsp::Detection& detection, const IqTake& take) noexcept = 0;
  /// After everything found in a take has been told.
  virtual void on_take(const IqTake& /*take*/) noexcept {}
  virtual void on_stream_event(StreamEvent event, const std::string& text, std::uint64_t count) noexcept = 0;
};

class Pipeline {
 public:
  /// The plan and the listener outlive the pipeline.
  Pipeline(std::unique_ptr<IqSource> source, DwellPlan& plan, PipelineOptions options,
           PipelineListener& listener, std::span<const DetectorKind> detectors = detector_kinds());
  ~Pipeline();
  /// Runs until the token stops it, or until the end of a recording with stop_at_end. A device that cannot be
  /// opened at all on the first attempt is an error; later failures are recovered from and reported.
  Result<void> run(std::stop_token stop);
  PipelineHealth health() const;
  /// How long the slower of its threads has not come back from where it was expected to, in seconds; 0 or
  /// less while all is well. A driver or a detector that hangs cannot be helped from within.
  double overdue_s() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::node
