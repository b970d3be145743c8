#include "node/scan/learn_spurs.hpp"

#include <fstream>
#include <optional>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "dsp/detect/spur_map.hpp"
#include "dsp/spectrum/spectrum_engine.hpp"
#include "node/pipeline/energy_detectors.hpp"
#include "node/scan/open_input.hpp"
#include "node/scan/run_scan.hpp"

namespace sb::node {
namespace {

constexpr int kBins = 4096;

int complain(std::ostream& err, const std::string& text, int status) {
  fmt::print(err, "songbien-node spurs: {}\n", text);
  return status;
}

/// Makes the map of the one long frame that all windows become.
class Learner final : public dsp::SpectrumSink {
 public:
  Learner(double centre_hz, double rate_hz) : rate_hz_(rate_hz), engine_(settings(centre_hz, rate_hz)) {}

  /// Windows are strung together: what lies between them is of no interest.
  void add(const dsp::IqBlock& block) {
    engine_.push(block.samples, at_, 0, *this);
    at_ += block.samples.size();
  }
  Result<dsp::SpurMap> learned() {
    engine_.flush(*this);
    if (!map_) return fail(ErrorCode::kInvalidArgument, "there are too few samples to learn from");
    return std::move(*map_);
  }

 private:
  static dsp::SpectrumSettings settings(double centre_hz, double rate_hz) {
    dsp::SpectrumSettings settings;
    settings.centre_hz = centre_hz;
    settings.sample_rate_hz = rate_hz;
    settings.fft_size = kBins;
    settings.averages = 1 << 30;  // until it is flushed
    settings.window = dsp::WindowKind::kBlackmanHarris;
    settings.floor = false;
    return settings;
  }
  void on_spectrum(const dsp::SpectrumFrame& frame) noexcept override {
    map_ = dsp::learn_spurs(frame, rate_hz_);
  }

  double rate_hz_;
  dsp::SpectrumEngine engine_;
  std::uint64_t at_ = 0;
  std::optional<Result<dsp::SpurMap>> map_;
};

}  // namespace

int learn_spurs(const ScanOptions& options, const Clock& clock, std::ostream& out, std::ostream& err) {
  auto input = open_input(options, clock);
  if (!input) return complain(err, input.error().text, input.error().status);
  const SourceFormat format = input->source().format();
  Learner learner(format.centre_hz, format.sample_rate_hz);
  while (true) {
    const auto window = input->feed->next();
    if (!window) return complain(err, window.error().text, kDamagedInput);
    if (!*window) break;
    learner.add((*window)->block);
  }
  const auto map = learner.learned();
  if (!map) return complain(err, map.error().text, kDamagedInput);
  std::error_code error;
  std::filesystem::create_directories(options.memory, error);
  const auto file = options.memory / spur_file_name(format.centre_hz, format.sample_rate_hz);
  std::ofstream to(file, std::ios::binary);
  if (!(to << dsp::to_text(*map)).flush())
    return complain(err, file.string() + ": cannot be written", kDamagedInput);
  fmt::print(out, "{}: {} lines\n", file.string(), map->spurs.size());
  for (const dsp::Spur& spur : map->spurs) {
    fmt::print(out, "{:+12.0f} Hz  {:7.0f} Hz wide  {:5.1f} dB\n", spur.offset_hz, spur.width_hz,
               spur.level_db);
  }
  return kScanned;
}

}  // namespace sb::node
