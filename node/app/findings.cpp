#include "node/app/findings.hpp"

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

}  // namespace

Findings::Findings(const NodeIdentity& node, const Clock& clock, NewsFilter news, ReportChain& chain,
                   std::function<void()> on_stored)
    : node_(node), clock_(clock), news_(std::move(news)), chain_(chain), on_stored_(std::move(on_stored)) {}

Circumstances Findings::now() const {
  Circumstances at;
  at.now_utc_ns = clock_.utc_ns();
  at.time_quality = clock_.quality();
  return at;
}

void Findings::on_detection(const dsp::Detection& detection, const IqTake& take) noexcept {
  const std::int64_t steady_ns = clock_.steady_ns();
  if (!news_.is_due(detection, steady_ns)) return;
  Circumstances at = now();
  at.time_quality = take.format.time_quality;
  at.full_scale_dbm = take.format.full_scale_dbm;
  dsp::Detection dated = detection;
  if (dated.first_utc_ns == 0) {  // a recording that does not say when it was made: heard now, in this replay
    dated.first_utc_ns = dated.last_utc_ns = at.now_utc_ns;
    at.time_quality = clock_.quality();
  }
  if (!chain_.store(to_wire(dated, node_, at))) return;
  news_.reported(detection, steady_ns);
  on_stored_();
}

void Findings::on_stream_event(StreamEvent event, const std::string& text, std::uint64_t count) noexcept {
  if (chain_.store(to_wire(kind_of(event), text, count, node_, now()))) on_stored_();
}

}  // namespace sb::node
