#include "dsp/detect/emission_scan.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "dsp/detect/emission_measure.hpp"
#include "dsp/spectrum/noise_floor.hpp"
#include "dsp/spectrum/spectrum_engine.hpp"

namespace sb::dsp {
namespace {

constexpr std::size_t kLeastSamples = 1024;
constexpr std::size_t kMostBins = 4096;
constexpr std::size_t kLeastTransforms = 16;
constexpr float kClipped = 0.992F;       // 127/128: what eight bits can reach
constexpr double kLowFalseAlarm = 1e-2;  // of a bin, for the extent of what is there
constexpr std::size_t kJoinBins = 4;     // the window's own width
constexpr double kLikeNoise = 0.2;       // of kurtosis, and three of its standard deviations
constexpr double kAlikeDb = 15.0;
constexpr double kTogether = 0.3;    // correlation in time of the parts of one emission
constexpr double kSettlingDb = 5.0;  // the lower threshold reaches this far below the range

std::size_t bins_for(std::size_t samples, std::size_t channels) {
  return std::clamp(std::bit_floor(samples / kLeastTransforms), channels, std::max(channels, kMostBins));
}

double ratio(double db) {
  return std::pow(10.0, db / 10.0);
}

}  // namespace

/// The mean spectrum of a block, flattened by what is known of the passband.
class EmissionScan::Spectrum final : public SpectrumSink {
 public:
  Spectrum(double rate_hz, std::size_t bins)
      : rate_hz_(rate_hz), engine_(settings(rate_hz, bins)), fcme_(static_cast<int>(bins)) {}

  void fill(std::span<const cf32> samples, const SpurMap& spurs) {
    at_ += 2 * bins();
    engine_.push(samples, at_, 0, *this);
    engine_.flush(*this);
    at_ += samples.size();
    if (spurs.empty()) return;
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] /= spurs.shape_at(offset_hz(i));
  }
  std::size_t bins() const { return static_cast<std::size_t>(engine_.settings().fft_size); }
  double bin_hz() const { return engine_.bin_hz(); }
  double offset_hz(std::size_t bin) const { return bin_hz() * static_cast<double>(bin) - 0.5 * rate_hz_; }
  FloorEstimate floor() { return fcme_.estimate(mean, looks); }

  std::vector<float> mean, kurtosis;
  float looks = 1.0F;

 private:
  static SpectrumSettings settings(double rate_hz, std::size_t bins) {
    SpectrumSettings s;
    s.sample_rate_hz = rate_hz;
    s.fft_size = static_cast<int>(bins);
    s.averages = 1 << 30;  // until it is flushed
    s.window = WindowKind::kBlackmanHarris;
    s.floor = false;
    return s;
  }
  void on_spectrum(const SpectrumFrame& frame) noexcept override {
    mean.assign(frame.mean.begin(), frame.mean.end());
    kurtosis.assign(frame.kurtosis.begin(), frame.kurtosis.end());
    looks = frame.independent_averages;
  }

  double rate_hz_;
  SpectrumEngine engine_;
  FcmeFloor fcme_;
  std::uint64_t at_ = 0;
};

/// Which bins are taken by something, and where it is beyond doubt.
struct EmissionScan::Mask {
  std::vector<std::uint8_t> taken, sure;
};

/// A sighting and the bins that it was found in.
struct EmissionScan::Found {
  Segment segment;
  EmissionSighting sighting;
};

EmissionScan::EmissionScan(double sample_rate_hz, const EmissionSettings& settings)
    : rate_hz_(sample_rate_hz),
      settings_(settings),
      map_(sample_rate_hz, {0.5 * settings.weak_false_alarm, 0.5 * settings.strong_false_alarm}) {}

EmissionScan::~EmissionScan() = default;

/// Takes the constant part off (the receiver's own carrier), counts clipping, and makes both spectra.
void EmissionScan::take_in(std::span<const cf32> samples) {
  std::complex<double> sum{};
  std::size_t clipped = 0;
  for (const cf32 x : samples) {
    sum += std::complex<double>(x);
    const float most = std::max(std::fabs(x.real()), std::fabs(x.imag()));
    clipped += static_cast<std::size_t>(most >= kClipped && most < 1.0001F);
  }
  const auto count = static_cast<double>(samples.size());
  const cf32 mean(sum / count);
  carrier_power_ = std::norm(mean);
  clipped_share_ = static_cast<double>(clipped) / count;
  samples_.resize(samples.size());
  power_ = 0.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples_[i] = samples[i] - mean;
    power_ += std::norm(samples_[i]);
  }
  power_ /= count;
  map_.fill(samples_);
  const std::size_t bins = bins_for(samples.size(), map_.channels());
  if (!spectrum_ || spectrum_->bins() != bins) spectrum_ = std::make_unique<Spectrum>(rate_hz_, bins);
  spectrum_->fill(samples_, spurs_);
}

/// The lower of two: across frequency in the mean, and across frequency of what the quiet times show.
float EmissionScan::floor_per_bin() const {
  const float by_mean = spectrum_->floor().floor;
  FcmeFloor fcme(static_cast<int>(map_.channels()));
  const FloorEstimate quiet = fcme.estimate(map_.floors(), 0.2F * static_cast<float>(map_.rows()));
  const std::size_t channel_bins = spectrum_->bins() / map_.channels();
  const auto bins_in_channel = static_cast<float>(channel_bins);
  const float by_quiet = quiet.floor / bins_in_channel;
  const bool silent = quiet.floor < 1e-14F;  // digital silence: nothing to be learned from it
  return silent ? by_mean : std::min(by_mean, by_quiet);
}

EmissionScan::Mask EmissionScan::mark(float floor) const {
  const std::size_t bins = spectrum_->bins();
  Mask mask{std::vector<std::uint8_t>(bins), std::vector<std::uint8_t>(bins)};
  const auto& mean = spectrum_->mean;
  const double ripple = ratio(spurs_.empty() ? settings_.ripple_db : 0.3) * floor;
  const auto threshold = [&](double false_alarm) {
    return ripple * noise_threshold(spectrum_->looks, std::log(false_alarm));
  };
  const double strongest = *std::max_element(mean.begin(), mean.end());
  const double least = strongest / ratio(settings_.artefacts.range_db);
  const auto count = static_cast<double>(bins);
  const double sure = std::max(threshold(0.5 * settings_.strong_false_alarm / count), least);
  const double upper = std::max(threshold(0.5 * settings_.weak_false_alarm / count), least);
  const double lower = std::max(std::min(threshold(kLowFalseAlarm), upper), least / ratio(kSettlingDb));
  for (const Segment& s :
       find_segments(mean, static_cast<float>(upper), static_cast<float>(lower), kJoinBins, 2)) {
    for (std::size_t i = s.first; i <= s.last; ++i) {
      mask.taken[i] = 1;
      mask.sure[i] = static_cast<std::uint8_t>(mean[i] > sure);
    }
  }
  const std::size_t width = bins / map_.channels();
  const auto heat = map_.heat();
  for (const Segment& s :
       find_runs(heat, 2)) {  // bursts: channels that warmed up, and gaps of two between them
    const std::size_t first = s.first * width < width / 2 ? 0 : s.first * width - width / 2;
    const std::size_t end = std::min(bins, s.last * width + (width + 1) / 2);
    std::fill(mask.taken.begin() + static_cast<std::ptrdiff_t>(first),
              mask.taken.begin() + static_cast<std::ptrdiff_t>(end), std::uint8_t{1});
    const auto hottest = *std::max_element(heat.begin() + static_cast<std::ptrdiff_t>(s.first),
                                           heat.begin() + static_cast<std::ptrdiff_t>(s.last) + 1);
    if (hottest > 1) mask.sure[(first + end) / 2] = 1;
  }
  return mask;
}

std::vector<EmissionScan::Found> EmissionScan::find(const IqBlock& block, const Mask& mask,
                                                    float floor) const {
  std::vector<Found> found;
  for (const Segment& segment : find_runs(mask.taken, kJoinBins)) {
    EmissionSighting sighting = measure(block, segment, floor);
    const auto sure = mask.sure.begin() + static_cast<std::ptrdiff_t>(segment.first);
    sighting.strong = std::any_of(sure, sure + static_cast<std::ptrdiff_t>(segment.width()),
                                  [](std::uint8_t s) { return s != 0; });
    found.push_back({segment, std::move(sighting)});
  }
  return found;
}

/// Takes out what the receiver makes by itself.
void EmissionScan::drop_artefacts(double centre_hz, std::vector<Found>& found) {
  std::vector<Heard> heard;
  heard.reserve(found.size());
  for (const Found& f : found) {
    const EmissionSighting& s = f.sighting;
    const double looks = static_cast<double>(spectrum_->looks) * static_cast<double>(f.segment.width());
    const bool noise_like = std::fabs(s.features.kurtosis - 1.0) < kLikeNoise + 6.0 / std::sqrt(looks);
    const bool prefix = std::max(s.features.prefix_15khz, s.features.prefix_30khz) > kOfdmPrefix;
    heard.push_back({s.centre_hz - centre_hz, s.bandwidth_hz, s.mean_power(), s.continuous, noise_like,
                     prefix, s.features.snr_db});
  }
  const Circumstances at{power_,   clipped_share_, spectrum_->bin_hz(),
                         rate_hz_, carrier_power_, !spurs_.empty()};
  auto own = find_artefacts(heard, at, settings_.artefacts, artefacts_);
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (own[i] != 0 || !spurs_.explains(heard[i].offset_hz, heard[i].width_hz, heard[i].snr_db)) continue;
    own[i] = 1;
    ++artefacts_.spur;
  }
  std::size_t at_index = 0;
  std::erase_if(found, [&](const Found&) { return own[at_index++] != 0; });
}

/// Neighbours of like density that rise and fall together are one: a wide carrier that fading has cut.
void EmissionScan::unite(const IqBlock& block, float floor, std::vector<Found>& found) const {
  const auto density = [](const Found& f) { return f.sighting.mean_power() / f.sighting.bandwidth_hz; };
  for (std::size_t i = 0; i + 1 < found.size();) {
    const double apart = density(found[i]) / density(found[i + 1]);
    const bool alike = apart < ratio(kAlikeDb) && apart > 1.0 / ratio(kAlikeDb);
    if (!alike ||
        time_correlation(map_, spectrum_->bins(), found[i].segment, found[i + 1].segment) < kTogether) {
      ++i;
      continue;
    }
    const Segment both{found[i].segment.first, found[i + 1].segment.last};
    const bool strong = found[i].sighting.strong || found[i + 1].sighting.strong;
    found[i] = {both, measure(block, both, floor)};
    found[i].sighting.strong = strong;
    found.erase(found.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
}

std::vector<EmissionSighting> EmissionScan::look(const IqBlock& block) {
  artefacts_ = {};
  if (block.samples.size() < kLeastSamples) return {};
  take_in(block.samples);
  const float floor = std::max(floor_per_bin(), 1e-20F);
  std::vector<Found> found = find(block, mark(floor), floor);
  drop_artefacts(block.centre_hz, found);
  unite(block, floor, found);
  std::vector<EmissionSighting> sightings;
  sightings.reserve(found.size());
  for (Found& f : found) sightings.push_back(std::move(f.sighting));
  return sightings;
}

EmissionSighting EmissionScan::measure(const IqBlock& block, Segment segment, float floor) const {
  const MeasuredSpectrum spectrum{spectrum_->mean, spectrum_->kurtosis, floor, spectrum_->bin_hz(),
                                  block.centre_hz - 0.5 * rate_hz_};
  EmissionSighting sighting;
  measure_shape(spectrum, segment, sighting);
  measure_time(spectrum, map_, segment, block, sighting);
  double mean_power = 0.0;
  for (std::size_t i = segment.first; i <= segment.last; ++i) mean_power += spectrum_->mean[i];
  if (mean_power < 0.5 * power_ || sighting.bandwidth_hz < 100e3) return sighting;
  // Independent samples of it: chance correlates by one over their root.
  const double on_s = sighting.features.duty * static_cast<double>(samples_.size()) / rate_hz_;
  const double chance = 5.0 / std::sqrt(std::max(1.0, sighting.bandwidth_hz * on_s));
  const auto believed = [chance](double correlation) { return correlation > chance ? correlation : 0.0; };
  sighting.features.prefix_15khz = believed(prefix_correlation(samples_, rate_hz_ / 15e3));
  sighting.features.prefix_30khz = believed(prefix_correlation(samples_, rate_hz_ / 30e3));
  if (std::max(sighting.features.prefix_15khz, sighting.features.prefix_30khz) > kOfdmPrefix) {
    sighting.runs.clear();
    measure_time(spectrum, map_, segment, block, sighting);
  }
  return sighting;
}

}  // namespace sb::dsp
