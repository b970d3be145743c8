#include "node/app/findings.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace sb::node {
namespace {

namespace pb = wire::pb;

pb::NodeEventKind kind_of(StreamEvent event) {
  switch (event) {
    case StreamEvent::kStalled:
      return pb::NODE_EVENT_KIND_STREAM_STALLED;
    case StreamEvent::kRecovered:
      return pb::NODE_EVENT_KIND_STREAM_RECOVERED;
    case StreamEvent::kDeviceLost:
      return pb::NODE_EVENT_KIND_DEVICE_LOST;
    case StreamEvent::kDeviceBack:
      return pb::NODE_EVENT_KIND_DEVICE_BACK;
    case StreamEvent::kSamplesDropped:
      return pb::NODE_EVENT_KIND_SAMPLES_DROPPED;
    case StreamEvent::kRecoveryStep:
      return pb::NODE_EVENT_KIND_RECOVERY_STEP;
    case StreamEvent::kOverloaded:
      return pb::NODE_EVENT_KIND_OVERLOADED;
  }
  return pb::NODE_EVENT_KIND_UNSPECIFIED;
}

/// Centre and width of what a finding is about; width 0: not worth keeping samples of.
std::pair<double, double> band_of(const dsp::Evidence& evidence) {
  if (const auto* cell = std::get_if<dsp::CellEvidence>(&evidence)) {
    constexpr double kPrbHz = 180e3;  // of LTE; others are wider than six of them at most by their guard
    if (cell->level == dsp::DecodeLevel::kSync) return {cell->frequency_hz, 0.0};
    return {cell->frequency_hz, kPrbHz * std::max<double>(cell->bandwidth_prb.value_or(6), 6.0)};
  }
  if (const auto* emission = std::get_if<dsp::EmissionEvidence>(&evidence)) {
    // An hour's energy of an uplink: samples would hold what people sent, and prove nothing more.
    const bool total_only = emission->label == "foreign_service_use";
    return {emission->centre_hz, total_only ? 0.0 : emission->bandwidth_hz};
  }
  const auto* jamming = std::get_if<dsp::JammingEvidence>(&evidence);
  return jamming == nullptr ? std::pair{0.0, 0.0} : std::pair{jamming->centre_hz, jamming->bandwidth_hz};
}

}  // namespace

Findings::Findings(const NodeIdentity& node, const Clock& clock, NewsFilter news, ReportChain& chain,
                   Listening& listening, EvidenceStore& evidence, std::string source,
                   std::function<void()> on_stored)
    : node_(node),
      clock_(clock),
      news_(std::move(news)),
      chain_(chain),
      listening_(listening),
      evidence_(evidence),
      source_(std::move(source)),
      on_stored_(std::move(on_stored)) {}

Circumstances Findings::now() const {
  Circumstances at;
  at.now_utc_ns = clock_.utc_ns();
  at.time_quality = clock_.quality();
  return at;
}

void Findings::on_detection(const dsp::Detection& detection, const IqTake& take) noexcept {
  listening_.found(detection);
  const std::int64_t steady_ns = clock_.steady_ns();
  dsp::Detection known = detection;
  if (auto* cell = std::get_if<dsp::CellEvidence>(&known.evidence)) {
    cells_.heard(*cell, steady_ns);
    broadcasts_.complete(*cell, steady_ns);
  }
  const auto* emission = std::get_if<dsp::EmissionEvidence>(&known.evidence);
  if (emission != nullptr && cells_.explain(*emission, steady_ns)) return;
  if (!news_.is_due(known, steady_ns)) return;
  Circumstances at = now();
  at.time_quality = take.format.time_quality;
  at.full_scale_dbm = take.format.full_scale_dbm;
  if (known.first_utc_ns == 0) {  // a recording that does not say when it was made: heard now, in this replay
    known.first_utc_ns = known.last_utc_ns = at.now_utc_ns;
    at.time_quality = clock_.quality();
  }
  auto report = to_wire(known, node_, at);
  const auto stored = chain_.store(report);
  if (!stored) return;
  if (stored.seq != 0 && news_.is_new(known)) keep_evidence(known, take, report);
  news_.reported(known, steady_ns);
  on_stored_();
}

/// Of the first sighting: what repeats is in the reports.
void Findings::keep_evidence(const dsp::Detection& detection, const IqTake& take,
                             const wire::pb::Report& report) {
  const auto [centre_hz, bandwidth_hz] = band_of(detection.evidence);
  if (bandwidth_hz <= 0.0) return;
  Circumstance circumstance;
  circumstance.source = source_;
  circumstance.gain_db = take.format.gain_db;
  circumstance.receiver_rate_hz = take.format.sample_rate_hz;
  circumstance.receiver_centre_hz = take.format.centre_hz;
  circumstance.full_scale_dbm = take.format.full_scale_dbm;
  const double now_s = static_cast<double>(clock_.steady_ns()) * 1e-9;
  evidence_.keep(take.block(), centre_hz, bandwidth_hz, report, std::move(circumstance), now_s);
}

void Findings::on_stream_event(StreamEvent event, const std::string& text, std::uint64_t count) noexcept {
  if (chain_.store(to_wire(kind_of(event), text, count, node_, now()))) on_stored_();
}

}  // namespace sb::node
