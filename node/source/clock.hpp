#pragma once
// Time as an argument.
#include <cstdint>

#include "dsp/core/iq_block.hpp"

namespace sb::node {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t utc_ns() const = 0;     ///< since 1970; may be stepped
  virtual std::int64_t steady_ns() const = 0;  ///< never steps
  virtual dsp::TimeQuality quality() const = 0;
  virtual void sleep_ns(std::int64_t duration) const = 0;
};

class SystemClock final : public Clock {
 public:
  std::int64_t utc_ns() const override;
  std::int64_t steady_ns() const override;
  /// kNtp while the kernel says that something disciplines it, else kFreeRunning.
  dsp::TimeQuality quality() const override;
  void sleep_ns(std::int64_t duration) const override;
};

}  // namespace sb::node
