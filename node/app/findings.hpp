#pragma once
// What the pipeline hears becomes reports: cells when they are due, everything that happened to the receiver.
#include <cstdint>
#include <functional>

#include "node/pipeline/pipeline.hpp"
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
           std::function<void()> on_stored);

  void on_detection(const dsp::Detection& detection, const IqTake& take) noexcept override;
  void on_stream_event(StreamEvent event, const std::string& text, std::uint64_t count) noexcept override;

 private:
  Circumstances now() const;

  const NodeIdentity& node_;
  const Clock& clock_;
  NewsFilter news_;
  ReportChain& chain_;
  std::function<void()> on_stored_;
};

}  // namespace sb::node
