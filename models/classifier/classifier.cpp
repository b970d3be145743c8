#include "models/classifier/classifier.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace sb::models {
namespace {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

float score(const std::vector<TreeNode>& tree, std::span<const float> x) {
  std::size_t at = 0;
  while (tree[at].feature >= 0) {
    const TreeNode& node = tree[at];
    at = static_cast<std::size_t>(x[static_cast<std::size_t>(node.feature)] < node.value ? node.left
                                                                                         : node.right);
  }
  return tree[at].value;
}

float distance(const ClassCloud& cloud, const ClassifierWeights& w, std::span<const float> x) {
  float sum = 0.0F;
  std::size_t at = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    float y = 0.0F;
    for (std::size_t j = 0; j <= i; ++j) {
      y += cloud.whiten[at++] * ((x[j] - w.shift[j]) * w.scale[j] - cloud.mean[j]);
    }
    sum += y * y;
  }
  return sum;
}

}  // namespace

Result<Classifier> Classifier::load(std::string_view text) {
  auto weights = read_weights(text);
  if (!weights) return tl::unexpected(weights.error());
  return Classifier(std::move(*weights), sha256_hex(text));
}

Classifier::Classifier(ClassifierWeights weights, std::string hash)
    : weights_(std::move(weights)), hash_(std::move(hash)) {}

Naming Classifier::name(std::span<const float> features) const {
  assert(features.size() == weights_.features.size());
  const std::size_t classes = weights_.classes.size();
  std::array<float, kMostClasses> sums{};
  for (std::size_t i = 0; i < weights_.trees.size(); ++i)
    sums[i % classes] += score(weights_.trees[i], features);
  const auto scores = std::span(sums).first(classes);
  const auto best = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
  float total = 0.0F;
  for (const float s : scores) total += std::exp(s - scores[best]);
  Naming naming;
  naming.confidence = 1.0F / total;
  if (best >= weights_.clouds.size()) return naming;
  const ClassCloud& cloud = weights_.clouds[best];
  naming.strangeness = distance(cloud, weights_, features) / cloud.limit;
  if (naming.confidence >= weights_.least_probability && naming.strangeness <= 1.0F) {
    naming.label = weights_.classes[best];
  }
  return naming;
}

}  // namespace sb::models
