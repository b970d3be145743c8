#pragma once
// Gradient boosting with second-order leaves and softmax loss (Friedman 2001; Chen and Guestrin 2016), and a
// Gaussian cloud per class for the refusal of what resembles none.
#include <span>

#include "models/classifier/classifier.hpp"
#include "tests/train/scenes.hpp"

namespace sb::train {

struct BoostingSettings {
  int rounds = 45;
  int depth = 4;
  double learning_rate = 0.2;
  double ridge = 2.0;             ///< on a leaf's score
  double least_weight = 4.0;      ///< sum of second derivatives of a leaf
  double cloud_quantile = 0.997;  ///< of a class's own examples that its cloud holds ...
  double cloud_margin = 2.0;      ///< ... times this
  float least_probability = 0.6F;
};

/// Deterministic. Cost: about a millisecond per thousand examples, class and round.
models::ClassifierWeights train(std::span<const Example> examples, const std::vector<std::string>& classes,
                                const BoostingSettings& settings = {});

}  // namespace sb::train
