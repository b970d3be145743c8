#include "node/app/listening.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace sb::node {
namespace {

constexpr std::int64_t kHourNs = 3'600'000'000'000;

double steady_s(const Clock& clock) {
  return static_cast<double>(clock.steady_ns()) * 1e-9;
}

double frequency_of(const dsp::Evidence& evidence) {
  if (const auto* cell = std::get_if<dsp::CellEvidence>(&evidence)) return cell->frequency_hz;
  if (const auto* emission = std::get_if<dsp::EmissionEvidence>(&evidence)) return emission->centre_hz;
  return std::get<dsp::JammingEvidence>(evidence).centre_hz;
}

}  // namespace

Listening::Listening(const NodeIdentity& node, const Clock& clock, Planner& planner, SpectrumRows& rows,
                     ReportChain& chain, std::vector<ReferenceCell> beacons,
                     std::function<double()> temperature_c)
    : node_(node),
      clock_(clock),
      planner_(planner),
      rows_(rows),
      chain_(chain),
      references_(beacons),
      temperature_c_(std::move(temperature_c)),
      coverage_(planner.tasks(), std::move(beacons), steady_s(clock)),
      hour_began_utc_ns_(clock.utc_ns()) {}

void Listening::found(const dsp::Detection& detection) {
  if (const double frequency_hz = frequency_of(detection.evidence); frequency_hz > 0.0)
    planner_.heard(frequency_hz);
  const auto* cell = std::get_if<dsp::CellEvidence>(&detection.evidence);
  if (cell == nullptr) return;
  coverage_.heard(*cell);
  cells_.push_back(*cell);
}

std::optional<ClockEstimate> Listening::clock_offset() const {
  const std::scoped_lock lock(clock_mutex_);
  return clock_tracker_.at(steady_s(clock_), temperature_c_());
}

/// What the reference cells of this take say of our oscillator.
void Listening::measure_clock_offset() {
  if (const auto estimate = measure_clock(cells_, references_)) {
    const std::scoped_lock lock(clock_mutex_);
    clock_tracker_.measured(*estimate, steady_s(clock_), temperature_c_());
  }
  cells_.clear();
}

void Listening::looked(const IqTake& take) {
  measure_clock_offset();
  const dsp::IqBlock block = take.block();
  Coverage::Look look;
  look.centre_hz = take.format.centre_hz;
  look.width_hz = kUsableBand * take.format.sample_rate_hz;
  look.ended_s = steady_s(clock_);
  look.duration_s = static_cast<double>(take.filled) / take.format.sample_rate_hz;
  look.for_cells = take.dwell.looks.cells && !take.overloaded;
  if (look.for_cells) look.noise_dbfs_hz = noise_.noise_dbfs_hz(block);
  look.full_scale_dbm = take.format.full_scale_dbm;
  coverage_.looked(look);
  const bool ordered = take.dwell.task == Planner::kSpectrumTask;
  if (ordered || rows_.watched()) rows_.add(take, ordered);
  const std::int64_t now_ns = clock_.utc_ns();
  if (now_ns / kHourNs != hour_began_utc_ns_ / kHourNs) close_hour(now_ns);
}

/// A recording without a plan for its frequencies has nothing to say here.
void Listening::close_hour(std::int64_t now_ns) {
  const std::int64_t first_ns = std::min(hour_began_utc_ns_, now_ns);  // the clock may have been set back
  const HourHeard hour = coverage_.close(first_ns, now_ns, steady_s(clock_));
  hour_began_utc_ns_ = now_ns;
  if (hour.bands.empty()) return;
  Circumstances at;
  at.now_utc_ns = now_ns;
  at.time_quality = clock_.quality();
  chain_.store(to_wire(hour, node_, at));
}

}  // namespace sb::node
