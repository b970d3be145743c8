#include "dsp/detect/level_watch.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "models/bandplan/spectrum_use.hpp"

namespace sb::dsp {
namespace {

constexpr std::int64_t kHourNs = 3'600'000'000'000;
constexpr std::size_t kMostHourRows = 2048;  // then every second one is kept, and so on
constexpr int kRowsToEnd = 8;                // not high for so many rows: over
constexpr int kHoursToRise = 2;

float to_db(double power) {
  return static_cast<float>(10.0 * std::log10(std::max(power, 1e-20)));
}

float median(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The same channel of many rows.
std::vector<float> column(const std::vector<float>& rows, std::size_t channel, std::size_t channels) {
  std::vector<float> values;
  values.reserve(rows.size() / channels);
  for (std::size_t at = channel; at < rows.size(); at += channels) values.push_back(rows[at]);
  return values;
}

/// Loads change there by themselves, from minute to minute.
bool is_shared_by_many(double low_hz, double high_hz) {
  using models::SpectrumUse;
  const auto use = models::spectrum_use(low_hz, high_hz).use;
  return use == SpectrumUse::kCellularDownlink || use == SpectrumUse::kCellularUplink ||
         use == SpectrumUse::kLicenceExempt;
}

double rate_of(const SpectrumFrame& frame) {
  return frame.bin_hz * static_cast<double>(frame.mean.size());
}

double width_of(const SpectrumFrame& frame, std::size_t channels) {
  return rate_of(frame) / static_cast<double>(channels);
}

}  // namespace

void LevelWatch::restore(Baseline baseline) {
  if (baseline.channels() == settings_.channels) baseline_ = std::move(baseline);
}

bool LevelWatch::open() const {
  return disturbed_ ||
         std::ranges::any_of(channels_, [](const Channel& c) { return c.risen || c.above_hour; });
}

std::vector<EmissionEvidence> LevelWatch::look(const SpectrumFrame& frame) {
  assert(frame.mean.size() >= settings_.channels);
  if (channels_.empty()) {
    channels_.resize(settings_.channels);
    hours_only_.reserve(settings_.channels);
    const double width_hz = width_of(frame, settings_.channels);
    const double low_hz = frame.f0_hz - 0.5 * frame.bin_hz;
    for (std::size_t i = 0; i < settings_.channels; ++i) {
      const double at_hz = low_hz + static_cast<double>(i) * width_hz;
      hours_only_.push_back(static_cast<std::uint8_t>(is_shared_by_many(at_hz, at_hz + width_hz)));
    }
  }
  const double began_s = static_cast<double>(frame.first_sample) / rate_of(frame);
  if (row_.frames > 0.0 && (began_s - row_.began_s >= settings_.row_s || began_s < row_.began_s)) close_row();
  add(frame);
  return findings(frame);
}

void LevelWatch::add(const SpectrumFrame& frame) {
  const double began_s = static_cast<double>(frame.first_sample) / rate_of(frame);
  if (row_.frames == 0.0) {
    row_.began_s = began_s;
    row_.utc_ns = frame.t0_utc_ns;
    row_.power.assign(settings_.channels, 0.0F);
  }
  row_.ended_s = began_s + static_cast<double>(frame.samples) / rate_of(frame);
  row_.frames += 1.0;
  const std::size_t bins = frame.mean.size();
  for (std::size_t channel = 0; channel < settings_.channels; ++channel) {
    const std::size_t first = channel * bins / settings_.channels;
    const std::size_t end = (channel + 1) * bins / settings_.channels;
    double power = 0.0;
    for (std::size_t bin = first; bin < end; ++bin) power += frame.mean[bin];
    row_.power[channel] += static_cast<float>(power);
  }
}

void LevelWatch::close_row() {
  std::vector<float> levels_db(settings_.channels);
  for (std::size_t i = 0; i < levels_db.size(); ++i) {
    levels_db[i] = to_db(row_.power[i] / row_.frames);
    channels_[i].level_db = levels_db[i];
  }
  row_.frames = 0.0;
  if (!sums_) {
    learning_.insert(learning_.end(), levels_db.begin(), levels_db.end());
    if (learning_.size() >= settings_.channels * static_cast<std::size_t>(settings_.learn_rows))
      learn_level();
  } else {
    sum_up(levels_db);
  }
  const bool now_open = open();
  if (now_open != frozen_) now_open ? baseline_.freeze() : baseline_.thaw();
  frozen_ = now_open;
  keep_for_hour(levels_db);
}

/// Median and spread of the first rows: a burst among them moves neither.
void LevelWatch::learn_level() {
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    auto values = column(learning_, i, settings_.channels);
    channels_[i].own_db = median(values);
    for (float& value : values) value = std::fabs(value - channels_[i].own_db);
    channels_[i].quiet =
        hours_only_[i] == 0 && 1.4826F * median(values) <= static_cast<float>(settings_.sigma_db);
  }
  std::vector<float> own;
  own.reserve(channels_.size());
  for (const Channel& c : channels_) own.push_back(c.own_db);
  const auto tenth = own.begin() + static_cast<std::ptrdiff_t>(own.size() / 10);
  std::nth_element(own.begin(), tenth, own.end());
  for (Channel& c : channels_)
    c.quiet = c.quiet && c.own_db <= *tenth + static_cast<float>(settings_.near_floor_db);
  learning_.clear();
  learning_.shrink_to_fit();
  sums_.emplace(settings_.channels, settings_.cusum);
}

/// What all quiet channels do together is the receiver's gain.
void LevelWatch::sum_up(const std::vector<float>& levels_db) {
  std::vector<float> moved(levels_db.size());
  std::vector<float> quiet;
  for (std::size_t i = 0; i < moved.size(); ++i) {
    moved[i] = levels_db[i] - channels_[i].own_db;
    if (channels_[i].quiet) quiet.push_back(moved[i]);
  }
  if (quiet.size() < settings_.least_quiet) return;
  const float together_db = median(quiet);
  const float least_db = *std::ranges::max_element(levels_db) - static_cast<float>(settings_.range_db);
  const auto unit = static_cast<float>(settings_.sigma_db);
  const std::vector<float> own(moved.size(), together_db);
  const std::vector<float> sigma(moved.size(), unit);
  sums_->update(moved, own, sigma);
  const auto follow = static_cast<float>(1.0 / settings_.follow_rows);
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    Channel& channel = channels_[i];
    const float over = moved[i] - together_db;
    const bool high = over > static_cast<float>(settings_.cusum.drift) * unit && levels_db[i] >= least_db;
    if (!channel.quiet) continue;
    if (!channel.risen && !high) channel.rising_since_s = row_.ended_s;
    channel.back = high ? 0 : channel.back + 1;
    if (channel.back >= kRowsToEnd) {
      sums_->reset(i);
      channel.risen = false;
    }
    channel.risen = channel.risen || (high && sums_->at(i) == Change::kRisen);
    if (!channel.risen && !disturbed_) channel.own_db += follow * over;
  }
}

/// Against the median channel: an automatic gain moves both.
void LevelWatch::keep_for_hour(std::vector<float> levels_db) {
  if (row_.utc_ns <= 0) return;
  auto sorted = levels_db;
  const float middle_db = median(sorted);
  for (float& level : levels_db) level -= middle_db;
  const std::int64_t hour = row_.utc_ns / kHourNs;
  if (hour != hour_utc_) {
    if (hour_utc_ >= 0) close_hour();
    hour_utc_ = hour;
    hour_levels_.clear();
    hour_rows_ = 0;
    hour_stride_ = 1;
  }
  if (hour_rows_++ % hour_stride_ == 0)
    hour_levels_.insert(hour_levels_.end(), levels_db.begin(), levels_db.end());
  if (hour_levels_.size() < kMostHourRows * settings_.channels) return;
  const std::size_t width = settings_.channels;
  for (std::size_t row = 0; 2 * row * width < hour_levels_.size(); ++row)
    std::copy_n(&hour_levels_[2 * row * width], width, &hour_levels_[row * width]);
  hour_levels_.resize(hour_levels_.size() / 2);
  hour_stride_ *= 2;
}

void LevelWatch::close_hour() {
  if (hour_levels_.size() < settings_.least_rows_in_hour * settings_.channels) return;
  const std::int64_t utc_ns = hour_utc_ * kHourNs;
  std::vector<float> medians(settings_.channels);
  for (std::size_t i = 0; i < medians.size(); ++i) {
    auto values = column(hour_levels_, i, settings_.channels);
    medians[i] = median(values);
    Channel& channel = channels_[i];
    const auto normal = baseline_.normal_hour(utc_ns, i);
    const float over_db = normal ? medians[i] - normal->median_db : 0.0F;
    const bool above =
        normal && over_db >= settings_.hour_rise_db && over_db >= settings_.hour_sigmas * normal->sigma_db;
    channel.hours_above = above ? channel.hours_above + 1 : 0;
    channel.above_hour = channel.hours_above >= kHoursToRise;
    if (above && channel.hours_above == 1 && !channel.risen) channel.rising_since_s = row_.began_s;
  }
  // A first hour above normal may be the first of an incident: not learned either.
  const bool suspicious = std::ranges::any_of(channels_, [](const Channel& c) { return c.hours_above > 0; });
  if (!suspicious) baseline_.learn(utc_ns, medians);
  ++hours_;
}

std::vector<EmissionEvidence> LevelWatch::findings(const SpectrumFrame& frame) const {
  std::vector<EmissionEvidence> found;
  const double width_hz = width_of(frame, settings_.channels);
  const double low_hz = frame.f0_hz - 0.5 * frame.bin_hz;
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    if (!channels_[i].risen && !channels_[i].above_hour) continue;
    std::size_t last = i;
    double power = 0.0;
    double own = 0.0;
    double since_s = row_.ended_s;
    for (; last < channels_.size() && (channels_[last].risen || channels_[last].above_hour); ++last) {
      const Channel& c = channels_[last];
      power += std::pow(10.0, static_cast<double>(c.level_db) / 10.0);
      own += std::pow(10.0, static_cast<double>(c.own_db) / 10.0);
      since_s = std::min(since_s, c.rising_since_s);
    }
    EmissionEvidence e;
    e.bandwidth_hz = static_cast<double>(last - i) * width_hz;
    e.centre_hz = low_hz + static_cast<double>(i) * width_hz + 0.5 * e.bandwidth_hz;
    e.power_dbfs = to_db(std::max(power - own, 0.0));
    e.snr_db = to_db(std::max(power - own, 0.0) / std::max(own, 1e-20));
    e.first_s = since_s;
    e.last_s = row_.ended_s;
    e.label = "level_rise";
    e.label_confidence = 1.0F;
    e.confidence = 0.999F;
    found.push_back(std::move(e));
    i = last;
  }
  return found;
}

}  // namespace sb::dsp
