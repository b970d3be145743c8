#pragma once
// Rows of spectrum for whoever looks: made on the pipeline's thread, taken by the sender.
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "dsp/spectrum/spectrum_engine.hpp"
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
  void add(const IqTake& take);
  /// Any thread.
  std::optional<wire::pb::SpectrumRow> next();

 private:
  dsp::SpectrumEngine& engine_for(const IqTake& take);

  const NodeIdentity& node_;
  std::vector<dsp::SpectrumEngine> engines_;  ///< the last sample rate and length
  std::mutex mutex_;
  std::deque<wire::pb::SpectrumRow> rows_;
};

}  // namespace sb::node
