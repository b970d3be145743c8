#include "tests/train/calibration.hpp"

#include <algorithm>
#include <vector>

namespace sb::train {
namespace {

/// Distances in units of the limit, of those examples that the trees take for class `label`.
std::vector<float> distances(const models::Classifier& open, std::span<const Example> examples,
                             std::size_t label, bool own) {
  std::vector<float> found;
  for (const Example& e : examples) {
    if (own && e.label != label) continue;
    const auto naming = open.name(e.features);
    if (naming.label == open.labels()[label]) found.push_back(naming.strangeness);
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

void calibrate(models::ClassifierWeights& weights, std::span<const Example> own,
               std::span<const Example> strangers, const CalibrationSettings& settings) {
  models::ClassifierWeights wide = weights;
  constexpr float kOpen = 1e6F;
  for (auto& cloud : wide.clouds) cloud.limit *= kOpen;
  const models::Classifier open(wide);
  for (std::size_t c = 0; c < weights.clouds.size(); ++c) {
    const auto mine = distances(open, own, c, true);
    const auto theirs = distances(open, strangers, c, false);
    if (mine.empty()) continue;
    const auto least =
        static_cast<std::size_t>((1.0 - settings.most_own_lost) * static_cast<double>(mine.size() - 1));
    float best = mine[least];
    double best_cost = 1e9;
    // Half way from each distance to the next; the last has a margin instead.
    for (std::size_t i = least; i < mine.size(); ++i) {
      const float limit = i + 1 < mine.size() ? 0.5F * (mine[i] + mine[i + 1]) : 1.15F * mine[i];
      const double lost = static_cast<double>(mine.size() - 1 - i) / static_cast<double>(mine.size());
      const auto taken = std::ranges::upper_bound(theirs, limit) - theirs.begin();
      const double cost =
          lost + static_cast<double>(taken) / static_cast<double>(std::max<std::size_t>(1, strangers.size()));
      if (cost >= best_cost) continue;
      best_cost = cost;
      best = limit;
    }
    weights.clouds[c].limit *= best * kOpen;
  }
}

}  // namespace sb::train
