#include "node/source/sigmf_meta.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sb::node {
namespace {

using nlohmann::json;

constexpr double kMaxFrequencyHz = 1e12;
constexpr std::uint64_t kMaxSampleIndex = std::uint64_t{1} << 60;

tl::unexpected<Error> unreadable(std::string text) {
  return fail(ErrorCode::kUnreadable, std::move(text));
}

/// A number within [low, high]; nothing when absent. Anything else is an error that quotes the field.
Result<std::optional<double>> number(const json& object, const char* key, double low, double high) {
  const auto at = object.find(key);
  if (at == object.end()) return std::nullopt;
  if (!at->is_number()) return unreadable(fmt::format("{} is not a number ({})", key, at->type_name()));
  const auto value = at->get<double>();
  if (!(value >= low && value <= high)) {
    return unreadable(fmt::format("{} = {:g} is not within {:g} .. {:g}", key, value, low, high));
  }
  return value;
}

Result<std::uint64_t> index_of(const json& capture) {
  const auto at = capture.find("core:sample_start");
  if (at == capture.end()) return unreadable("core:sample_start is missing in captures");
  if (!at->is_number_unsigned() || at->get<std::uint64_t>() > kMaxSampleIndex) {
    return unreadable("core:sample_start is not a sample index");
  }
  return at->get<std::uint64_t>();
}

Result<SigmfSegment> parse_segment(const json& capture) {
  if (!capture.is_object()) return unreadable("captures holds something that is not an object");
  auto start = index_of(capture);
  if (!start) return tl::unexpected(start.error());
  auto centre = number(capture, "core:frequency", 0.0, kMaxFrequencyHz);
  if (!centre) return tl::unexpected(centre.error());
  auto header = number(capture, "core:header_bytes", 0.0, 1e18);
  if (!header) return tl::unexpected(header.error());
  if (header->value_or(0.0) > 0.0) return fail(ErrorCode::kUnsupported, "core:header_bytes is not supported");
  SigmfSegment segment{*start, centre->value_or(0.0), 0};
  const auto time = capture.find("core:datetime");
  if (time != capture.end() && time->is_string())
    segment.t0_utc_ns = parse_utc_ns(time->get_ref<const std::string&>());
  return segment;
}

Result<std::vector<SigmfSegment>> parse_segments(const json& root) {
  const auto captures = root.find("captures");
  if (captures == root.end()) return std::vector<SigmfSegment>{{}};
  if (!captures->is_array()) return unreadable("captures is not a list");
  std::vector<SigmfSegment> segments;
  for (const json& capture : *captures) {
    auto segment = parse_segment(capture);
    if (!segment) return tl::unexpected(segment.error());
    if (!segments.empty() && segment->start <= segments.back().start) {
      return unreadable("captures are not in ascending order of core:sample_start");
    }
    segments.push_back(*segment);
  }
  if (segments.empty()) segments.emplace_back();
  return segments;
}

Result<SampleFormat> parse_format(const json& global) {
  const auto at = global.find("core:datatype");
  if (at == global.end() || !at->is_string()) return unreadable("core:datatype is missing or not a string");
  const auto& name = at->get_ref<const std::string&>();
  if (const auto format = sigmf_datatype(name)) return *format;
  return fail(ErrorCode::kUnsupported,
              fmt::format("core:datatype \"{:.40}\" is not one of cf32_le, ci16_le, ci8, cu8", name));
}

/// What would make the samples another file's, or more than one stream.
Result<void> refuse_foreign_layout(const json& global) {
  auto channels = number(global, "core:num_channels", 1.0, 1e6);
  if (!channels) return tl::unexpected(channels.error());
  if (channels->value_or(1.0) > 1.0) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("core:num_channels = {:g}: only one channel", **channels));
  }
  for (const char* key : {"core:dataset", "core:trailing_bytes"}) {
    if (global.contains(key)) return fail(ErrorCode::kUnsupported, fmt::format("{} is not supported", key));
  }
  const auto only = global.find("core:metadata_only");
  if (only != global.end() && only->is_boolean() && only->get<bool>()) {
    return fail(ErrorCode::kUnsupported, "core:metadata_only: the recording holds no samples");
  }
  return {};
}

Result<std::string> parse_sha512(const json& global) {
  const auto at = global.find("core:sha512");
  if (at == global.end()) return std::string();
  if (!at->is_string() || at->get_ref<const std::string&>().size() != 128) {
    return unreadable("core:sha512 is not 128 hexadecimal digits");
  }
  auto text = at->get<std::string>();
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

Result<SigmfMeta> parse_sigmf_meta(std::string_view text) {
  const json root = json::parse(text, nullptr, false);
  if (root.is_discarded()) return unreadable("the metadata is not JSON");
  if (!root.is_object()) return unreadable("the metadata is not a JSON object");
  const auto global = root.find("global");
  if (global == root.end() || !global->is_object()) return unreadable("global is missing or not an object");
  SigmfMeta meta;
  auto format = parse_format(*global);
  if (!format) return tl::unexpected(format.error());
  meta.format = *format;
  auto rate = number(*global, "core:sample_rate", kMinSampleRateHz, kMaxSampleRateHz);
  if (!rate) return tl::unexpected(rate.error());
  meta.sample_rate_hz = rate->value_or(0.0);
  if (auto layout = refuse_foreign_layout(*global); !layout) return tl::unexpected(layout.error());
  auto segments = parse_segments(root);
  if (!segments) return tl::unexpected(segments.error());
  meta.segments = std::move(*segments);
  auto sha512 = parse_sha512(*global);
  if (!sha512) return tl::unexpected(sha512.error());
  meta.sha512 = std::move(*sha512);
  return meta;
}

std::int64_t parse_utc_ns(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() <= kShape.size() || text.back() != 'Z') return 0;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] != 'd' && text[i] != kShape[i]) return 0;
  }
  const auto y = digits(text, 0, 4), mo = digits(text, 5, 2), d = digits(text, 8, 2);
  const auto h = digits(text, 11, 2), mi = digits(text, 14, 2), s = digits(text, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s || *h > 23 || *mi > 59 || *s > 60) return 0;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*mo)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok() || *y < 1970 || *y > 2200) return 0;
  std::int64_t fraction_ns = 0;
  const std::string_view rest = text.substr(kShape.size(), text.size() - kShape.size() - 1);
  if (!rest.empty()) {
    const auto digits_given = std::min<std::size_t>(rest.size() - 1, 9);
    const auto value = digits(rest, 1, digits_given);
    if (rest[0] != '.' || digits_given == 0 || !value) return 0;
    fraction_ns = *value;
    for (std::size_t i = digits_given; i < 9; ++i) fraction_ns *= 10;
  }
  const auto whole = sys_days{date}.time_since_epoch() + hours{*h} + minutes{*mi} + seconds{*s};
  return duration_cast<nanoseconds>(whole).count() + fraction_ns;
}

}  // namespace sb::node
