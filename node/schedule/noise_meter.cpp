#include "node/schedule/noise_meter.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/core/detection.hpp"

namespace sb::node {
namespace {

constexpr int kBins = 1024;
constexpr int kAverages = 64;
constexpr std::size_t kMaxRates = 8;  ///< more than a plan has

class FloorOfFrame final : public dsp::SpectrumSink {
 public:
  void on_spectrum(const dsp::SpectrumFrame& frame) noexcept override {
    if (frame.floor > 0.0F) floor = frame.floor;
  }
  float floor = 0.0F;
};

}  // namespace

float NoiseMeter::noise_dbfs_hz(const dsp::IqBlock& block) {
  constexpr std::size_t kSamples = std::size_t{kBins} * kAverages;
  if (block.samples.size() < kSamples) return dsp::kNotMeasured;
  auto at = std::find_if(engines_.begin(), engines_.end(), [&](const dsp::SpectrumEngine& engine) {
    return engine.settings().sample_rate_hz == block.sample_rate_hz;
  });
  if (at == engines_.end()) {
    if (engines_.size() >= kMaxRates) engines_.clear();
    dsp::SpectrumSettings settings;
    settings.sample_rate_hz = block.sample_rate_hz;
    settings.fft_size = kBins;
    settings.averages = kAverages;
    engines_.emplace_back(settings);
    at = engines_.end() - 1;
  }
  FloorOfFrame sink;
  at->push(block.samples.first(kSamples), block.first_sample, block.t0_utc_ns, sink);
  at->flush(sink);
  if (sink.floor <= 0.0F) return dsp::kNotMeasured;
  return 10.0F * std::log10(sink.floor * static_cast<float>(kBins / block.sample_rate_hz));
}

}  // namespace sb::node
