#include "gateway/api/query.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "gateway/api/rfc3339.hpp"

namespace sb::gateway::api {
namespace {

constexpr std::size_t kMaxWordBytes = 64;
constexpr std::int64_t kMaxPage = 500;
constexpr std::int64_t kDefaultPage = 100;

constexpr std::string_view kIncidentKinds[] = {
    "spillover", "interference",        "jamming",           "rogue_cell",   "unlicensed_emission",
    "repeater",  "foreign_service_use", "registry_mismatch", "service_loss", "node_fault"};
constexpr std::string_view kFindings[] = {"cell", "emission", "jamming", "event", "coverage"};
constexpr std::string_view kIncidentStates[] = {"active",    "open",   "acknowledged", "confirmed",
                                                "dismissed", "merged", "closed"};

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::string_view> QueryReader::find(std::string_view name) {
  asked_.push_back(name);
  std::optional<std::string_view> value;
  for (const auto& [key, text] : query_) {
    if (key != name) continue;
    if (value) complain(name, "stand once");
    value = text;
  }
  if (value && value->empty()) return std::nullopt;  // "kind=" asks for any kind
  return value;
}

void QueryReader::complain(std::string_view name, std::string_view expected) {
  if (!complaint_) complaint_ = fmt::format("query parameter '{}' must {}", name, expected);
}

std::string QueryReader::word(std::string_view name) {
  const auto value = find(name);
  if (!value) return {};
  if (value->size() > kMaxWordBytes) {
    complain(name, fmt::format("have at most {} octets", kMaxWordBytes));
    return {};
  }
  return std::string(*value);
}

std::string QueryReader::choice(std::string_view name, std::span<const std::string_view> allowed) {
  auto value = word(name);
  if (!value.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
    complain(name, fmt::format("be one of {}", fmt::join(allowed, " ")));
  }
  return value;
}

std::optional<bool> QueryReader::boolean(std::string_view name) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  if (*value != "true" && *value != "false") complain(name, "be true or false");
  return *value == "true";
}

std::optional<std::int64_t> QueryReader::integer(std::string_view name, std::int64_t lowest,
                                                 std::int64_t highest) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  const auto number = parse_number<std::int64_t>(*value);
  if (!number || *number < lowest || *number > highest) {
    complain(name, fmt::format("be a whole number from {} to {}", lowest, highest));
    return std::nullopt;
  }
  return number;
}

UtcNs QueryReader::time(std::string_view name) {
  const auto value = find(name);
  if (!value) return 0;
  const auto instant = parse_rfc3339(*value);
  if (!instant) complain(name, "be an RFC 3339 time in UTC such as 2026-11-22T02:30:00Z");
  return instant.value_or(0);
}

std::optional<std::array<double, 4>> QueryReader::bbox(std::string_view name) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  std::array<double, 4> box{};
  auto rest = *value;
  bool good = true;
  for (std::size_t i = 0; i < box.size(); ++i) {
    const auto end = i + 1 < box.size() ? rest.find(',') : rest.size();
    good = good && end != std::string_view::npos;
    if (!good) break;
    const auto number = parse_number<double>(rest.substr(0, end));
    good = number && std::isfinite(*number);
    box[i] = number.value_or(0.0);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  good = good && box[0] >= -180.0 && box[0] <= box[2] && box[2] <= 180.0;
  good = good && box[1] >= -90.0 && box[1] <= box[3] && box[3] <= 90.0;
  if (!good) {
    complain(name, "be west,south,east,north in degrees");
    return std::nullopt;
  }
  return box;
}

std::optional<std::string> QueryReader::error() const {
  if (complaint_) return complaint_;
  for (const auto& parameter : query_) {
    if (std::find(asked_.begin(), asked_.end(), parameter.first) == asked_.end()) {
      return fmt::format("unknown query parameter '{}'", parameter.first.substr(0, kMaxWordBytes));
    }
  }
  return std::nullopt;
}

Result<IncidentFilter> incident_filter(const Query& query) {
  QueryReader reader(query);
  IncidentFilter filter;
  filter.kind = reader.choice("kind", kIncidentKinds);
  filter.state = reader.choice("state", kIncidentStates);
  filter.node = reader.word("node");
  filter.since = reader.time("since");
  filter.until = reader.time("until");
  filter.bbox = reader.bbox("bbox");
  filter.exercise = reader.boolean("exercise");
  filter.after_id = reader.integer("cursor", 1, std::numeric_limits<std::int64_t>::max()).value_or(0);
  filter.limit = static_cast<int>(reader.integer("limit", 1, kMaxPage).value_or(kDefaultPage));
  if (auto error = reader.error()) return fail(ErrorCode::kInvalidArgument, *error);
  return filter;
}

Result<ObservationFilter> observation_filter(const Query& query) {
  QueryReader reader(query);
  ObservationFilter filter;
  filter.incident_id = reader.integer("incident", 1, std::numeric_limits<std::int64_t>::max());
  filter.node = reader.word("node");
  filter.finding = reader.choice("finding", kFindings);
  filter.since = reader.time("since");
  filter.until = reader.time("until");
  filter.after_id = reader.integer("cursor", 1, std::numeric_limits<std::int64_t>::max()).value_or(0);
  filter.limit = static_cast<int>(reader.integer("limit", 1, kMaxPage).value_or(kDefaultPage));
  if (auto error = reader.error()) return fail(ErrorCode::kInvalidArgument, *error);
  return filter;
}

}  // namespace sb::gateway::api
