#pragma once
// Rows of spectrum for whoever looks: made on the pipeline's thread, taken by the sender.
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "dsp/spectrum/spectrum_engine.hpp"
#include "node/health/site_view.hpp"
#include "node/pipeline/iq_ring.hpp"
#include "node/uplink/to_wire.hpp"

namespace sb::node {

class SpectrumRows {
 public:
  /// Policy when nobody takes them: the oldest row is dropped.
  static constexpr std::size_t kMaxRows = 32;
  static constexpr int kBins = 2048;
  static constexpr float kStepDb = 0.75F;  ///< of a code: 191 dB in an octet

  explicit SpectrumRows(const NodeIdentity& node) : node_(node) {}

  /// Mean and maximum over the whole take, of the usable middle of the band. The pipeline's thread.
  /// `ordered`: also for the gateway, not for the technician's page alone.
  void add(const IqTake& take, bool ordered);
  /// The page's place for the newest row; outlives the pipeline's run.
  void also_to(SpectrumTap& tap) { tap_ = &tap; }
  bool watched() const { return tap_ != nullptr && tap_->watched(); }
  /// Any thread.
  std::optional<wire::pb::SpectrumRow> next();

 private:
  dsp::SpectrumEngine& engine_for(const IqTake& take);

  const NodeIdentity& node_;
  std::vector<dsp::SpectrumEngine> engines_;  ///< the last sample rate and length
  SpectrumTap* tap_ = nullptr;
  std::mutex mutex_;
  std::deque<wire::pb::SpectrumRow> rows_;
};

}  // namespace sb::node
