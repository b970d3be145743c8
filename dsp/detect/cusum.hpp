#pragma once
// Slow changes of level, found soonest (Page 1954): what no single look shows adds up.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sb::dsp {

struct CusumSettings {
  double drift = 0.5;       ///< in standard deviations: half of the smallest change that matters
  double threshold = 15.0;  ///< in standard deviations; one false alarm in about e^(2 drift threshold) / (2
                            ///< drift^2) looks a side for Gaussian values: 1e7 looks
};

enum class Change : std::int8_t { kFallen = -1, kNone = 0, kRisen = 1 };

/// One two-sided sum a bin. A plain value.
class CusumBank {
 public:
  CusumBank(std::size_t bins, const CusumSettings& settings = {})
      : settings_(settings), up_(bins), down_(bins) {}

  /// levels: any unit in which noise is near Gaussian (dB of averaged powers is); mean and sigma of each bin
  /// from its baseline, sigma > 0. A bin that has changed stays so until reset. Does not allocate.
  void update(std::span<const float> levels, std::span<const float> mean, std::span<const float> sigma);
  Change at(std::size_t bin) const;
  void reset(std::size_t bin) { up_[bin] = down_[bin] = 0.0F; }
  std::size_t bins() const { return up_.size(); }

 private:
  CusumSettings settings_;
  std::vector<float> up_, down_;
};

}  // namespace sb::dsp
