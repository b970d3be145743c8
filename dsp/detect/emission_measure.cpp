#include "dsp/detect/emission_measure.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "dsp/spectrum/noise_floor.hpp"

namespace sb::dsp {
namespace {

constexpr double kSymbolsOfSilence =
    16.0;  // keyed signals: what is quiet for this many 1/bandwidth has ended
constexpr double kLongestSilenceS = 5e-3;
constexpr double kStructureS = 1e-3;  // quiet symbols inside the frames of a cellular downlink are no gaps
constexpr double kQuietS = 0.5e-3;
constexpr double kRegular = 0.35;  // jitter of symbols that follow a frame
constexpr std::uint32_t kManyRuns = 20;
constexpr double kHannLooks = 1.5;  // neighbouring channels share this much

float db(double value) {
  return static_cast<float>(10.0 * std::log10(std::max(value, 1e-30)));
}

/// The channels of the map that a segment of bins falls into.
Segment channels_of(Segment bins, std::size_t width, std::size_t channels) {
  return {std::min((bins.first + width / 2) / width, channels - 1),
          std::min((bins.last + width / 2) / width, channels - 1)};
}

struct Series {
  std::vector<float> power;  // per row, noise included
  double noise = 0.0;        // per row
  double looks = 1.0;        // of one row
};

Series series_of(const RowMap& map, Segment channels) {
  Series series;
  series.power.resize(map.rows());
  for (std::size_t t = 0; t < map.rows(); ++t) {
    const auto row = map.row(t).subspan(channels.first, channels.width());
    series.power[t] = std::accumulate(row.begin(), row.end(), 0.0F);
  }
  const auto floors = map.floors().subspan(channels.first, channels.width());
  series.noise = std::accumulate(floors.begin(), floors.end(), 0.0);
  series.looks = std::max(1.0, static_cast<double>(channels.width()) / kHannLooks);
  return series;
}

/// Mean of the values above a threshold; 0 where there are none.
double mean_above(std::span<const float> values, double threshold) {
  double sum = 0.0;
  std::size_t count = 0;
  for (const float v : values) {
    if (v <= threshold) continue;
    sum += v;
    ++count;
  }
  return count > 0 ? sum / static_cast<double>(count) : 0.0;
}

/// What is on all the time stands in the channels' floors too, and hardly rises above them.
bool is_never_off(const Series& series, double floor) {
  const double mean = std::accumulate(series.power.begin(), series.power.end(), 0.0) /
                      static_cast<double>(series.power.size());
  return series.noise > 2.0 * floor && mean < 1.5 * series.noise;
}

/// Rows in which it was on, with what is silence by its own measure bridged.
std::vector<OnRun> on_rows(const Series& series, double silence_s, bool in_frames, double row_s) {
  const double tests = static_cast<double>(series.power.size());
  const double surely = series.noise * noise_threshold(series.looks, std::log(1e-4 / tests));
  const double level = mean_above(series.power, surely);
  // Half way in decibels between noise and signal, but no more than 6 dB up: weak bursts count beside strong.
  const double middle = std::min(std::sqrt(series.noise * level), 4.0 * series.noise);
  const double on = std::max({surely, 0.1 * level, middle});
  const double hardly = series.noise * noise_threshold(series.looks, std::log(1e-2));
  const double off = std::min(on, std::max({hardly, 0.05 * level, 0.7 * middle}));
  const auto runs = find_on_runs(series.power, static_cast<float>(on), static_cast<float>(off));
  const auto rows_in = [row_s](double seconds) {
    return static_cast<std::uint64_t>(std::ceil(seconds / row_s));
  };
  auto joined = join_runs(runs, rows_in(silence_s));
  const BurstPattern pattern = burst_pattern(joined, 1.0);
  const bool symbols = pattern.bursts > kManyRuns && pattern.jitter < kRegular &&
                       static_cast<double>(median_gap(joined)) * row_s < kQuietS;
  return symbols || in_frames ? join_runs(joined, rows_in(kStructureS)) : joined;
}

/// Power over noise while on, and how much it varies.
void measure_power(const Series& series, std::span<const OnRun> rows, EmissionSighting& to) {
  double sum = 0.0;
  double squares = 0.0;
  double count = 0.0;
  for (const OnRun& run : rows) {
    for (std::uint64_t t = run.first; t < run.end; ++t) {
      const double p = series.power[t];
      sum += p;
      squares += p * p;
      count += 1.0;
    }
  }
  if (count == 0.0) return;
  const double mean = sum / count;
  to.power = std::max(mean - series.noise, 0.0);
  to.features.envelope_variation = squares / count / (mean * mean) - 1.0;
}

}  // namespace

void measure_shape(const MeasuredSpectrum& s, Segment segment, EmissionSighting& to) {
  const Extent occupied = occupied_extent(s.mean, s.floor, segment);
  to.centre_hz = s.f0_hz + occupied.centre() * s.bin_hz;
  to.bandwidth_hz = occupied.width() * s.bin_hz;
  to.bandwidth_26db_hz = x_db_extent(s.mean, segment).width() * s.bin_hz;
  double sum = 0.0;
  double logs = 0.0;
  double kurtosis = 0.0;
  float peak = 0.0F;
  const auto first =
      std::max(segment.first, static_cast<std::size_t>(std::max(0.0, std::ceil(occupied.low))));
  const auto last =
      std::max(first, std::min(segment.last, static_cast<std::size_t>(std::max(0.0, occupied.high))));
  for (std::size_t i = first; i <= last; ++i) {
    sum += s.mean[i];
    logs += std::log(std::max(s.mean[i], 1e-30F));
    kurtosis += s.kurtosis[i] * s.mean[i];
    peak = std::max(peak, s.mean[i]);
  }
  const auto count = static_cast<double>(last - first + 1);
  to.features.bandwidth_hz = to.bandwidth_hz;
  to.features.bandwidth_26db_hz = to.bandwidth_26db_hz;
  to.features.span_share = to.bandwidth_hz / (static_cast<double>(s.mean.size()) * s.bin_hz);
  to.features.kurtosis = sum > 0.0 ? kurtosis / sum : 1.0;
  to.features.flatness = sum > 0.0 ? std::exp(logs / count) * count / sum : 1.0;
  to.features.peak_to_mean_db = db(peak * count / std::max(sum, 1e-30));
}

void measure_time(const MeasuredSpectrum& s, const RowMap& map, Segment segment, const IqBlock& block,
                  EmissionSighting& to) {
  const std::size_t width = s.mean.size() / map.channels();
  const Segment channels = channels_of(segment, width, map.channels());
  const Series series = series_of(map, channels);
  const double row_s = static_cast<double>(map.samples_per_row()) / block.sample_rate_hz;
  const Extent core = occupied_extent(s.mean, s.floor, segment, 0.5);
  const double symbols_s = kSymbolsOfSilence / std::max(core.width() * s.bin_hz, s.bin_hz);
  const bool in_frames = std::max(to.features.prefix_15khz, to.features.prefix_30khz) > kOfdmPrefix;
  const double floor = static_cast<double>(s.floor) * static_cast<double>(width * channels.width());
  const double silence_s = std::max(std::min(symbols_s, kLongestSilenceS), 2.0 * row_s);
  to.bridged = static_cast<std::uint64_t>((in_frames ? std::max(silence_s, kStructureS) : silence_s) *
                                          block.sample_rate_hz);
  std::vector<OnRun> rows;
  if (!is_never_off(series, floor)) rows = on_rows(series, silence_s, in_frames, row_s);
  to.noise = s.floor * to.bandwidth_hz / s.bin_hz;
  measure_power(series, rows, to);
  if (rows.empty()) {
    rows = {{0, map.rows()}};
    to.power = 0.0;
    for (std::size_t i = segment.first; i <= segment.last; ++i)
      to.power += std::max(s.mean[i] - s.floor, 0.0F);
  }
  for (const OnRun& run : rows) {
    to.runs.push_back({block.first_sample + run.first * map.samples_per_row(),
                       block.first_sample + run.end * map.samples_per_row()});
  }
  const BurstPattern pattern = burst_pattern(to.runs, block.sample_rate_hz);
  const double block_s = static_cast<double>(block.samples.size()) / block.sample_rate_hz;
  EmissionFeatures& f = to.features;
  f.snr_db = db(to.power / std::max(to.noise, 1e-30));
  f.duty = std::min(1.0, pattern.on_s / block_s);
  f.burst_length_s = pattern.length_s.value_or(0.0);
  f.burst_interval_s = pattern.interval_s.value_or(0.0);
  f.burst_jitter = pattern.jitter;
  f.bursts_per_s = pattern.bursts / block_s;
  to.continuous = f.duty > 0.98;
}

double time_correlation(const RowMap& map, std::size_t bins, Segment a, Segment b) {
  const std::size_t width = bins / map.channels();
  const auto x = series_of(map, channels_of(a, width, map.channels())).power;
  const auto y = series_of(map, channels_of(b, width, map.channels())).power;
  const auto n = static_cast<double>(x.size());
  double sx = 0.0, sy = 0.0, sxx = 0.0, syy = 0.0, sxy = 0.0;
  for (std::size_t t = 0; t < x.size(); ++t) {
    const double u = x[t];
    const double v = y[t];
    sx += u;
    sy += v;
    sxx += u * u;
    syy += v * v;
    sxy += u * v;
  }
  const double variances = (n * sxx - sx * sx) * (n * syy - sy * sy);
  return variances > 0.0 ? (n * sxy - sx * sy) / std::sqrt(variances) : 0.0;
}

double prefix_correlation(std::span<const cf32> samples, double lag) {
  const auto whole = static_cast<std::size_t>(std::llround(lag));
  if (whole < 32 || samples.size() < 8 * whole) return 0.0;
  const std::size_t count = samples.size() - whole - whole / 4;
  const auto at = [&](std::size_t distance) {
    std::complex<double> sum{};
    for (std::size_t i = 0; i < count; i += 256) {  // floats over short stretches, doubles over all
      cf32 part{};
      for (std::size_t k = i; k < std::min(i + 256, count); ++k)
        part += samples[k] * std::conj(samples[k + distance]);
      sum += std::complex<double>(part);
    }
    return std::abs(sum);
  };
  double power = 0.0;
  for (std::size_t i = 0; i < count; ++i) power += std::norm(samples[i]);
  if (power <= 0.0) return 0.0;
  const double beside = std::max(at(whole - whole / 5), at(whole + whole / 5));
  return std::max(0.0, (at(whole) - beside) / power);
}

}  // namespace sb::dsp
