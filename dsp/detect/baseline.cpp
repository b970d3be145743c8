#include "dsp/detect/baseline.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "dsp/detect/number_text.hpp"

namespace sb::dsp {
namespace {

constexpr std::int64_t kHourNs = 3'600'000'000'000;
constexpr std::int64_t kHoursToMonday = 72;  // 1970 began on a Thursday
constexpr float kLeastSigmaDb = 0.5F;        // of the receiver's own gain over days
constexpr std::string_view kHeading = "songbien-baseline";
constexpr int kVersion = 1;
constexpr std::size_t kMostChannels = 65536;

std::int64_t hours_since_monday(std::int64_t utc_ns) {
  return utc_ns / kHourNs + kHoursToMonday;
}

float median(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5F * (*middle + *std::max_element(values.begin(), middle));
}

Normal normal_of(std::vector<float>& levels) {
  Normal normal;
  normal.weeks = static_cast<std::uint32_t>(levels.size());
  normal.median_db = median(levels);
  for (float& level : levels) level = std::fabs(level - normal.median_db);
  normal.sigma_db = std::max(1.4826F * median(levels), kLeastSigmaDb);
  return normal;
}

tl::unexpected<Error> unreadable(const char* what) {
  return fail(ErrorCode::kUnreadable, std::string("baseline: ") + what);
}

}  // namespace

std::size_t hour_of_week(std::int64_t utc_ns) {
  return static_cast<std::size_t>(hours_since_monday(utc_ns)) % kHoursOfWeek;
}

Baseline::Baseline(std::size_t channels) : channels_(channels), hours_(kHoursOfWeek) {}

void Baseline::thaw() {
  assert(frozen_ > 0);
  --frozen_;
}

void Baseline::learn(std::int64_t utc_ns, std::span<const float> levels_db) {
  assert(levels_db.size() == channels_ && utc_ns >= 0);
  if (frozen()) return;
  const std::int64_t week = hours_since_monday(utc_ns) / static_cast<std::int64_t>(kHoursOfWeek);
  Hour& hour = hours_[hour_of_week(utc_ns)];
  const auto width = static_cast<std::ptrdiff_t>(channels_);
  if (!hour.weeks.empty() && hour.weeks.back() == week) {
    hour.weeks.pop_back();
    hour.levels_db.resize(hour.levels_db.size() - channels_);
  }
  if (hour.weeks.size() == kWeeks) {
    hour.weeks.erase(hour.weeks.begin());
    hour.levels_db.erase(hour.levels_db.begin(), hour.levels_db.begin() + width);
  }
  hour.weeks.push_back(week);
  hour.levels_db.insert(hour.levels_db.end(), levels_db.begin(), levels_db.end());
}

void Baseline::gather(const Hour& hour, std::size_t channel, std::vector<float>& to) const {
  for (std::size_t at = channel; at < hour.levels_db.size(); at += channels_)
    to.push_back(hour.levels_db[at]);
}

std::optional<Normal> Baseline::normal(std::int64_t utc_ns, std::size_t channel) const {
  std::vector<float> levels;
  gather(hours_[hour_of_week(utc_ns)], channel, levels);
  if (levels.size() < kLeastWeeks) {
    levels.clear();
    for (const Hour& hour : hours_) gather(hour, channel, levels);
  }
  if (levels.size() < kLeastWeeks) return std::nullopt;
  return normal_of(levels);
}

std::optional<Normal> Baseline::normal_hour(std::int64_t utc_ns, std::size_t channel) const {
  std::vector<float> levels;
  gather(hours_[hour_of_week(utc_ns)], channel, levels);
  if (levels.size() < kLeastWeeks) return std::nullopt;
  return normal_of(levels);
}

std::optional<float> Baseline::excess(std::int64_t utc_ns, std::size_t channel, float level_db) const {
  const auto is = normal(utc_ns, channel);
  if (!is) return std::nullopt;
  return (level_db - is->median_db) / is->sigma_db;
}

std::string Baseline::to_text() const {
  std::string out(kHeading);
  const auto put = [&out](auto value) {
    out += ' ';
    append_number(out, value);
  };
  put(kVersion);
  put(channels_);
  out += '\n';
  for (const Hour& hour : hours_) {
    put(hour.weeks.size());
    for (const std::int64_t week : hour.weeks) put(week);
    for (const float level : hour.levels_db) put(level);
    out += '\n';
  }
  return out;
}

Result<Baseline> Baseline::from_text(std::string_view text) {
  Words words(text);
  if (words.next() != kHeading) return unreadable("is not one");
  if (words.number(0, 1000) != kVersion)
    return fail(ErrorCode::kUnsupported, "baseline: another version wrote it");
  const auto channels = words.number<std::size_t>(1, kMostChannels);
  if (!channels) return unreadable("its first line is damaged");
  Baseline baseline(*channels);
  for (Hour& hour : baseline.hours_) {
    const auto weeks = words.number<std::size_t>(0, kWeeks);
    if (!weeks) return unreadable("an hour is damaged");
    for (std::size_t i = 0; i < *weeks; ++i) {
      const auto week = words.number<std::int64_t>(0, 1'000'000);
      if (!week || (i > 0 && *week <= hour.weeks.back())) return unreadable("its weeks are out of order");
      hour.weeks.push_back(*week);
    }
    for (std::size_t i = 0; i < *weeks * *channels; ++i) {
      const auto level = words.number(-300.0F, 300.0F);
      if (!level) return unreadable("a level is damaged");
      hour.levels_db.push_back(*level);
    }
  }
  if (!words.at_end()) return unreadable("something follows its end");
  return baseline;
}

}  // namespace sb::dsp
