#pragma once
// FFTW behind RAII. Plans are made once, under a mutex (FFTW's planner is not thread-safe); executing is
// lock-free. Wisdom is never read from or written to disk.
#include <cstddef>
#include <memory>
#include <span>

#include "dsp/core/iq_block.hpp"

namespace sb::dsp {

enum class FftDirection { kForward, kBackward };
/// kMeasure times a few plans (tens of milliseconds): for those that live long. kEstimate plans at once.
enum class FftEffort { kEstimate, kMeasure };

/// Owns aligned buffers of `count` runs of `size` samples, one after the other, and a plan between them.
/// Unnormalised: forward then backward multiplies by size.
class FftPlan {
 public:
  FftPlan(int size, FftDirection direction, FftEffort effort = FftEffort::kEstimate, int count = 1);
  ~FftPlan();
  FftPlan(FftPlan&&) noexcept;
  FftPlan& operator=(FftPlan&&) noexcept;

  int size() const { return size_; }
  int count() const { return count_; }
  std::span<cf32> input();
  std::span<cf32> output();
  /// Transforms every run of input() into that of output(); input() keeps its values.
  void execute();

 private:
  struct Buffers;
  int size_, count_;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace sb::dsp
