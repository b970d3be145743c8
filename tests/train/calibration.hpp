#pragma once
// How much strangeness each class tolerates, set by examples that training has not seen: its own kind, and
// strangers of families that stand neither in training nor in the test.
#include <span>

#include "models/classifier/classifier.hpp"
#include "tests/train/scenes.hpp"

namespace sb::train {

struct CalibrationSettings {
  double most_own_lost = 0.02;  ///< of a class's own examples, by its cloud
};

/// Sets every cloud's limit where own examples lost and strangers taken in (each as a share) are fewest.
void calibrate(models::ClassifierWeights& weights, std::span<const Example> own,
               std::span<const Example> strangers, const CalibrationSettings& settings = {});

}  // namespace sb::train
