// Rows of spectrum for the person who ordered them, and how often a band was heard in each hour of the week.
#include <algorithm>
#include <array>
#include <set>

#include <sodium.h>

#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/rfc3339.hpp"
#include "gateway/spectrum/desk.hpp"

namespace sb::gateway::api {
namespace {

constexpr UtcNs kHourNs = 3600LL * 1'000'000'000;
constexpr UtcNs kVietNamNs = 7 * kHourNs;    // UTC+7 all year
constexpr UtcNs kRowsStayFor = 2 * kHourNs;  // after the order was given
constexpr std::size_t kMostRowsAtOnce = 60;  // half a minute at the usual pace, 1 MiB at the widest
constexpr int kOrdersLookedAt = 100;
constexpr std::size_t kHoursOfWeek = 168;
constexpr std::int64_t kThursday = 3;  // 1970-01-01, with Monday as 0
constexpr int kCoveragePageRows = 500, kMostCoveragePages = 60;
constexpr std::int64_t kLowestHz = 0, kHighestHz = 7'125'000'000;

std::string base64(const std::string& octets) {
  std::string text(sodium_base64_encoded_len(octets.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(octets.data()),
                    octets.size(), sodium_base64_VARIANT_ORIGINAL);
  text.resize(text.empty() ? 0 : text.size() - 1);  // the closing NUL
  return text;
}

Json to_json(const SpectrumRow& row) {
  Json json{{"id", row.id},
            {"at", to_rfc3339(row.at)},
            {"received", to_rfc3339(row.received)},
            {"f0_hz", row.f0_hz},
            {"bin_hz", row.bin_hz},
            {"rbw_hz", row.rbw_hz},
            {"averages", row.averages},
            {"offset_dbfs", row.offset_dbfs},
            {"step_db", row.step_db},
            {"mean", base64(row.mean)}};
  if (!row.max.empty()) json["max"] = base64(row.max);
  return json;
}

/// The first of this person's orders whose rows may still be here; nothing when there is none.
std::optional<UtcNs> ordered_since(const ApiParts& parts, const Call& call) {
  std::optional<UtcNs> since;
  for (const auto& order : parts.nodes.commands_of(std::string(call.name), kOrdersLookedAt)) {
    const bool mine = order.kind == "spectrum" && order.asked_by == call.session->account.user;
    if (mine && order.created >= call.request.now - kRowsStayFor) since = order.created;
  }
  return since;
}

/// Hour of the week in Viet Nam, Monday 00 is 0.
std::size_t hour_of_week(std::int64_t hour_utc) {
  const std::int64_t local = hour_utc + kVietNamNs / kHourNs;
  const auto week = static_cast<std::int64_t>(kHoursOfWeek);
  return static_cast<std::size_t>((((local + 24 * kThursday) % week) + week) % week);
}

bool covers(const Json& coverage, const BandFilter& band) {
  if (!coverage.is_object()) return false;
  const auto bands = coverage.value("bands", Json::array());
  return std::any_of(bands.begin(), bands.end(), [&](const Json& each) {
    return each.value("listened_s", 0.0) > 0.0 && each.value("low_hz", 0.0) <= band.high_hz &&
           each.value("high_hz", 0.0) >= band.low_hz;
  });
}

/// Clock hours in which the band was listened to, by the nodes' coverage reports. A report is made at the end
/// of its hour, so its middle says which.
void add_listened(Store& store, const BandFilter& band, std::set<std::int64_t>& hours) {
  ObservationFilter filter;
  filter.node = band.node_id;
  filter.finding = "coverage";
  filter.since = band.since;
  filter.until = band.until;
  filter.limit = kCoveragePageRows;
  for (int page = 0; page < kMostCoveragePages; ++page) {
    const auto rows = store.observations(filter);
    for (const auto& row : rows) {
      if (row.exercise != band.exercise) continue;
      if (covers(Json::parse(row.coverage_json, nullptr, false), band))
        hours.insert((row.first_seen + (row.last_seen - row.first_seen) / 2) / kHourNs);
    }
    if (rows.size() < static_cast<std::size_t>(kCoveragePageRows)) break;
    filter.after_id = rows.back().id;
  }
}

}  // namespace

Response get_spectrum(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  const auto after = reader.integer("after", 0, INT64_MAX).value_or(0);
  if (const auto error = reader.error()) return error_response(400, *error);
  if (parts.spectrum == nullptr) return error_response(409, "this gateway has no broker and no rows");
  const auto since = ordered_since(parts, call);
  if (!since) return error_response(404, "you have ordered no spectrum of this node in the last two hours");
  Json rows = Json::array();
  std::int64_t next = after;
  for (const auto& row : parts.spectrum->rows(call.name, after, *since, kMostRowsAtOnce)) {
    next = row.id;
    rows.push_back(to_json(row));
  }
  return json_response({{"rows", std::move(rows)}, {"next", next}});
}

Response get_occupancy(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  BandFilter band;
  band.node_id = reader.word("node");
  const auto low = reader.integer("low_hz", kLowestHz, kHighestHz);
  const auto high = reader.integer("high_hz", kLowestHz, kHighestHz);
  const auto weeks = reader.integer("weeks", 1, 26).value_or(4);
  band.exercise = reader.boolean("exercise").value_or(false);
  if (const auto error = reader.error()) return error_response(400, *error);
  if (!low || !high || *low >= *high)
    return error_response(400, "query parameters 'low_hz' and 'high_hz' must name a band");
  band.low_hz = static_cast<double>(*low);
  band.high_hz = static_cast<double>(*high);
  band.until = call.request.now;
  band.since = call.request.now - weeks * static_cast<std::int64_t>(kHoursOfWeek) * kHourNs;
  std::array<std::uint64_t, kHoursOfWeek> heard{}, listened{}, observations{};
  std::set<std::int64_t> hours;
  parts.store.read([&](Ledgers& ledgers) {
    for (const auto& hour : ledgers.hours_heard(band)) {
      hours.insert(hour.hour);  // what was heard was listened to
      ++heard.at(hour_of_week(hour.hour));
      observations.at(hour_of_week(hour.hour)) += hour.observations;
    }
  });
  add_listened(parts.store, band, hours);
  for (const auto hour : hours) ++listened.at(hour_of_week(hour));
  return json_response({{"since", to_rfc3339(band.since)},
                        {"until", to_rfc3339(band.until)},
                        {"low_hz", band.low_hz},
                        {"high_hz", band.high_hz},
                        {"listened", listened},
                        {"heard", heard},
                        {"observations", observations}});
}

}  // namespace sb::gateway::api
