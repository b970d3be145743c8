#include "dsp/detect/cusum.hpp"

#include <algorithm>
#include <cassert>

namespace sb::dsp {

void CusumBank::update(std::span<const float> levels, std::span<const float> mean,
                       std::span<const float> sigma) {
  assert(levels.size() == up_.size() && mean.size() == up_.size() && sigma.size() == up_.size());
  const auto drift = static_cast<float>(settings_.drift);
  const auto threshold = static_cast<float>(settings_.threshold);
  for (std::size_t i = 0; i < up_.size(); ++i) {
    const float z = (levels[i] - mean[i]) / sigma[i];
    // Past the threshold a sum is held: an alarm is taken back by whoever has dealt with it.
    if (up_[i] <= threshold) up_[i] = std::max(0.0F, up_[i] + z - drift);
    if (down_[i] <= threshold) down_[i] = std::max(0.0F, down_[i] - z - drift);
  }
}

Change CusumBank::at(std::size_t bin) const {
  if (static_cast<double>(up_[bin]) > settings_.threshold) return Change::kRisen;
  if (static_cast<double>(down_[bin]) > settings_.threshold) return Change::kFallen;
  return Change::kNone;
}

}  // namespace sb::dsp
