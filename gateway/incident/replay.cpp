#include "gateway/incident/replay.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "gateway/correlate/causes.hpp"
#include "gateway/correlate/energy_rules.hpp"
#include "gateway/correlate/facts.hpp"
#include "gateway/incident/actions.hpp"
#include "gateway/registry/effective.hpp"
#include "gateway/registry/occupied.hpp"

namespace sb::gateway {
namespace {

constexpr int kMostCells = 5000, kPage = 500;

bool is_of_registry(std::string_view kind) {
  return kind == "rogue_cell" || kind == "registry_mismatch";
}

/// Whether a rule about behaviour stands behind it.
bool rests_on_behaviour(const Incident& incident) {
  constexpr std::array<std::string_view, 6> kFamilies{"clock.", "broadcast.", "reselection.",
                                                      "chain.", "rat.",       "identity."};
  return std::ranges::any_of(incident.reasons, [&](const Reason& reason) {
    return reason.rule != "identity.lab_default" &&
           std::ranges::any_of(kFamilies,
                               [&](std::string_view family) { return reason.rule.starts_with(family); });
  });
}

std::string left_to_people(const Incident& incident) {
  if (incident.state == "confirmed") return "confirmed";
  return rests_on_behaviour(incident) ? "behaviour" : "";
}

struct JudgedDay {
  std::string day;
  Judgement judgement;
};

/// "lte:452-04:1234567:1575": the part of a cause's key behind its kind.
std::string identity_in(const std::string& cause) {
  const auto kind_ends = cause.find(':');
  return kind_ends == std::string::npos ? std::string() : cause.substr(kind_ends + 1);
}

class Replay {
 public:
  Replay(Store& store, const ReplayScope& scope)
      : store_(store),
        first_day_(vietnam_date(scope.since)),
        last_day_(vietnam_date(scope.until)),
        scope_(scope) {}

  ReplayResult run() {
    gather_incidents();
    EmitterFilter filter;
    filter.since = scope_.since;
    filter.limit = kMostCells;
    for (const auto& emitter : store_.emitters(filter)) {
      const auto plmn = models::parse_plmn(emitter.plmn);
      if (plmn && emitter.cell_id && models::is_domestic(*plmn)) look_at(emitter);
    }
    look_at_emissions();
    constexpr std::array<std::string_view, 3> kOrder{"cleared", "changed", "accused"};
    std::ranges::stable_sort(result_.differences, {}, [&](const ReplayDifference& d) {
      return std::ranges::find(kOrder, d.change) - kOrder.begin();
    });
    return std::move(result_);
  }

 private:
  void gather_incidents();
  void look_at(const Emitter& emitter);
  void look_at_emissions();
  std::vector<JudgedDay> judge_days(const Emitter& emitter);
  void compare(const Incident& incident, const Emitter& emitter, const std::vector<JudgedDay>& days);

  Store& store_;
  std::string first_day_, last_day_;
  ReplayScope scope_;
  std::multimap<std::string, Incident> by_cell_;  ///< of registry kinds, by identity_in(cause_key)
  std::vector<Incident> emissions_;               ///< unlicensed ones that are active
  ReplayResult result_;
};

void Replay::gather_incidents() {
  IncidentFilter filter;
  filter.since = scope_.since;
  filter.until = scope_.until;
  filter.exercise = false;
  filter.limit = kPage;
  for (;;) {
    const auto page = store_.incidents(filter);
    for (const auto& incident : page) {
      if (incident.manual) continue;
      if (is_of_registry(incident.kind)) by_cell_.emplace(identity_in(incident.cause_key), incident);
      if (incident.kind == "unlicensed_emission" && is_active(incident)) emissions_.push_back(incident);
    }
    if (page.size() < static_cast<std::size_t>(kPage)) return;
    filter.after_id = page.back().id;
  }
}

std::vector<JudgedDay> Replay::judge_days(const Emitter& emitter) {
  std::vector<JudgedDay> judged;
  const auto days = store_.emitter_days(emitter.id, first_day_);
  store_.write([&](Transaction& tx) {  // reads only: rows that have ended are the transaction's to see
    judged.clear();
    for (const auto& day : days) {
      if (day.day > last_day_) continue;
      const auto cell = cell_of(emitter, day.day);
      judged.push_back({day.day, judge(facts_of(tx, cell, day.day))});
    }
  });
  return judged;
}

ReplayDifference difference_of(const Emitter& emitter, std::string change, const JudgedDay& newest) {
  ReplayDifference d;
  d.change = std::move(change);
  d.emitter_id = emitter.id;
  d.is = newest.judgement.kind;
  d.what = fmt::format("{} {} {}", emitter.rat, emitter.plmn, emitter.cell_id.value_or(0));
  d.reasons = newest.judgement.reasons;
  return d;
}

void Replay::compare(const Incident& incident, const Emitter& emitter, const std::vector<JudgedDay>& days) {
  const auto first = vietnam_date(incident.first_seen), last = vietnam_date(incident.last_seen);
  const JudgedDay* newest = nullptr;
  bool innocent = true;
  for (const auto& day : days) {
    if (day.day < first || day.day > last) continue;
    newest = &day;
    innocent = innocent && day.judgement.kind.empty();
  }
  if (newest == nullptr || newest->judgement.registry_missing) return;
  if (!innocent && (newest->judgement.kind.empty() || newest->judgement.kind == incident.kind)) return;
  auto d = difference_of(emitter, innocent ? "cleared" : "changed", *newest);
  d.incident_id = incident.id;
  d.was = incident.kind;
  d.first_day = std::max(first, first_day_);
  d.last_day = std::min(last, last_day_);
  d.left_to_people = left_to_people(incident);
  result_.differences.push_back(std::move(d));
}

void Replay::look_at(const Emitter& emitter) {
  const auto days = judge_days(emitter);
  if (days.empty()) return;
  ++result_.cells;
  result_.days += days.size();
  const auto identity = identity_in(cause_key("", cell_of(emitter, last_day_), false));
  const auto [first, last] = by_cell_.equal_range(identity);
  for (auto it = first; it != last; ++it) {
    if (!is_active(it->second)) continue;
    ++result_.incidents;
    compare(it->second, emitter, days);
  }
  if (first != last) return;  // it was accused before: people have decided
  const auto accused =
      std::ranges::find_if(days, [](const JudgedDay& day) { return is_of_registry(day.judgement.kind); });
  if (accused == days.end()) return;
  auto d = difference_of(emitter, "accused", days.back().judgement.kind.empty() ? *accused : days.back());
  d.first_day = accused->day;
  d.last_day = days.back().day;
  result_.differences.push_back(std::move(d));
}

void Replay::look_at_emissions() {
  std::vector<Licence> licences;
  for (const auto& document : store_.documents(kLicenceCollection)) {
    auto licence = licence_from_json(document.json);
    if (licence) licences.push_back(std::move(*licence));
  }
  for (const auto& incident : emissions_) {
    ++result_.incidents;
    const auto band = occupied_band(incident);
    if (!incident.emission || !band) continue;
    const auto date = vietnam_date(incident.last_seen);
    EmissionFacts facts{
        *incident.emission, models::spectrum_use(band->low_hz, band->high_hz), {}, !licences.empty(), {}};
    facts.licence = gateway::compare(*incident.emission, incident.place.latitude_deg,
                                     incident.place.longitude_deg, date, licences);
    const auto judgement = judge(facts);
    if (judgement.registry_missing || judgement.kind == incident.kind) continue;
    ReplayDifference d;
    d.change = judgement.kind.empty() ? "cleared" : "changed";
    d.incident_id = incident.id;
    d.was = incident.kind;
    d.is = judgement.kind;
    d.what = fmt::format("{:.3f} MHz", incident.emission->centre_hz / 1e6);
    d.first_day = vietnam_date(incident.first_seen);
    d.last_day = date;
    d.reasons = judgement.reasons;
    d.left_to_people = left_to_people(incident);
    result_.differences.push_back(std::move(d));
  }
}

}  // namespace

Result<ReplayResult> replay(Store& store, const ReplayScope& scope) {
  if (scope.since <= 0 || scope.until <= scope.since)
    return fail(ErrorCode::kInvalidArgument, "'since' must lie before 'until'");
  if (scope.until - scope.since > kLongestReplayNs)
    return fail(ErrorCode::kInvalidArgument, "at most 400 days can be replayed at once");
  return Replay(store, scope).run();
}

}  // namespace sb::gateway
