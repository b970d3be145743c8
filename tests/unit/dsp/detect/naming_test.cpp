// The shipped weights on signals, parameters and sites that their training never saw.
#include <gtest/gtest.h>

#include "models/emitter_classifier/emitter_classifier.hpp"
#include "models/jammer_classifier/jammer_classifier.hpp"
#include "tests/train/confusion.hpp"

namespace sb::train {
namespace {

// `sha256sum models/*_classifier/weights.txt`: whoever trains anew writes the new ones here and in CARD.md.
constexpr const char* kEmitterHash = "e2df0253044fbd52452498cd7ff591ef68384c06fb0539ba47e5843d7d2e4619";
constexpr const char* kJammerHash = "6d4b89407c2b2467b695c61e453a98db54a93f24192c675dd1b25230df8be433";
constexpr int kEach = 12;  // of each class; docs/performance/jamming.md has the long run

void expect_features_agree(const models::Classifier& classifier) {
  ASSERT_EQ(classifier.feature_names().size(), dsp::kFeatureCount);
  for (std::size_t i = 0; i < dsp::kFeatureCount; ++i) {
    EXPECT_EQ(classifier.feature_names()[i], dsp::feature_names()[i]);
  }
}

TEST(Naming, ShippedWeightsAreTheOnesThatWereMeasured) {
  EXPECT_EQ(models::load_emitter_classifier().hash(), kEmitterHash);
  EXPECT_EQ(models::load_jammer_classifier().hash(), kJammerHash);
}

TEST(Naming, EmittersNeverSeen) {
  const auto classifier = models::load_emitter_classifier();
  expect_features_agree(classifier);
  const auto table = confusion(classifier, emitter_examples(kEach, 6.0, 30.0, 4242, Part::kHeldOut));
  EXPECT_GT(table.named_right(), 0.93);
  EXPECT_GT(table.refused(), 0.65);  // pulse position is called on-off keying, which it is
}

TEST(Naming, JammersNeverSeen) {
  const auto classifier = models::load_jammer_classifier();
  expect_features_agree(classifier);
  const auto table = confusion(classifier, jammer_examples(kEach, 3.0, 30.0, 4242, Part::kHeldOut));
  EXPECT_GT(table.named_right(), 0.92);
  EXPECT_GT(table.refused(), 0.75);
}

TEST(Weights, TextGoesThereAndBackAndDamageIsRefused) {
  models::ClassifierWeights w;
  w.features = {"a", "b"};
  w.classes = {"x", "unknown"};
  w.shift = {0.0F, 1.0F};
  w.scale = {1.0F, 2.0F};
  w.clouds.push_back({{0.0F, 0.0F}, {1.0F, 0.0F, 1.0F}, 4.0F});
  w.trees = {{{0, 0.5F, 1, 2}, {-1, 2.0F, 0, 0}, {-1, -2.0F, 0, 0}}, {{-1, 0.0F, 0, 0}}};
  const std::string text = write_weights(w);
  const auto read = models::Classifier::load(text);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(read->name(std::vector<float>{0.0F, 1.0F}).label, "x");
  EXPECT_EQ(read->name(std::vector<float>{1.0F, 1.0F}).label, models::kUnknownLabel);  // the tree says so
  EXPECT_EQ(read->name(std::vector<float>{0.0F, 9.0F}).label, models::kUnknownLabel);  // the cloud says so
  for (std::size_t cut = 0; cut + 2 < text.size(); cut += 7) {
    EXPECT_FALSE(models::read_weights(text.substr(0, cut))) << cut;
  }
  std::string loop = text;
  loop.replace(loop.find("0 0.5 1 2"), 9, "0 0.5 0 2");  // a child before its parent would never end
  EXPECT_FALSE(models::read_weights(loop));
}

}  // namespace
}  // namespace sb::train
