#pragma once
// What the pipeline hears becomes reports: cells when they are due, everything that happened to the receiver.
#include <cstdint>
#include <functional>

#include "node/app/listening.hpp"
#include "node/evidence/evidence_store.hpp"
#include "node/pipeline/pipeline.hpp"
#include "node/report/broadcast_memory.hpp"
#include "node/report/cell_bands.hpp"
#include "node/report/news_filter.hpp"
#include "node/report/report_chain.hpp"
#include "node/source/clock.hpp"
#include "node/uplink/to_wire.hpp"

namespace sb::node {

/// Called on the pipeline's thread; blocks it for a disk flush a report (docs/adr/0004).
class Findings final : public PipelineListener {
 public:
  /// `on_stored`: something new waits to be sent.
  Findings(const NodeIdentity& node, const Clock& clock, NewsFilter news, ReportChain& chain,
           Listening& listening, EvidenceStore& evidence, std::string source,
           std::function<void()> on_stored);

  void on_detection(const dsp::Detection& detection, const IqTake& take) noexcept override;
  void on_take(const IqTake& take) noexcept override { listening_.looked(take); }
  void on_stream_event(StreamEvent event, const std::string& text, std::uint64_t count) noexcept override;

 private:
  Circumstances now() const;
  void keep_evidence(const dsp::Detection& detection, const IqTake& take, const wire::pb::Report& report);

  const NodeIdentity& node_;
  const Clock& clock_;
  NewsFilter news_;
  CellBands cells_;
  BroadcastMemory broadcasts_;
  ReportChain& chain_;
  Listening& listening_;
  EvidenceStore& evidence_;
  std::string source_;
  std::function<void()> on_stored_;
};

}  // namespace sb::node
