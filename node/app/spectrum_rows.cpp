#include "node/app/spectrum_rows.hpp"

#include <algorithm>
#include <cmath>

#include "node/schedule/task.hpp"

namespace sb::node {
namespace {

/// Levels below the lowest code become it.
constexpr float kOffsetDbfs = -190.0F;

class RowOfFrame final : public dsp::SpectrumSink {
 public:
  explicit RowOfFrame(wire::pb::SpectrumRow& row) : row_(row) {}
  void on_spectrum(const dsp::SpectrumFrame& frame) noexcept override {
    const auto bins = frame.mean.size();
    const auto skipped = static_cast<std::size_t>(0.5 * (1.0 - kUsableBand) * static_cast<double>(bins));
    const auto count = bins - 2 * skipped;
    row_.set_f0_hz(frame.frequency_hz(skipped));
    row_.set_bin_hz(frame.bin_hz);
    row_.set_rbw_hz(static_cast<float>(frame.rbw_hz));
    row_.set_averages(frame.averages);
    row_.set_t0_utc_ns(frame.t0_utc_ns);
    *row_.mutable_mean() = codes(frame.mean.subspan(skipped, count));
    *row_.mutable_max() = codes(frame.max.subspan(skipped, count));
    made = true;
  }
  bool made = false;

 private:
  static std::string codes(std::span<const float> powers) {
    std::string out;
    for (const float power : powers) {
      const float dbfs = 10.0F * std::log10(std::max(power, 1e-30F));
      const float code = std::round((dbfs - kOffsetDbfs) / SpectrumRows::kStepDb);
      out.push_back(static_cast<char>(static_cast<std::uint8_t>(std::clamp(code, 0.0F, 255.0F))));
    }
    return out;
  }
  wire::pb::SpectrumRow& row_;
};

/// A row of the wire as levels again.
SpectrumSnapshot snapshot_of(const wire::pb::SpectrumRow& row) {
  SpectrumSnapshot snapshot{row.t0_utc_ns(), row.f0_hz(), row.bin_hz(), {}};
  for (const char code : row.mean()) {
    snapshot.dbfs.push_back(row.offset_dbfs() +
                            row.step_db() * static_cast<float>(static_cast<std::uint8_t>(code)));
  }
  return snapshot;
}

}  // namespace

dsp::SpectrumEngine& SpectrumRows::engine_for(const IqTake& take) {
  dsp::SpectrumSettings settings;
  settings.sample_rate_hz = take.format.sample_rate_hz;
  settings.centre_hz = take.format.centre_hz;
  settings.fft_size = kBins;
  settings.averages = std::max(1, static_cast<int>(take.filled / kBins));
  settings.floor = false;
  if (engines_.empty() || engines_.front().settings().sample_rate_hz != settings.sample_rate_hz ||
      engines_.front().settings().centre_hz != settings.centre_hz ||
      engines_.front().settings().averages != settings.averages) {
    engines_.clear();
    engines_.emplace_back(settings);
  }
  return engines_.front();
}

void SpectrumRows::add(const IqTake& take, bool ordered) {
  if (take.filled < kBins) return;
  wire::pb::SpectrumRow row;
  row.set_node_id(node_.node_id);
  row.set_boot_id(node_.boot_id);
  row.set_offset_dbfs(kOffsetDbfs);
  row.set_step_db(kStepDb);
  RowOfFrame sink(row);
  dsp::SpectrumEngine& engine = engine_for(take);
  const auto block = take.block();
  engine.push(block.samples, block.first_sample, block.t0_utc_ns, sink);
  engine.flush(sink);
  if (!sink.made) return;
  if (tap_ != nullptr) tap_->publish(snapshot_of(row));
  if (!ordered) return;
  const std::scoped_lock lock(mutex_);
  if (rows_.size() >= kMaxRows) rows_.pop_front();
  rows_.push_back(std::move(row));
}

std::optional<wire::pb::SpectrumRow> SpectrumRows::next() {
  const std::scoped_lock lock(mutex_);
  if (rows_.empty()) return std::nullopt;
  std::optional<wire::pb::SpectrumRow> row = std::move(rows_.front());
  rows_.pop_front();
  return row;
}

}  // namespace sb::node
