#pragma once
// Notices when the system's clock is set: times of findings before and after do not fit together then.
#include <cstdint>
#include <cstdlib>
#include <optional>

namespace sb::node {

class ClockWatch {
 public:
  /// Slewing moves a clock by 0.5 ms a second (adjtimex(2)); at one look a second nothing but a step moves it
  /// this far.
  static constexpr std::int64_t kStepNs = 100'000'000;

  /// By how much UTC was set since the last look; nothing while both clocks go on together.
  std::optional<std::int64_t> look(std::int64_t utc_ns, std::int64_t steady_ns) {
    const std::int64_t difference_ns = utc_ns - steady_ns;
    const std::optional<std::int64_t> before_ns = difference_ns_;
    difference_ns_ = difference_ns;
    if (!before_ns || std::llabs(difference_ns - *before_ns) < kStepNs) return std::nullopt;
    return difference_ns - *before_ns;
  }

 private:
  std::optional<std::int64_t> difference_ns_;
};

}  // namespace sb::node
