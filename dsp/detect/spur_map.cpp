#include "dsp/detect/spur_map.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/detect/number_text.hpp"
#include "dsp/detect/segments.hpp"
#include "dsp/spectrum/noise_floor.hpp"

namespace sb::dsp {
namespace {

constexpr std::size_t kShapePoints = 64;
constexpr std::uint32_t kLeastAverages = 1000;
constexpr double kSpurFalseAlarm = 1e-9;
constexpr std::string_view kHeading = "songbien-spurs";
constexpr int kVersion = 1;
constexpr std::size_t kMostSpurs = 4096;

float median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

float db(double ratio) {
  return static_cast<float>(10.0 * std::log10(std::max(ratio, 1e-30)));
}

/// Medians of 64 stretches of the span: lines do not move them.
std::vector<float> shape_of(std::span<const float> powers) {
  std::vector<float> shape;
  for (std::size_t i = 0; i < kShapePoints; ++i) {
    const std::size_t first = i * powers.size() / kShapePoints;
    const std::size_t last = std::max(first + 1, (i + 1) * powers.size() / kShapePoints);
    shape.push_back(db(median({powers.begin() + static_cast<std::ptrdiff_t>(first),
                               powers.begin() + static_cast<std::ptrdiff_t>(last)})));
  }
  const float middle = median(shape);
  for (float& value : shape) value -= middle;
  return shape;
}

tl::unexpected<Error> unreadable(const char* what) {
  return fail(ErrorCode::kUnreadable, std::string("spur map: ") + what);
}

}  // namespace

float SpurMap::shape_at(double offset_hz) const {
  if (shape_db.empty() || !(sample_rate_hz > 0.0)) return 1.0F;
  const auto points = static_cast<double>(shape_db.size());
  const double at = std::clamp((offset_hz / sample_rate_hz + 0.5) * points - 0.5, 0.0, points - 1.0);
  const auto left = static_cast<std::size_t>(at);
  const std::size_t right = std::min(left + 1, shape_db.size() - 1);
  const double part = at - static_cast<double>(left);
  const double level_db = (1.0 - part) * shape_db[left] + part * shape_db[right];
  return static_cast<float>(std::pow(10.0, level_db / 10.0));
}

bool SpurMap::explains(double offset_hz, double width_hz, double over_floor_db, double margin_db) const {
  return std::any_of(spurs.begin(), spurs.end(), [&](const Spur& spur) {
    const bool same_place = std::fabs(spur.offset_hz - offset_hz) < 0.5 * std::max(spur.width_hz, width_hz);
    return same_place && width_hz < 3.0 * spur.width_hz && over_floor_db < spur.level_db + margin_db;
  });
}

Result<SpurMap> learn_spurs(const SpectrumFrame& frame, double sample_rate_hz) {
  if (frame.averages < kLeastAverages)
    return fail(ErrorCode::kInvalidArgument, "spurs are learned from at least 1000 transforms");
  SpurMap map;
  map.sample_rate_hz = sample_rate_hz;
  map.shape_db = shape_of(frame.mean);
  const double centre_hz = frame.frequency_hz(frame.mean.size() / 2);
  std::vector<float> flat(frame.mean.begin(), frame.mean.end());
  for (std::size_t i = 0; i < flat.size(); ++i) flat[i] /= map.shape_at(frame.frequency_hz(i) - centre_hz);
  const float floor = median(flat);
  const double looks = frame.independent_averages;
  const double upper =
      noise_threshold(looks, std::log(kSpurFalseAlarm)) * 1.07;  // interpolated shape: 0.3 dB
  const auto lines = find_segments(flat, static_cast<float>(upper) * floor,
                                   static_cast<float>(0.5 * (upper + 1.0)) * floor, 1);
  for (const Segment& line : lines) {
    const auto begin = flat.begin() + static_cast<std::ptrdiff_t>(line.first);
    const float peak = *std::max_element(begin, begin + static_cast<std::ptrdiff_t>(line.width()));
    const double middle = 0.5 * static_cast<double>(line.first + line.last);
    map.spurs.push_back({frame.f0_hz + middle * frame.bin_hz - centre_hz,
                         static_cast<double>(line.width() + 2) * frame.bin_hz, db(peak / floor)});
  }
  return map;
}

std::string to_text(const SpurMap& map) {
  std::string out(kHeading);
  const auto put = [&out](auto value) {
    out += ' ';
    append_number(out, value);
  };
  put(kVersion);
  put(map.sample_rate_hz);
  put(map.shape_db.size());
  put(map.spurs.size());
  out += '\n';
  for (const float value : map.shape_db) put(value);
  out += '\n';
  for (const Spur& spur : map.spurs) {
    put(spur.offset_hz);
    put(spur.width_hz);
    put(spur.level_db);
    out += '\n';
  }
  return out;
}

Result<SpurMap> spur_map_from_text(std::string_view text) {
  Words words(text);
  if (words.next() != kHeading) return unreadable("is not one");
  if (words.number(0, 1000) != kVersion)
    return fail(ErrorCode::kUnsupported, "spur map: another version wrote it");
  const auto rate = words.number(1.0, 1e12);
  const auto points = words.number<std::size_t>(0, 65536);
  const auto count = words.number<std::size_t>(0, kMostSpurs);
  if (!rate || !points || !count) return unreadable("its first line is damaged");
  SpurMap map;
  map.sample_rate_hz = *rate;
  for (std::size_t i = 0; i < *points; ++i) {
    const auto value = words.number(-200.0F, 200.0F);
    if (!value) return unreadable("its passband is damaged");
    map.shape_db.push_back(*value);
  }
  for (std::size_t i = 0; i < *count; ++i) {
    const auto offset = words.number(-1e12, 1e12);
    const auto width = words.number(0.0, 1e12);
    const auto level = words.number(-200.0F, 300.0F);
    if (!offset || !width || !level) return unreadable("one of its lines is damaged");
    map.spurs.push_back({*offset, *width, *level});
  }
  if (!words.at_end()) return unreadable("something follows its end");
  return map;
}

}  // namespace sb::dsp
