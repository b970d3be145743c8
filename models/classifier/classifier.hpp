#pragma once
// Names a signal from its features: boosted trees say which class, a distance says whether it resembles any
// class at all. Small enough to be read: every tree stands in the weights file in plain text.
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::models {

inline constexpr std::string_view kUnknownLabel = "unknown";

struct Naming {
  std::string_view label = kUnknownLabel;  ///< borrowed from the classifier
  float confidence = 0.0F;   ///< probability of the label among the classes; of the best one where unknown
  float strangeness = 0.0F;  ///< distance to the best class over what that class tolerates; > 1 is refused
};

struct TreeNode {
  std::int16_t feature = -1;         ///< -1: a leaf
  float value = 0.0F;                ///< threshold (x < value goes left), or the leaf's score
  std::int16_t left = 0, right = 0;  ///< node numbers within the tree
};

/// A class as a cloud: |W (x - mean)|^2 over its limit.
struct ClassCloud {
  std::vector<float> mean;
  std::vector<float> whiten;  ///< lower triangle by rows
  float limit = 1.0F;
};

struct ClassifierWeights {
  std::vector<std::string> features;
  std::vector<std::string> classes;  ///< the last may be "unknown": taught examples of none of the others
  float least_probability = 0.5F;
  std::vector<float> shift, scale;           ///< of each feature before the clouds
  std::vector<ClassCloud> clouds;            ///< one per class but "unknown"
  std::vector<std::vector<TreeNode>> trees;  ///< tree i speaks for class i mod classes
};

/// The text form ("songbien-classifier 1"); numbers to six digits.
std::string write_weights(const ClassifierWeights& weights);
/// kUnreadable says at which word.
Result<ClassifierWeights> read_weights(std::string_view text);

class Classifier {
 public:
  /// From the bytes of a weights file.
  static Result<Classifier> load(std::string_view text);
  explicit Classifier(ClassifierWeights weights, std::string hash = {});

  /// features.size() must be feature_names().size(). Cost: some 500 short trees and one 30 x 30 triangle,
  /// about 20 us. No allocation.
  Naming name(std::span<const float> features) const;
  std::span<const std::string> feature_names() const { return weights_.features; }
  std::span<const std::string> labels() const { return weights_.classes; }
  /// SHA-256 of the weights file, 64 hexadecimal digits.
  const std::string& hash() const { return hash_; }

 private:
  ClassifierWeights weights_;
  std::string hash_;
};

inline constexpr std::size_t kMostClasses = 16;

}  // namespace sb::models
