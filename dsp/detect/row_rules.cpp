#include "dsp/detect/row_rules.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/detect/emission_measure.hpp"
#include "dsp/detect/emission_tracker.hpp"
#include "dsp/detect/segments.hpp"
#include "dsp/spectrum/noise_floor.hpp"

namespace sb::dsp {
namespace {

constexpr double kLowFalseAlarm = 1e-2;  // of a bin, for the extent
constexpr std::size_t kJoinBins = 4;
constexpr std::size_t kLeastBins = 2;

}  // namespace

/// Emissions as a row's mean alone shows them, followed from row to row.
class RowRules::Standing {
 public:
  Standing(int bins, const RowRuleSettings& settings)
      : settings_(settings), fcme_(bins), tracker_({}, name_by_rules) {}

  std::vector<EmissionEvidence> look(const SpectrumFrame& row) {
    const double bins = static_cast<double>(row.mean.size());
    const float looks = std::max(row.independent_averages, 1.0F);
    const float floor = fcme_.estimate(row.mean, looks).floor;
    if (floor <= 0.0F) return {};
    const double ripple = std::pow(10.0, settings_.ripple_db / 10.0) * static_cast<double>(floor);
    const auto threshold = [&](double false_alarm) {
      return static_cast<float>(ripple * noise_threshold(looks, std::log(false_alarm)));
    };
    const float upper = threshold(settings_.false_alarm / bins);
    const float lower = std::min(upper, threshold(kLowFalseAlarm));
    const double rate_hz = row.bin_hz * bins;
    std::vector<EmissionSighting> sightings;
    for (const Segment& segment : find_segments(row.mean, upper, lower, kJoinBins, kLeastBins)) {
      EmissionSighting s;
      const MeasuredSpectrum spectrum{row.mean, kurtosis_of(row), floor, row.bin_hz, row.f0_hz};
      measure_shape(spectrum, segment, s);
      for (std::size_t i = segment.first; i <= segment.last; ++i)
        s.power += static_cast<double>(row.mean[i]) - static_cast<double>(floor);
      s.noise = static_cast<double>(floor) * static_cast<double>(segment.width());
      s.strong = s.continuous = true;
      s.runs.push_back({row.first_sample, row.first_sample + row.samples});
      s.features.snr_db = 10.0 * std::log10(std::max(s.power, 1e-30) / s.noise);
      sightings.push_back(std::move(s));
    }
    return tracker_.update(sightings, {row.first_sample, row.first_sample + row.samples, rate_hz});
  }

 private:
  /// Rows that were kept have none: noise-like, as far as is known.
  std::span<const float> kurtosis_of(const SpectrumFrame& row) {
    if (!row.kurtosis.empty()) return row.kurtosis;
    ones_.resize(row.mean.size(), 1.0F);
    return ones_;
  }

  RowRuleSettings settings_;
  FcmeFloor fcme_;
  EmissionTracker tracker_;
  std::vector<float> ones_;
};

RowRules::RowRules(const RowRuleSettings& settings) : settings_(settings), uplinks_(settings.uplinks) {}
RowRules::~RowRules() = default;

LevelWatch& RowRules::levels(const Place& place) {
  return levels_.try_emplace(place, settings_.levels).first->second;
}

std::vector<EmissionEvidence> RowRules::look(const SpectrumFrame& row) {
  const Place place{row.f0_hz, row.bin_hz};
  const double end_hz = row.frequency_hz(row.mean.size());
  LevelWatch& watch = levels(place);
  watch.set_disturbed(
      std::ranges::any_of(disturbed_, [&](double at) { return at >= row.f0_hz && at < end_hz; }));
  disturbed_.clear();
  auto found = watch.look(row);
  auto used = uplinks_.look(row);
  std::ranges::move(used, std::back_inserter(found));
  if (!settings_.standing) return found;
  auto& standing = standing_[place];
  if (!standing) standing = std::make_unique<Standing>(static_cast<int>(row.mean.size()), settings_);
  auto stands = standing->look(row);
  std::ranges::move(stands, std::back_inserter(found));
  return found;
}

}  // namespace sb::dsp
