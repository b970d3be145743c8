#pragma once
// Remembers what a pipeline said, and a receiver that finds one cell in every block.
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "node/pipeline/pipeline.hpp"

namespace sb::node::test {

class Listener final : public PipelineListener {
 public:
  struct Event {
    StreamEvent event;
    std::string text;
    std::uint64_t count;
  };

  struct Take {
    Dwell dwell;
    double gain_db, clipped_ratio;
    bool overloaded;
    float full_scale_dbm;
  };

  void on_detection(const dsp::Detection& detection, const IqTake& take) noexcept override {
    const std::lock_guard lock(mutex_);
    detections_.push_back(detection);
    formats_.push_back(take.format);
    order_ += 'd';
    changed_.notify_all();
  }
  void on_stream_event(StreamEvent event, const std::string& text, std::uint64_t count) noexcept override {
    const std::lock_guard lock(mutex_);
    events_.push_back({event, text, count});
    order_ += 'e';
    changed_.notify_all();
  }
  void on_take(const IqTake& take) noexcept override {
    const std::lock_guard lock(mutex_);
    takes_.push_back(
        {take.dwell, take.format.gain_db, take.clipped_ratio(), take.overloaded, take.format.full_scale_dbm});
    changed_.notify_all();
  }
  /// False when it has not come true within 20 s.
  template <typename Condition>
  bool wait_for(Condition condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return condition(*this); });
  }
  std::vector<StreamEvent> event_kinds() const {
    std::vector<StreamEvent> kinds;
    for (const Event& event : events_) kinds.push_back(event.event);
    return kinds;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<dsp::Detection> detections_;
  std::vector<SourceFormat> formats_;
  std::vector<Event> events_;
  std::vector<Take> takes_;
  std::string order_;  // d and e as they came
};

/// Reports the block's length and first sample as a cell.
class BlockReceiver final : public Detector {
 public:
  std::vector<dsp::Evidence> look(const dsp::IqBlock& block,
                                  std::span<const dsp::CellEvidence> /*cells*/) override {
    dsp::CellEvidence cell;
    cell.level = dsp::DecodeLevel::kMib;
    cell.frequency_hz = block.centre_hz;
    cell.tac = static_cast<std::uint32_t>(block.samples.size());
    cell.cell_id = block.first_sample;
    cell.power_dbfs = block.samples.front().real();
    cell.first_s = 0.001;
    return {cell};
  }
};

inline constexpr std::array<DetectorKind, 1> kBlockReceivers{{
    {DetectKind::kCells, dsp::Rat::kLte,
     [] {
       return dsp::DetectorInfo{"test.block", 3};
     },
     []() -> std::unique_ptr<Detector> { return std::make_unique<BlockReceiver>(); },
     [](const dsp::Evidence&) { return 0.2F; }},
}};

inline const dsp::CellEvidence& cell_of(const dsp::Detection& detection) {
  return std::get<dsp::CellEvidence>(detection.evidence);
}

}  // namespace sb::node::test
