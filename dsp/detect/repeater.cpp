#include "dsp/detect/repeater.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "dsp/cell/lte/cell_stream.hpp"
#include "dsp/cell/lte/crs.hpp"
#include "dsp/core/fft_plan.hpp"
#include "dsp/core/resampler.hpp"

namespace sb::dsp {
namespace {

constexpr double kPilotStepHz = 6.0 * lte::kSubcarrierHz;  // unambiguous delay 11.1 us
constexpr int kProfile = 512;
constexpr double kShortestS = 1.5e-6;
constexpr double kLongestS = 10e-6;
constexpr int kFewestPrb = 25;
constexpr int kMostSubframes = 80;

double tap_s() {
  return 1.0 / (kPilotStepHz * kProfile);
}

/// Impulse responses of port 0, one per subframe, each turned so that its strongest tap stands at 0.
class Profiles {
 public:
  Profiles() : fft_(kProfile, FftDirection::kBackward), power_(kProfile) {}

  void add(std::span<const cf32> pilots) {
    std::ranges::fill(fft_.input(), cf32{});
    const auto n = static_cast<double>(pilots.size());
    for (std::size_t i = 0; i < pilots.size(); ++i) {
      // Blackman: side lobes 58 dB down, or the main path's would be taken for copies.
      const double x = 2.0 * std::numbers::pi * (static_cast<double>(i) + 0.5) / n;
      fft_.input()[i] = pilots[i] * static_cast<float>(0.42 - 0.5 * std::cos(x) + 0.08 * std::cos(2.0 * x));
    }
    fft_.execute();
    const auto h = fft_.output();
    const auto top = static_cast<std::size_t>(
        std::ranges::max_element(h, {}, [](cf32 v) { return std::norm(v); }) - h.begin());
    std::vector<cf32> turned(kProfile);
    for (std::size_t i = 0; i < kProfile; ++i) turned[i] = h[(i + top) % kProfile];
    for (std::size_t i = 0; i < kProfile; ++i) power_[i] += std::norm(turned[i]);
    responses_.push_back(std::move(turned));
  }

  std::size_t size() const { return responses_.size(); }
  const std::vector<double>& power() const { return power_; }
  /// |mean of h_tap conj(h_0)| over the root of the two mean powers.
  double steadiness(std::size_t tap) const {
    std::complex<double> sum{};
    for (const auto& h : responses_) sum += std::complex<double>(h[tap] * std::conj(h[0]));
    return std::abs(sum) / std::sqrt(power_[tap] * power_[0] + 1e-60);
  }

 private:
  FftPlan fft_;
  std::vector<double> power_;
  std::vector<std::vector<cf32>> responses_;
};

Profiles measure(const IqBlock& block, const CellEvidence& cell, int n_prb) {
  const int fft_size = lte::fft_size_for(n_prb);
  const double rate = lte::kSubcarrierHz * fft_size;
  std::vector<cf32> samples;
  Resampler resampler(block.sample_rate_hz, rate,
                      std::min(0.495 * std::min(rate, block.sample_rate_hz), n_prb * 90e3 + 15e3));
  resampler.process(block.samples, cell.frequency_hz + static_cast<double>(cell.cfo_hz) - block.centre_hz, {},
                    samples);
  lte::CellSync sync;
  sync.pci = cell.physical_id;
  sync.cyclic_prefix = cell.cyclic_prefix.value_or(CyclicPrefix::kNormal);
  sync.frame_start_s = std::fmod(cell.first_s, lte::kFrameSeconds);
  lte::CellStream stream(samples, fft_size, n_prb, sync);
  const lte::CrsTable crs(sync.pci, sync.cyclic_prefix, n_prb);
  lte::SubframeGrid grid;
  Profiles profiles;
  for (int frame = 0; frame < stream.frame_count(); ++frame) {
    for (const int subframe : {0, 5}) {  // downlink in FDD and in every TDD configuration
      if (static_cast<int>(profiles.size()) >= kMostSubframes || !stream.read(frame, subframe, grid))
        continue;
      const lte::CrsSymbol& s = crs.symbols(subframe, 0).front();
      const auto row = grid.symbol(s.symbol);
      std::vector<cf32> pilots(s.value.size());
      for (std::size_t i = 0; i < pilots.size(); ++i) {
        pilots[i] = row[static_cast<std::size_t>(s.first_subcarrier) + 6 * i] * std::conj(s.value[i]);
      }
      profiles.add(pilots);
    }
  }
  return profiles;
}

}  // namespace

std::optional<DelayedCopy> find_delayed_copy(const IqBlock& block, const CellEvidence& cell,
                                             const RepeaterSettings& settings) {
  const int n_prb = cell.bandwidth_prb.value_or(0);
  const double half_hz = n_prb * 90e3 + 15e3;
  if (cell.rat != Rat::kLte || n_prb < kFewestPrb ||
      std::abs(cell.frequency_hz - block.centre_hz) + half_hz > block.sample_rate_hz / 2) {
    return std::nullopt;
  }
  const Profiles profiles = measure(block, cell, n_prb);
  if (profiles.size() < 6) return std::nullopt;
  const auto& power = profiles.power();
  // The window's main lobe is three taps of its own width: the copy must stand clear of it.
  const double lobe_s = 3.0 / (n_prb * 180e3);
  const auto first = static_cast<std::size_t>(std::ceil(std::max(kShortestS, 2.0 * lobe_s) / tap_s()));
  const auto last = static_cast<std::size_t>(kLongestS / tap_s());
  const auto lobe = static_cast<std::size_t>(std::ceil(lobe_s / tap_s()));
  const auto copy =
      static_cast<std::size_t>(std::max_element(power.begin() + static_cast<std::ptrdiff_t>(first),
                                                power.begin() + static_cast<std::ptrdiff_t>(last)) -
                               power.begin());
  double between = 0.0;
  for (std::size_t i = lobe; i + lobe <= copy; ++i) between = std::max(between, power[i]);
  DelayedCopy found;
  found.delay_s = static_cast<double>(copy) * tap_s();
  found.level_db = 10.0 * std::log10(power[copy] / power[0]);
  found.isolation_db = 10.0 * std::log10(power[copy] / (between + 1e-30));
  found.steadiness = profiles.steadiness(copy);
  if (found.level_db < settings.least_level_db || found.isolation_db < settings.least_isolation_db ||
      found.steadiness < settings.least_steadiness) {
    return std::nullopt;
  }
  return found;
}

EmissionEvidence repeater_evidence(const IqBlock& block, const CellEvidence& cell, const DelayedCopy& copy) {
  EmissionEvidence e;
  e.centre_hz = cell.frequency_hz;
  e.bandwidth_hz = cell.bandwidth_prb.value_or(0) * 180e3;
  e.power_dbfs = cell.power_dbfs + static_cast<float>(copy.level_db);
  e.first_s = static_cast<double>(block.first_sample) / block.sample_rate_hz;
  e.last_s = e.first_s + static_cast<double>(block.samples.size()) / block.sample_rate_hz;
  e.label = "repeater";
  e.label_confidence = static_cast<float>(copy.steadiness);
  e.confidence = 0.9F;
  return e;
}

}  // namespace sb::dsp
