// Weights as words: what a person can read, a hash can pin and two machines print alike.
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "models/classifier/classifier.hpp"

namespace sb::models {
namespace {

constexpr std::string_view kMagic = "songbien-classifier";
constexpr int kVersion = 1;
constexpr std::size_t kMostFeatures = 64;
constexpr std::size_t kMostTrees = 4096;
constexpr std::size_t kMostNodes = 127;

/// Words of the text in order; the first that does not fit makes all further reads fail.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}
  bool good() const { return good_; }
  std::size_t count() const { return count_; }

  std::string_view word() {
    const auto first = rest_.find_first_not_of(" \n");
    if (first == std::string_view::npos) return refuse();
    const auto last = std::min(rest_.find_first_of(" \n", first), rest_.size());
    const std::string_view found = rest_.substr(first, last - first);
    rest_ = rest_.substr(last);
    ++count_;
    return found;
  }
  void expect(std::string_view wanted) {
    if (word() != wanted) refuse();
  }
  template <typename Number>
  Number number(Number low, Number high) {
    const std::string_view text = word();
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value >= low && value <= high))
      refuse();
    return good_ ? value : low;
  }
  float real() { return number(-1e30F, 1e30F); }
  std::vector<float> reals(std::size_t n) {
    std::vector<float> values;
    for (std::size_t i = 0; i < n && good_; ++i) values.push_back(real());
    return values;
  }
  std::vector<std::string> names(std::size_t n) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < n && good_; ++i) values.emplace_back(word());
    return values;
  }
  std::string_view refuse() {
    good_ = false;
    return {};
  }

 private:
  std::string_view rest_;
  std::size_t count_ = 0;
  bool good_ = true;
};

/// Children stand after their parent, so that every walk ends.
std::vector<TreeNode> read_tree(Words& words, std::size_t features) {
  words.expect("tree");
  const auto size = words.number<std::size_t>(1, kMostNodes);
  std::vector<TreeNode> tree(size);
  for (std::size_t i = 0; i < size && words.good(); ++i) {
    TreeNode& node = tree[i];
    node.feature = words.number<std::int16_t>(-1, static_cast<std::int16_t>(features - 1));
    node.value = words.real();
    if (node.feature < 0) continue;
    const auto last = static_cast<std::int16_t>(size - 1);
    const auto next = static_cast<std::int16_t>(i + 1);
    if (next > last) {
      words.refuse();
      break;
    }
    node.left = words.number<std::int16_t>(next, last);
    node.right = words.number<std::int16_t>(next, last);
  }
  return tree;
}

std::string join(const std::vector<float>& values) {
  std::string text;
  for (const float v : values) text += fmt::format(" {:.6g}", v);
  return text;
}

}  // namespace

std::string write_weights(const ClassifierWeights& w) {
  std::string text = fmt::format("{} {}\nfeatures {}", kMagic, kVersion, w.features.size());
  for (const auto& name : w.features) text += " " + name;
  text += fmt::format("\nclasses {}", w.classes.size());
  for (const auto& name : w.classes) text += " " + name;
  text += fmt::format("\nleast_probability {:.6g}\nshift{}\nscale{}\nclouds {}\n", w.least_probability,
                      join(w.shift), join(w.scale), w.clouds.size());
  for (const ClassCloud& cloud : w.clouds) {
    text +=
        fmt::format("limit {:.6g}\nmean{}\nwhiten{}\n", cloud.limit, join(cloud.mean), join(cloud.whiten));
  }
  text += fmt::format("trees {}\n", w.trees.size());
  for (const auto& tree : w.trees) {
    text += fmt::format("tree {}", tree.size());
    for (const TreeNode& node : tree) {
      text += fmt::format(" {} {:.6g}", node.feature, node.value);
      if (node.feature >= 0) text += fmt::format(" {} {}", node.left, node.right);
    }
    text += '\n';
  }
  return text;
}

Result<ClassifierWeights> read_weights(std::string_view text) {
  Words words(text);
  ClassifierWeights w;
  words.expect(kMagic);
  words.number<int>(kVersion, kVersion);
  words.expect("features");
  const auto features = words.number<std::size_t>(1, kMostFeatures);
  w.features = words.names(features);
  words.expect("classes");
  const auto classes = words.number<std::size_t>(2, kMostClasses);
  w.classes = words.names(classes);
  words.expect("least_probability");
  w.least_probability = words.number(0.0F, 1.0F);
  words.expect("shift");
  w.shift = words.reals(features);
  words.expect("scale");
  w.scale = words.reals(features);
  words.expect("clouds");
  const auto clouds = words.number<std::size_t>(1, classes);
  for (std::size_t i = 0; i < clouds && words.good(); ++i) {
    ClassCloud cloud;
    words.expect("limit");
    cloud.limit = words.number(1e-6F, 1e30F);
    words.expect("mean");
    cloud.mean = words.reals(features);
    words.expect("whiten");
    cloud.whiten = words.reals(features * (features + 1) / 2);
    w.clouds.push_back(std::move(cloud));
  }
  words.expect("trees");
  const auto trees = words.number<std::size_t>(1, kMostTrees);
  for (std::size_t i = 0; i < trees && words.good(); ++i) w.trees.push_back(read_tree(words, features));
  if (!words.good()) {
    return fail(ErrorCode::kUnreadable,
                fmt::format("classifier weights: word {} does not fit", words.count()));
  }
  return w;
}

}  // namespace sb::models
