#pragma once
// Where to listen next: the border between a plan and the pipeline that follows it.
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "models/core/result.hpp"

namespace sb::node {

/// Which kinds of detectors look at a dwell. A sweep for novelty is too short for cells.
struct Looks {
  bool cells = true;
  bool emissions = true;
  bool jamming = true;
};

/// One stop of a plan. A fixed source (a recording) ignores centre and rate.
struct Dwell {
  double centre_hz = 0.0;
  double sample_rate_hz = 19.2e6;
  double gain_db = std::numeric_limits<double>::quiet_NaN();  ///< NaN: automatic
  double duration_s = 0.16;
  Looks looks = {};
  std::uint32_t task = 0;  ///< the plan's own mark
  bool rest = false;       ///< listen to nothing for duration_s
};

/// How a dwell went. Times are those of a steady clock.
struct DwellResult {
  double ended_s = 0.0;
  double listened_s = 0.0;                                     ///< 0: nothing could be used
  double retune_s = std::numeric_limits<double>::quiet_NaN();  ///< order to first sample; NaN: not retuned
};

/// Called by the pipeline's reader only; must not allocate or block.
class DwellPlan {
 public:
  virtual ~DwellPlan() = default;
  virtual Dwell next(double now_s) = 0;
  virtual void done(const Dwell& /*dwell*/, const DwellResult& /*result*/) {}
  /// The source can never do this dwell. False: the plan makes no sense without it, the run ends.
  virtual bool does_without(const Dwell& /*dwell*/, const Error& /*why*/) { return false; }
  /// One dwell of each kind that next() may give: memory is laid out for the longest. The first is tuned
  /// first. Longer ones are cut.
  virtual std::span<const Dwell> kinds() const = 0;
};

/// The same stops in the same order for ever, with a rest between rounds.
class RoundPlan final : public DwellPlan {
 public:
  explicit RoundPlan(std::vector<Dwell> stops, double pause_s = 0.0)
      : stops_(std::move(stops)), pause_s_(pause_s) {}
  Dwell next(double /*now_s*/) override {
    if (at_ < stops_.size()) return stops_[at_++];
    at_ = pause_s_ > 0.0 ? 0 : 1;
    if (at_ == 1) return stops_.front();
    Dwell pause;
    pause.duration_s = pause_s_;
    pause.rest = true;
    return pause;
  }
  std::span<const Dwell> kinds() const override { return stops_; }

 private:
  std::vector<Dwell> stops_;
  double pause_s_;
  std::size_t at_ = 0;
};

}  // namespace sb::node
