// Trains both classifiers from seeded scenes and writes their weights:
//   train_classifiers emitter|jammer WEIGHTS.txt [examples of each class, default 150]
// The same seed and compiler give the same bytes.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include "tests/train/boosting.hpp"
#include "tests/train/calibration.hpp"
#include "tests/train/confusion.hpp"

namespace {

constexpr std::uint64_t kTrainingSeed = 20261124;
constexpr std::uint64_t kCalibrationSeed = 9090;
constexpr std::uint64_t kHeldOutSeed = 771;

void judge(const sb::models::Classifier& classifier, bool emitters, double low_db, double high_db) {
  using sb::train::Part;
  const auto held_out = emitters
                            ? sb::train::emitter_examples(30, low_db, high_db, kHeldOutSeed, Part::kHeldOut)
                            : sb::train::jammer_examples(30, low_db, high_db, kHeldOutSeed, Part::kHeldOut);
  std::printf("held out, %.0f to %.0f dB:\n", low_db, high_db);
  print(confusion(classifier, held_out), classifier.labels());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: train_classifiers emitter|jammer WEIGHTS.txt [examples]\n");
    return 2;
  }
  const bool emitters = std::string_view(argv[1]) == "emitter";
  const int each = argc > 3 ? std::atoi(argv[3]) : 150;
  const auto began = std::chrono::steady_clock::now();
  using sb::train::Part;
  const auto examples = emitters
                            ? sb::train::emitter_examples(each, 0.0, 30.0, kTrainingSeed, Part::kTraining)
                            : sb::train::jammer_examples(each, 0.0, 30.0, kTrainingSeed, Part::kTraining);
  const auto own = emitters
                       ? sb::train::emitter_examples(each / 2, 0.0, 30.0, kCalibrationSeed, Part::kTraining)
                       : sb::train::jammer_examples(each / 2, 0.0, 30.0, kCalibrationSeed, Part::kTraining);
  const auto strangers = sb::train::calibration_strangers(emitters, 2 * each, 0.0, 30.0, kCalibrationSeed);
  const auto made = std::chrono::steady_clock::now();
  const auto& classes = emitters ? sb::train::emitter_classes() : sb::train::jammer_classes();
  auto weights = sb::train::train(examples, classes);
  calibrate(weights, own, strangers);
  const std::string text = write_weights(weights);
  std::ofstream(argv[2], std::ios::binary) << text;
  const auto done = std::chrono::steady_clock::now();
  const auto seconds = [](auto from, auto to) { return std::chrono::duration<double>(to - from).count(); };
  std::printf("%zu examples in %.1f s, trained in %.1f s, %zu bytes\n", examples.size(), seconds(began, made),
              seconds(made, done), text.size());
  const auto classifier = sb::models::Classifier::load(text).value();
  judge(classifier, emitters, 3.0, 8.0);
  judge(classifier, emitters, 8.0, 30.0);
  return 0;
}
