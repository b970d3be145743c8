#pragma once
// What was listened to, whatever came of it: the hour's coverage, rows of spectrum that were ordered, places
// where a sweep found something.
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "node/app/spectrum_rows.hpp"
#include "node/calibrate/clock_offset.hpp"
#include "node/report/report_chain.hpp"
#include "node/schedule/coverage.hpp"
#include "node/schedule/noise_meter.hpp"
#include "node/schedule/planner.hpp"
#include "node/source/clock.hpp"

namespace sb::node {

/// The pipeline's thread.
class Listening {
 public:
  /// References outlive it.
  Listening(const NodeIdentity& node, const Clock& clock, Planner& planner, SpectrumRows& rows,
            ReportChain& chain, std::vector<ReferenceCell> beacons, std::function<double()> temperature_c);

  void found(const dsp::Detection& detection);
  void looked(const IqTake& take);
  /// Of the receiver's oscillator, now; nothing before a reference cell was heard. Any thread.
  std::optional<ClockEstimate> clock_offset() const;

 private:
  void measure_clock_offset();
  void close_hour(std::int64_t now_ns);

  const NodeIdentity& node_;
  const Clock& clock_;
  Planner& planner_;
  SpectrumRows& rows_;
  ReportChain& chain_;
  std::vector<ReferenceCell> references_;
  std::function<double()> temperature_c_;  ///< of the box; NaN: not known
  std::vector<dsp::CellEvidence> cells_;   ///< of the take that is being looked at
  mutable std::mutex clock_mutex_;
  ClockTracker clock_tracker_;
  NoiseMeter noise_;
  Coverage coverage_;
  std::int64_t hour_began_utc_ns_;
};

}  // namespace sb::node
