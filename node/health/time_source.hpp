#pragma once
// What disciplines this machine's clock, asked of chrony through its own program (chronyc -c tracking):
// whether the times of findings are good to microseconds (GNSS pulse), to milliseconds (network), or not at
// all.
#include <atomic>
#include <string_view>

#include "node/source/clock.hpp"

namespace sb::node {

/// The fields of one line: reference, stratum, offset, root delay and dispersion, leap status. kFreeRunning
/// when it is not a line of chrony's or chrony says that it is not synchronised. kGnss: stratum 1 of a local
/// GNSS or PPS reference and an error bound (|offset| + dispersion + delay / 2) below 100 us.
dsp::TimeQuality quality_of_chrony(std::string_view tracking);

/// The system's clock with that knowledge. Where chrony does not answer the kernel is asked, which knows no
/// more than "disciplined".
class DisciplinedClock final : public Clock {
 public:
  std::int64_t utc_ns() const override { return system_.utc_ns(); }
  std::int64_t steady_ns() const override { return system_.steady_ns(); }
  dsp::TimeQuality quality() const override { return quality_.load(std::memory_order_relaxed); }
  void sleep_ns(std::int64_t duration) const override { system_.sleep_ns(duration); }

  /// Asks again; up to seconds. Any one thread, every half minute.
  void refresh();

 private:
  SystemClock system_;
  std::atomic<dsp::TimeQuality> quality_ = system_.quality();
};

}  // namespace sb::node
