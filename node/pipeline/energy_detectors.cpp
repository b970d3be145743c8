#include "node/pipeline/energy_detectors.hpp"

#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "dsp/detect/emission_detector.hpp"
#include "dsp/detect/jamming.hpp"
#include "dsp/detect/repeater_watch.hpp"
#include "dsp/detect/row_rules.hpp"
#include "dsp/detect/signal_namer.hpp"
#include "dsp/spectrum/spectrum_engine.hpp"
#include "models/emitter_classifier/emitter_classifier.hpp"
#include "node/rows/row_store.hpp"

namespace sb::node {
namespace {

namespace fs = std::filesystem;

std::vector<dsp::Evidence> as_evidence(std::vector<dsp::EmissionEvidence> found) {
  return {std::make_move_iterator(found.begin()), std::make_move_iterator(found.end())};
}

std::optional<std::string> text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

class Emissions final : public Detector {
 public:
  std::vector<dsp::Evidence> look(const dsp::IqBlock& block,
                                  std::span<const dsp::CellEvidence> /*cells*/) override {
    learn_spurs_of(block);
    auto emissions = detector_.look(block);
    namer_.name(block, emissions);
    return as_evidence(std::move(emissions));
  }
  void remember_in(const fs::path& folder) override { folder_ = folder; }

 private:
  /// A map that cannot be read is none: more is reported, nothing is lost.
  void learn_spurs_of(const dsp::IqBlock& block) {
    if (folder_.empty() || !asked_.insert({block.centre_hz, block.sample_rate_hz}).second) return;
    const auto text = text_of(folder_ / spur_file_name(block.centre_hz, block.sample_rate_hz));
    if (!text) return;
    auto map = dsp::spur_map_from_text(*text);
    if (map && map->sample_rate_hz == block.sample_rate_hz)
      detector_.set_spurs(block.centre_hz, std::move(*map));
  }

  dsp::EmissionDetector detector_;
  dsp::SignalNamer namer_{models::load_emitter_classifier()};
  fs::path folder_;
  std::set<std::pair<double, double>> asked_;
};

class JammingWatch final : public Detector {
 public:
  std::vector<dsp::Evidence> look(const dsp::IqBlock& block,
                                  std::span<const dsp::CellEvidence> cells) override {
    auto found = detector_.look(block, cells);
    return {std::make_move_iterator(found.begin()), std::make_move_iterator(found.end())};
  }

 private:
  dsp::JammingDetector detector_;
};

class Repeaters final : public Detector {
 public:
  std::vector<dsp::Evidence> look(const dsp::IqBlock& block,
                                  std::span<const dsp::CellEvidence> cells) override {
    return as_evidence(watch_.look(block, cells));
  }

 private:
  dsp::RepeaterWatch watch_;
};

/// One row a block: 2048 bins, as the gateway's rows have.
class RowDetector final : public Detector, private dsp::SpectrumSink {
 public:
  std::vector<dsp::Evidence> look(const dsp::IqBlock& block,
                                  std::span<const dsp::CellEvidence> /*cells*/) override {
    found_.clear();
    if (block.samples.size() < kBins * kLeastTransforms) return {};
    dsp::SpectrumEngine& engine = engine_for(block.sample_rate_hz);
    block_ = &block;
    at_ += 2 * kBins;  // a gap: no transform spans two blocks
    engine.push(block.samples, at_, block.t0_utc_ns, *this);
    engine.flush(*this);
    at_ += block.samples.size();
    keep_levels();
    return as_evidence(std::move(found_));
  }
  void heard(const dsp::Evidence& evidence) override {
    if (const auto* cell = std::get_if<dsp::CellEvidence>(&evidence)) rules_.heard(*cell);
    if (const auto* jamming = std::get_if<dsp::JammingEvidence>(&evidence)) rules_.heard(*jamming);
  }
  void remember_in(const fs::path& folder) override {
    folder_ = folder;
    auto store = RowStore::open({folder / kRowsFolder});
    if (store) store_.emplace(std::move(*store));
  }
  std::vector<dsp::Evidence> finish() override {
    if (store_) store_->flush();
    return {};
  }

 private:
  static constexpr std::size_t kBins = 2048;
  static constexpr std::size_t kLeastTransforms = 8;
  static constexpr double kClippedShare = 1e-3;  // from here levels are not to be trusted

  /// One a rate, tuned to 0 Hz: a sweep has hundreds of centres.
  dsp::SpectrumEngine& engine_for(double rate_hz) {
    const auto known = engines_.find(rate_hz);
    if (known != engines_.end()) return known->second;
    dsp::SpectrumSettings settings;
    settings.sample_rate_hz = rate_hz;
    settings.fft_size = kBins;
    settings.averages = 1 << 30;  // until the block ends
    return engines_.try_emplace(rate_hz, settings).first->second;
  }

  void on_spectrum(const dsp::SpectrumFrame& made) noexcept override {
    if (static_cast<double>(made.clipped) > kClippedShare * static_cast<double>(made.samples)) return;
    dsp::SpectrumFrame frame = made;
    frame.f0_hz += block_->centre_hz;
    frame.first_sample = block_->first_sample;
    recall(frame);
    auto found = rules_.look(frame);
    found_.insert(found_.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    if (store_) store_->add(frame);
  }

  fs::path levels_file(const dsp::RowRules::Place& place) const {
    return folder_ / fmt::format("levels_{:.0f}_{:.3f}.txt", place.first, place.second);
  }
  /// What an earlier run knew of the place, when it is first seen.
  void recall(const dsp::SpectrumFrame& frame) {
    const dsp::RowRules::Place place{frame.f0_hz, frame.bin_hz};
    if (folder_.empty() || !kept_hours_.try_emplace(place, 0).second) return;
    const auto text = text_of(levels_file(place));
    if (!text) return;
    if (auto baseline = dsp::Baseline::from_text(*text)) rules_.levels(place).restore(std::move(*baseline));
  }
  /// Whole or as it was before: written beside and renamed over. A disk that refuses costs an hour of
  /// learning.
  void keep_levels() {
    for (auto& [place, hours] : kept_hours_) {
      const dsp::LevelWatch& levels = rules_.levels(place);
      if (levels.hours() == hours) continue;
      hours = levels.hours();
      const fs::path file = levels_file(place);
      const fs::path beside = file.string() + ".new";
      const bool written =
          static_cast<bool>(std::ofstream(beside, std::ios::binary) << levels.baseline().to_text());
      std::error_code ignored;
      if (written) fs::rename(beside, file, ignored);
    }
  }

  std::map<double, dsp::SpectrumEngine> engines_;
  const dsp::IqBlock* block_ = nullptr;  // that is being looked at
  std::uint64_t at_ = 0;
  dsp::RowRules rules_;
  std::optional<RowStore> store_;
  fs::path folder_;
  std::map<dsp::RowRules::Place, std::uint64_t> kept_hours_;
  std::vector<dsp::EmissionEvidence> found_;
};

}  // namespace

std::string spur_file_name(double centre_hz, double rate_hz) {
  return fmt::format("spurs_{:.0f}_{:.0f}.txt", centre_hz, rate_hz);
}

std::unique_ptr<Detector> make_emission_detector() {
  return std::make_unique<Emissions>();
}
std::unique_ptr<Detector> make_jamming_detector() {
  return std::make_unique<JammingWatch>();
}
std::unique_ptr<Detector> make_repeater_detector() {
  return std::make_unique<Repeaters>();
}
std::unique_ptr<Detector> make_row_detector() {
  return std::make_unique<RowDetector>();
}

}  // namespace sb::node
