#include "tests/train/boosting.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <Eigen/Dense>

namespace sb::train {
namespace {

using dsp::kFeatureCount;
using models::TreeNode;

constexpr std::size_t kBins = 48;

/// Every feature cut at its quantiles.
struct Binned {
  std::array<std::vector<float>, kFeatureCount> cuts;
  std::vector<std::array<std::uint8_t, kFeatureCount>> rows;
};

Binned bin(std::span<const Example> examples) {
  Binned binned;
  binned.rows.resize(examples.size());
  for (std::size_t f = 0; f < kFeatureCount; ++f) {
    std::vector<float> values;
    for (const Example& e : examples) values.push_back(e.features[f]);
    std::ranges::sort(values);
    for (std::size_t b = 1; b < kBins; ++b) {
      const float cut = values[b * (values.size() - 1) / kBins];
      if (cut > values.front() && (binned.cuts[f].empty() || cut > binned.cuts[f].back()))
        binned.cuts[f].push_back(cut);
    }
    for (std::size_t i = 0; i < examples.size(); ++i) {
      const auto& cuts = binned.cuts[f];
      binned.rows[i][f] =
          static_cast<std::uint8_t>(std::ranges::upper_bound(cuts, examples[i].features[f]) - cuts.begin());
    }
  }
  return binned;
}

struct Slope {
  double g = 0.0, h = 0.0;
  Slope& operator+=(const Slope& o) {
    g += o.g;
    h += o.h;
    return *this;
  }
};

class TreeGrower {
 public:
  TreeGrower(const Binned& data, const std::vector<Slope>& slopes, const BoostingSettings& settings)
      : data_(data), slopes_(slopes), settings_(settings) {}

  std::vector<TreeNode> grow() {
    std::vector<std::uint32_t> all(data_.rows.size());
    std::iota(all.begin(), all.end(), 0U);
    grow(all, 0);
    return std::move(tree_);
  }

 private:
  struct Split {
    double gain = 1e-6;
    std::size_t feature = 0, cut = 0;
  };

  double worth(const Slope& s) const { return s.g * s.g / (s.h + settings_.ridge); }

  Split best_split(std::span<const std::uint32_t> rows, const Slope& total) const {
    Split best;
    for (std::size_t f = 0; f < kFeatureCount; ++f) {
      std::array<Slope, kBins + 1> bins{};
      for (const std::uint32_t row : rows) bins[data_.rows[row][f]] += slopes_[row];
      Slope left;
      for (std::size_t cut = 0; cut < data_.cuts[f].size(); ++cut) {
        left += bins[cut];
        const Slope right{total.g - left.g, total.h - left.h};
        if (left.h < settings_.least_weight || right.h < settings_.least_weight) continue;
        const double gain = worth(left) + worth(right) - worth(total);
        if (gain > best.gain) best = {gain, f, cut};
      }
    }
    return best;
  }

  std::int16_t grow(std::span<std::uint32_t> rows, int depth) {
    Slope total;
    for (const std::uint32_t row : rows) total += slopes_[row];
    const auto at = static_cast<std::int16_t>(tree_.size());
    tree_.emplace_back();
    tree_.back().value = static_cast<float>(-settings_.learning_rate * total.g / (total.h + settings_.ridge));
    if (depth == settings_.depth) return at;
    const Split split = best_split(rows, total);
    if (split.gain <= 1e-6) return at;
    const auto right = std::partition(rows.begin(), rows.end(), [&](std::uint32_t row) {
      return data_.rows[row][split.feature] <= split.cut;
    });
    const auto place = static_cast<std::size_t>(at);
    tree_[place].feature = static_cast<std::int16_t>(split.feature);
    tree_[place].value = data_.cuts[split.feature][split.cut];
    const auto left = grow({rows.begin(), right}, depth + 1);
    tree_[place].left = left;
    const auto other = grow({right, rows.end()}, depth + 1);
    tree_[place].right = other;
    return at;
  }

  const Binned& data_;
  const std::vector<Slope>& slopes_;
  const BoostingSettings& settings_;
  std::vector<TreeNode> tree_;
};

float leaf_of(const std::vector<TreeNode>& tree, const dsp::SignalFeatures& x) {
  std::size_t at = 0;
  while (tree[at].feature >= 0) {
    const auto f = static_cast<std::size_t>(tree[at].feature);
    at = static_cast<std::size_t>(x[f] < tree[at].value ? tree[at].left : tree[at].right);
  }
  return tree[at].value;
}

void boost(std::span<const Example> examples, const BoostingSettings& settings,
           models::ClassifierWeights& w) {
  const std::size_t classes = w.classes.size();
  const Binned data = bin(examples);
  std::vector<std::vector<double>> scores(classes, std::vector<double>(examples.size(), 0.0));
  std::vector<std::vector<Slope>> slopes(classes, std::vector<Slope>(examples.size()));
  for (int round = 0; round < settings.rounds; ++round) {
    for (std::size_t i = 0; i < examples.size(); ++i) {
      double total = 0.0;
      for (std::size_t c = 0; c < classes; ++c) total += std::exp(scores[c][i]);
      for (std::size_t c = 0; c < classes; ++c) {
        const double p = std::exp(scores[c][i]) / total;
        slopes[c][i] = {p - (examples[i].label == c ? 1.0 : 0.0), std::max(p * (1.0 - p), 1e-6)};
      }
    }
    for (std::size_t c = 0; c < classes; ++c) {
      w.trees.push_back(TreeGrower(data, slopes[c], settings).grow());
      for (std::size_t i = 0; i < examples.size(); ++i)
        scores[c][i] += leaf_of(w.trees.back(), examples[i].features);
    }
  }
}

void standardise(std::span<const Example> examples, models::ClassifierWeights& w) {
  const auto n = static_cast<double>(examples.size());
  for (std::size_t f = 0; f < kFeatureCount; ++f) {
    double mean = 0.0;
    double square = 0.0;
    for (const Example& e : examples) {
      mean += e.features[f] / n;
      square += e.features[f] * e.features[f] / n;
    }
    w.shift.push_back(static_cast<float>(mean));
    w.scale.push_back(static_cast<float>(1.0 / std::sqrt(std::max(square - mean * mean, 1e-9))));
  }
}

Eigen::VectorXd standardised(const Example& e, const models::ClassifierWeights& w) {
  Eigen::VectorXd x(kFeatureCount);
  for (std::size_t f = 0; f < kFeatureCount; ++f) {
    x[static_cast<Eigen::Index>(f)] = (e.features[f] - w.shift[f]) * w.scale[f];
  }
  return x;
}

models::ClassCloud cloud_of(std::span<const Example> examples, std::size_t label,
                            const BoostingSettings& settings, const models::ClassifierWeights& w) {
  std::vector<Eigen::VectorXd> points;
  for (const Example& e : examples) {
    if (e.label == label) points.push_back(standardised(e, w));
  }
  const auto n = static_cast<double>(points.size());
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(kFeatureCount);
  for (const auto& p : points) mean += p / n;
  // A feature that never varies in a class must not refuse the first value beside it.
  Eigen::MatrixXd covariance = 0.03 * Eigen::MatrixXd::Identity(kFeatureCount, kFeatureCount);
  for (const auto& p : points) covariance += (p - mean) * (p - mean).transpose() / n;
  const Eigen::MatrixXd whiten = Eigen::MatrixXd(covariance.llt().matrixL())
                                     .triangularView<Eigen::Lower>()
                                     .solve(Eigen::MatrixXd::Identity(kFeatureCount, kFeatureCount));
  std::vector<double> distances;
  for (const auto& p : points) distances.push_back((whiten * (p - mean)).squaredNorm());
  std::ranges::sort(distances);
  models::ClassCloud cloud;
  const auto at = static_cast<std::size_t>(settings.cloud_quantile * (n - 1.0));
  cloud.limit = static_cast<float>(settings.cloud_margin * distances[at]);
  for (Eigen::Index i = 0; i < mean.size(); ++i) {
    cloud.mean.push_back(static_cast<float>(mean[i]));
    for (Eigen::Index j = 0; j <= i; ++j) cloud.whiten.push_back(static_cast<float>(whiten(i, j)));
  }
  return cloud;
}

}  // namespace

models::ClassifierWeights train(std::span<const Example> examples, const std::vector<std::string>& classes,
                                const BoostingSettings& settings) {
  models::ClassifierWeights w;
  for (const auto name : dsp::feature_names()) w.features.emplace_back(name);
  w.classes = classes;
  w.least_probability = settings.least_probability;
  standardise(examples, w);
  for (std::size_t c = 0; c + 1 < classes.size(); ++c) w.clouds.push_back(cloud_of(examples, c, settings, w));
  boost(examples, settings, w);
  return w;
}

}  // namespace sb::train
