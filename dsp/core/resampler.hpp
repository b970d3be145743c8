#pragma once
// Changes the rate and the centre of a whole capture; time zero stays where it was.
#include <memory>
#include <span>
#include <vector>

#include "dsp/core/iq_block.hpp"

namespace sb::dsp {

class Resampler {
 public:
  /// Keeps +-`passband_hz` around the new centre within 0.2 dB; what would fold into it is more than 60 dB
  /// down. passband_hz must be below half of the lower rate. Cost: design of one Kaiser filter.
  Resampler(double input_rate_hz, double output_rate_hz, double passband_hz);
  ~Resampler();
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;

  /// The rate that is made: differs from the asked one (by less than 0.05 ppm) only where their ratio is no
  /// small fraction.
  double output_rate_hz() const { return output_rate_hz_; }
  /// Takes `dc` off, moves `shift_hz` to 0 Hz and resamples. out[n] is the capture at time n /
  /// output_rate_hz() exactly: the filter's delay is removed. `out` is resized; scratch is kept between
  /// calls.
  void process(std::span<const cf32> in, double shift_hz, cf32 dc, std::vector<cf32>& out);

 private:
  struct Filter;
  double input_rate_hz_;
  double output_rate_hz_;
  std::unique_ptr<Filter> filter_;
};

}  // namespace sb::dsp
