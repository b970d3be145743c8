#pragma once
// Dwells on their way from the reader to the worker, in memory that is fixed from the start.
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "node/pipeline/dwell_plan.hpp"
#include "node/pipeline/spsc_queue.hpp"
#include "node/source/iq_source.hpp"

namespace sb::node {

/// One dwell: samples without a gap.
struct IqTake {
  std::vector<dsp::cf32> memory;
  std::size_t filled = 0;
  std::uint64_t sequence = 0;      ///< order among takes and notices
  std::uint64_t first_sample = 0;  ///< since the stream began, gaps counted in
  std::uint64_t dropped_before = 0;
  std::int64_t t0_utc_ns = 0;
  SourceFormat format;
  Dwell dwell;                ///< what was asked for
  std::uint64_t clipped = 0;  ///< samples at full scale
  double rms_dbfs = -400.0;   ///< of all of them
  bool overloaded = false;    ///< clipped, and nothing could be done about it: levels are not to be trusted

  dsp::IqBlock block() const;
  double clipped_ratio() const {
    return filled == 0 ? 0.0 : static_cast<double>(clipped) / static_cast<double>(filled);
  }
};

/// Single producer, single consumer. When every place is full, what comes is dropped and counted (policy:
/// drop newest), and a take begins only where it has room to end.
class IqRing {
 public:
  IqRing(std::size_t places, std::size_t samples_each);

  // Producer
  IqTake* claim() { return queue_.claim(); }
  void publish() { queue_.publish(); }
  void drop(std::uint64_t samples) { dropped_.fetch_add(samples, std::memory_order_relaxed); }
  // Consumer
  const IqTake* front() { return queue_.front(); }
  void release() { queue_.release(); }
  // Anybody
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }
  std::size_t samples_each() const { return samples_each_; }

 private:
  SpscQueue<IqTake> queue_;
  std::size_t samples_each_;
  std::atomic<std::uint64_t> dropped_ = 0;
};

}  // namespace sb::node
