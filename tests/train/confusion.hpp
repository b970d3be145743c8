#pragma once
// How often a classifier names what.
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "models/classifier/classifier.hpp"
#include "tests/train/scenes.hpp"

namespace sb::train {

struct Confusion {
  std::vector<std::vector<int>> count;  ///< [truth][named]; the last class is "unknown"

  int trials(std::size_t truth) const {
    int sum = 0;
    for (const int n : count[truth]) sum += n;
    return sum;
  }
  int right(std::size_t truth) const { return count[truth][truth]; }
  /// Of all known classes together.
  double named_right() const {
    int good = 0;
    int all = 0;
    for (std::size_t c = 0; c + 1 < count.size(); ++c) {
      good += right(c);
      all += trials(c);
    }
    return static_cast<double>(good) / all;
  }
  double refused() const { return static_cast<double>(right(count.size() - 1)) / trials(count.size() - 1); }
};

inline Confusion confusion(const models::Classifier& classifier, std::span<const Example> examples) {
  const auto labels = classifier.labels();
  Confusion table;
  table.count.assign(labels.size(), std::vector<int>(labels.size(), 0));
  for (const Example& e : examples) {
    const auto naming = classifier.name(e.features);
    std::size_t named = labels.size() - 1;
    for (std::size_t c = 0; c + 1 < labels.size(); ++c) {
      if (labels[c] == naming.label) named = c;
    }
    ++table.count[e.label][named];
  }
  return table;
}

inline void print(const Confusion& table, std::span<const std::string> labels) {
  for (std::size_t truth = 0; truth < labels.size(); ++truth) {
    std::printf("%-16s", labels[truth].c_str());
    for (const int n : table.count[truth]) std::printf(" %5d", n);
    std::printf("\n");
  }
  std::printf("named right %.4f, unknown refused %.4f\n", table.named_right(), table.refused());
}

}  // namespace sb::train
