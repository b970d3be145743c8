#include "node/app/health.hpp"

#include <fmt/format.h>

#include "wire/validate.hpp"

namespace sb::node {
namespace {

namespace pb = wire::pb;

}  // namespace

Health::Health(const NodeIdentity& node, const Clock& clock, const ReceiverRun& receiver,
               const Rescue& rescue, const Planner& planner, const Listening& listening,
               const Calibration& calibration, const ReportChain& chain, const Spool& spool,
               FileSystem& files, std::filesystem::path state_dir)
    : node_(node),
      clock_(clock),
      receiver_(receiver),
      rescue_(rescue),
      planner_(planner),
      listening_(listening),
      calibration_(calibration),
      chain_(chain),
      spool_(spool),
      files_(files),
      state_dir_(std::move(state_dir)),
      started_ns_(clock.steady_ns()) {}

pb::Status Health::status(pb::NodeState state) const {
  pb::Status status;
  status.set_node_id(node_.node_id);
  status.set_boot_id(node_.boot_id);
  status.set_utc_ns(clock_.utc_ns());
  fill_software(*status.mutable_software(), node_);
  fill_position(*status.mutable_position(), node_);
  status.set_time_quality(to_wire(clock_.quality()));
  status.set_uptime_s(static_cast<double>(clock_.steady_ns() - started_ns_) * 1e-9);
  status.set_reports_made(chain_.counters().made);
  status.set_disk_free_bytes(files_.free_bytes(state_dir_).value_or(0));
  fill_receiver(status);
  fill_calibration(status);
  fill_spool(status);
  fill_faults(status);
  const bool degraded = state == pb::NODE_STATE_ONLINE && status.faults_size() > 0;
  status.set_state(degraded ? pb::NODE_STATE_DEGRADED : state);
  return status;
}

void Health::fill_receiver(pb::Status& status) const {
  const PipelineHealth health = receiver_.health();
  auto& out = *status.mutable_receiver();
  out.set_source(fitting(health.source, wire::kMaxTextBytes));
  out.set_sample_rate_hz(health.sample_rate_hz);
  out.set_centre_hz(health.centre_hz);
  out.set_samples(health.samples);
  out.set_dropped_samples(health.dropped_samples);
  out.set_overflows(health.overflows);
  out.set_timeouts(health.timeouts);
  out.set_recoveries(health.recoveries);
  out.set_reopens(health.reopens);
  out.set_clipped_ratio(static_cast<float>(health.clipped_ratio));
  const RescueCounts rescue = rescue_.counts();
  out.set_power_cycles(rescue.power_cycles);
  out.set_process_restarts(rescue.process_restarts);
  status.set_scans(health.scans);
}

void Health::fill_calibration(pb::Status& status) const {
  const auto clock = listening_.clock_offset();
  if (calibration_.id.empty() && !clock) return;
  auto& out = *status.mutable_calibration();
  out.set_calibration_id(calibration_.id);
  out.set_made_utc_ns(calibration_.made_utc_ns);
  out.set_expires_utc_ns(calibration_.expires_utc_ns);
  if (!calibration_.id.empty()) out.set_level_sigma_db(static_cast<float>(calibration_.level_sigma_db));
  if (!clock) return;
  out.set_clock_ppb(static_cast<float>(clock->offset_ppb));
  out.set_clock_sigma_ppb(static_cast<float>(clock->sigma_ppb));
}

void Health::fill_spool(pb::Status& status) const {
  const SpoolCounters counters = spool_.counters();
  auto& out = *status.mutable_spool();
  out.set_records(counters.records);
  out.set_bytes(counters.bytes);
  out.set_oldest_boot_id(counters.oldest_boot_id);
  out.set_oldest_seq(counters.oldest_seq);
  out.set_refused(counters.refused);
}

void Health::fill_faults(pb::Status& status) const {
  const auto say = [&](const std::string& text) { status.add_faults(fitting(text, wire::kMaxTextBytes)); };
  if (const auto fault = receiver_.fault(); !fault.empty()) say("receiver: " + fault);
  if (const auto refusal = chain_.refusal(); !refusal.empty()) say(refusal);
  const ReportCounters reports = chain_.counters();
  if (reports.lost > 0) say(fmt::format("{} findings were lost while the disk refused", reports.lost));
  if (reports.invalid > 0) say(fmt::format("{} findings broke a rule of the wire", reports.invalid));
  const SpoolCounters spool = spool_.counters();
  if (spool.damaged > 0) say(fmt::format("spool: {} damaged places were skipped", spool.damaged));
  if (const PlanHealth plan = planner_.health(); plan.load > 1.0) {
    say(fmt::format(
        "the plan cannot be kept: a retune takes {:.0f} ms, its guarantees need {:.0f} % of the time",
        1e3 * plan.retune_s, 100.0 * plan.load));
  }
  if (!calibration_.id.empty() && !calibration_.is_valid_at(clock_.utc_ns())) {
    say("calibration " + calibration_.id + " has expired: levels in dBm are not sent");
  }
  if (spool.unsaved_acknowledgements > 0) say("spool: acknowledgements could not be stored");
}

}  // namespace sb::node
