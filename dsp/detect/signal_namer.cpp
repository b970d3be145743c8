#include "dsp/detect/signal_namer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "dsp/detect/features.hpp"

namespace sb::dsp {
namespace {

constexpr std::size_t kLeastSamples = 2048;
constexpr std::uint64_t kForgottenAfter = 600;  // blocks
constexpr double kWidestShare = 0.8;            // of the receiver's span: wider is cut by it

bool may_be_asked(std::string_view label) {
  constexpr std::array<std::string_view, 4> kByShape{"unknown", "carrier", "burst", "pulse"};
  return std::ranges::find(kByShape, label) != kByShape.end();
}

double density(const EmissionEvidence& e) {
  return std::pow(10.0, static_cast<double>(e.power_dbfs - e.snr_db) / 10.0) / e.bandwidth_hz;
}

double on_air_s(const IqBlock& block, const EmissionEvidence& e) {
  return static_cast<double>(e.duty) * static_cast<double>(block.samples.size()) / block.sample_rate_hz;
}

}  // namespace

SignalNamer::SignalNamer(models::Classifier classifier, const SignalNamerSettings& settings)
    : classifier_(std::move(classifier)), settings_(settings) {}

SignalNamer::Known& SignalNamer::known(const EmissionEvidence& emission) {
  const double step_hz = std::max(emission.bandwidth_hz, 10e3);
  Known& about = known_[{emission.first_s, std::round(emission.centre_hz / step_hz)}];
  about.last_block = blocks_;
  return about;
}

void SignalNamer::ask(const IqBlock& block, const EmissionEvidence& emission, Known& about) const {
  ++about.tries;
  const auto signal = isolate(block, emission.centre_hz, emission.bandwidth_hz, density(emission));
  if (signal.samples.size() < kLeastSamples) return;
  const SignalFeatures features = signal_features(signal);
  const models::Naming naming = classifier_.name(features);
  if (naming.label == models::kUnknownLabel || naming.confidence < settings_.least_confidence) return;
  about.label = naming.label;
  about.confidence = naming.confidence;
}

void SignalNamer::name(const IqBlock& block, std::span<EmissionEvidence> emissions) {
  ++blocks_;
  std::vector<EmissionEvidence*> wanted;
  for (EmissionEvidence& e : emissions) {
    if (may_be_asked(e.label)) wanted.push_back(&e);
  }
  std::ranges::sort(wanted, [](const auto* a, const auto* b) { return a->snr_db > b->snr_db; });
  int asked = 0;
  for (EmissionEvidence* e : wanted) {
    Known& about = known(*e);
    const bool suits = e->snr_db >= settings_.least_snr_db &&
                       on_air_s(block, *e) * e->bandwidth_hz >= settings_.least_symbols &&
                       e->bandwidth_hz > 0.0 && e->bandwidth_hz < kWidestShare * block.sample_rate_hz;
    if (about.label.empty() && suits && about.tries < settings_.most_tries &&
        asked < settings_.most_in_block) {
      ask(block, *e, about);
      ++asked;
    }
    if (about.label.empty()) continue;
    e->label = about.label;
    e->label_confidence = about.confidence;
    e->model_hash = classifier_.hash();
  }
  std::erase_if(known_, [&](const auto& k) { return blocks_ - k.second.last_block > kForgottenAfter; });
}

}  // namespace sb::dsp
