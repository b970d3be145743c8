#include "gateway/correlate/service_watch.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/correlate/causes.hpp"
#include "gateway/place/commune_index.hpp"
#include "models/bandplan/protected_services.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr UtcNs kSecond = 1'000'000'000, kMinute = 60 * kSecond;
constexpr UtcNs kMemoryNs = 8 * kDayNs;   // of the ledger that is looked at
constexpr UtcNs kAliveNs = 15 * kMinute;  // a node that was heard since then listens
constexpr UtcNs kStrangerNs = 30 * kMinute;
constexpr std::size_t kStrangers = 3;
constexpr double kNeighbourM = 50'000.0;
constexpr double kTroubleShare = 0.3, kTroubleLevelDb = -6.0, kTroubleFloorDb = 3.0, kTroubleSnrDb = -3.0;
constexpr double kAlikeDb = 2.0, kAlikeFallDb = -3.0;
constexpr std::size_t kFewestForTrouble = 2;
constexpr int kQuietLooks = 2;

bool is_domestic(const Emitter& e) {
  return e.plmn.starts_with("452") && e.verdict != "domestic_unlisted" && e.verdict != "clone";
}

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::optional<double> change(const std::optional<double>& recent, const std::optional<double>& usual) {
  return recent && usual ? std::optional(*recent - *usual) : std::nullopt;
}

bool overdue(const NodeLevel& level, UtcNs now) {
  const auto patience =
      static_cast<UtcNs>(kOverdueIntervals * level.interval_s * static_cast<double>(kSecond));
  return now - level.last_heard > std::max(15 * kMinute, patience);
}

/// Changes of the domestic cells that are still heard.
struct Changes {
  std::vector<double> level, noise, snr;
  void add(const NodeLevel& l) {
    if (const auto c = change(l.recent.level_dbm, l.usual.level_dbm)) level.push_back(*c);
    if (const auto c = change(l.recent.noise_dbm, l.usual.noise_dbm)) noise.push_back(*c);
    if (const auto c = change(l.recent.snr_db, l.usual.snr_db)) snr.push_back(*c);
  }
};

/// All levels fell, by the same decibels; none when they did not fall.
std::optional<bool> fell_alike(std::vector<double> levels) {
  if (levels.size() < 3) return std::nullopt;
  std::ranges::sort(levels);
  if (levels[levels.size() / 2] > kAlikeFallDb) return std::nullopt;
  return levels.back() - levels.front() <= kAlikeDb;
}

bool is_trouble(const ServiceState& s) {
  const bool down =
      s.known >= kFewestForTrouble && s.signs.carriers_down_share.value_or(0.0) >= kTroubleShare;
  const double level = s.signs.reference_level_change_db.value_or(0.0);
  return down || level <= kTroubleLevelDb || s.signs.floor_change_db.value_or(0.0) >= kTroubleFloorDb ||
         (s.signs.sinr_change_db.value_or(0.0) <= kTroubleSnrDb && std::abs(level) < 3.0);
}

bool is_gnss(const Incident& incident) {
  const double hz = incident.jamming->centre_hz;
  return models::service_of(hz, hz) == models::Service::kGnss;
}

/// What incidents about other things say of a node's surroundings.
void add_incidents(models::LossSigns& signs, const NodeRow& node, std::span<const Incident> active,
                   UtcNs now) {
  for (const auto& incident : active) {
    const bool here = std::ranges::find(incident.nodes, node.node_id) != incident.nodes.end();
    if (incident.jamming && is_gnss(incident) && here && incident.last_seen >= now - kAliveNs)
      signs.gnss_lost = true;
    if (here && incident.cause_key == fault_cause_key(node.node_id, "power", false)) signs.mains_lost = true;
  }
}

struct Looked {
  const NodeRow* node = nullptr;
  ServiceState state;
};

std::optional<bool> neighbours_agree(const Looked& at, std::span<const Looked> all) {
  std::optional<bool> agree;
  for (const auto& other : all) {
    if (other.node == at.node || other.state.known == 0) continue;
    if (distance_m(at.node->latitude_deg, at.node->longitude_deg, other.node->latitude_deg,
                   other.node->longitude_deg) > kNeighbourM)
      continue;
    agree = agree.value_or(false) || other.state.trouble;
  }
  return agree;
}

json signs_of(const models::CauseVote& vote, models::LossCause cause) {
  json list = json::array();
  for (const auto& reason : vote.reasons) {
    if (reason.cause == cause) list.push_back({{"sign", reason.sign}, {"decibans", reason.decibans}});
  }
  return list;
}

Reason reason_of(const models::CauseVote& vote, const std::string& rule) {
  const auto best = static_cast<std::size_t>(vote.most_likely);
  const json measured = {{"probability", vote.probability.at(best)},
                         {"signs", signs_of(vote, vote.most_likely)}};
  return {rule, 1, measured.dump(), json{{"decibans_over_next", 10}}.dump()};
}

std::string severity_of_loss(const models::CauseVote& vote) {
  if (!vote.decided) return "medium";
  if (vote.most_likely == models::LossCause::kJammer) return "high";
  return vote.most_likely == models::LossCause::kDucting ? "low" : "medium";
}

std::string cause_of(const NodeRow& node) {
  return "service_loss:" + node.node_id;
}

void raise(Transaction& tx, const Looked& at, const models::CauseVote& vote, UtcNs now) {
  auto incident = tx.open_incident(cause_of(*at.node));
  const bool fresh = !incident;
  if (fresh) {
    incident.emplace();
    incident->kind = "service_loss";
    incident->cause_key = cause_of(*at.node);
    incident->state = "open";
    incident->first_seen = now;
    incident->report_due = now + kDayNs;
    incident->nodes = {at.node->node_id};
    incident->place = {at.node->commune_code, at.node->commune, at.node->latitude_deg, at.node->longitude_deg,
                       5000.0};
  }
  const auto before = incident->severity;
  const std::string rule =
      vote.decided ? std::string("loss.") + models::to_string(vote.most_likely) : "loss.undecided";
  incident->reasons = {reason_of(vote, rule)};
  incident->reasons.push_back({"loss.cells_down", 1,
                               json{{"down", at.state.down}, {"known", at.state.known}}.dump(),
                               json{{"down", 0}}.dump()});
  incident->confidence = *std::ranges::max_element(vote.probability);
  incident->severity = severity_of_loss(vote);
  incident->impact = at.state.down == 0 ? "low" : at.state.down == at.state.known ? "high" : "medium";
  incident->last_seen = now;
  if (fresh) incident->acknowledge_due = now + acknowledge_within(incident->severity);
  tx.put_incident(*incident);
  const auto subject = fmt::format("incident/{}", incident->id);
  if (fresh) {
    tx.audit({0, now, "gateway", "incident.open", subject,
              json{{"kind", incident->kind}, {"severity", incident->severity}, {"cause", incident->cause_key}}
                  .dump()});
  } else if (before != incident->severity) {
    tx.audit({0, now, "gateway", "incident.severity", subject,
              json{{"from", before}, {"to", incident->severity}}.dump()});
  }
  if (fresh || before != incident->severity) tx.event("incident", json{{"id", incident->id}}.dump());
}

void end(Transaction& tx, const NodeRow& node, UtcNs now) {
  auto incident = tx.open_incident(cause_of(node));
  if (!incident) return;
  const auto from = incident->state;
  incident->state = "closed";
  tx.put_incident(*incident);
  tx.audit({0, now, "gateway", "incident.close", fmt::format("incident/{}", incident->id),
            json{{"from", from}, {"to", "closed"}, {"because", "service is back"}}.dump()});
  tx.event("incident", json{{"id", incident->id}}.dump());
}

/// Foreign cells that a duct explains: said on their incidents, which then count no more than "medium".
void say_ducting(Transaction& tx, const Looked& at, const models::CauseVote& vote,
                 std::span<const Incident> active, UtcNs now) {
  for (const auto& known : active) {
    const bool here = std::ranges::find(known.nodes, at.node->node_id) != known.nodes.end();
    if (known.kind != "spillover" || !here || known.last_seen < now - kStrangerNs) continue;
    auto incident = tx.incident(known.id);
    if (!incident ||
        std::ranges::find(incident->reasons, "propagation.ducting", &Reason::rule) != incident->reasons.end())
      continue;
    incident->reasons.push_back(reason_of(vote, "propagation.ducting"));
    const auto before = incident->severity;
    incident->severity = severity_of(*incident);
    tx.put_incident(*incident);
    tx.audit({0, now, "gateway", "incident.severity", fmt::format("incident/{}", incident->id),
              json{{"from", before}, {"to", incident->severity}, {"because", "propagation.ducting"}}.dump()});
    tx.event("incident", json{{"id", incident->id}}.dump());
  }
}

std::vector<Looked> look_at_all(std::span<const NodeRow> nodes, std::span<const Emitter> emitters,
                                std::span<const Incident> active, UtcNs now) {
  std::vector<Looked> all;
  for (const auto& node : nodes) {
    if (node.revoked || node.state == "offline" || node.last_seen < now - kAliveNs) continue;
    all.push_back({&node, service_at(node.node_id, emitters, now)});
    add_incidents(all.back().state.signs, node, active, now);
  }
  for (auto& at : all) {
    if (at.state.trouble) at.state.signs.neighbour_nodes_agree = neighbours_agree(at, all);
  }
  return all;
}

}  // namespace

ServiceState service_at(const std::string& node_id, std::span<const Emitter> emitters, UtcNs now) {
  ServiceState state;
  Changes changes;
  for (const auto& e : emitters) {
    const auto level = std::ranges::find(e.levels, node_id, &NodeLevel::node_id);
    if (level == e.levels.end() || e.exercise) continue;
    const bool known = level->windows >= kKnownWindows && level->last_heard - level->first_heard >= kDayNs;
    if (!is_domestic(e)) {
      const bool foreign = e.verdict.starts_with("foreign");
      if (foreign && !known && level->last_heard >= now - kStrangerNs) ++state.strangers;
      continue;
    }
    if (!known) continue;
    ++state.known;
    if (overdue(*level, now))
      ++state.down;
    else
      changes.add(*level);
  }
  auto& signs = state.signs;
  if (state.known > 0)
    signs.carriers_down_share = static_cast<double>(state.down) / static_cast<double>(state.known);
  signs.reference_level_change_db = median(changes.level);
  signs.floor_change_db = median(changes.noise);
  signs.sinr_change_db = median(changes.snr);
  signs.all_cells_fell_alike = fell_alike(changes.level);
  if (state.strangers >= kStrangers && state.known > 0) signs.far_cells_appeared = true;
  state.trouble = is_trouble(state);
  if (!state.trouble) {  // what is as usual is no sign of anything; strangers are one all the same
    const auto far = signs.far_cells_appeared;
    signs = {};
    signs.far_cells_appeared = far;
  }
  return state;
}

std::size_t ServiceWatch::look(Store& store, UtcNs now) {
  EmitterFilter filter;
  filter.since = now - kMemoryNs;
  filter.limit = 5000;
  const auto emitters = store.emitters(filter);
  const auto nodes = store.nodes();
  IncidentFilter active_ones;
  active_ones.state = "active";
  active_ones.exercise = false;
  active_ones.since = now - kDayNs;
  active_ones.limit = 500;
  const auto active = store.incidents(active_ones);
  std::size_t troubled = 0;
  for (const auto& at : look_at_all(nodes, emitters, active, now)) {
    const auto vote = models::vote_on_loss(at.state.signs);
    const bool duct = vote.decided && vote.most_likely == models::LossCause::kDucting;
    auto& quiet = quiet_looks_[at.node->node_id];
    quiet = at.state.trouble ? 0 : quiet + 1;
    troubled += at.state.trouble ? 1 : 0;
    if (!at.state.trouble && !duct && quiet != kQuietLooks) continue;
    store.write([&](Transaction& tx) {
      if (at.state.trouble) raise(tx, at, vote, now);
      if (duct) say_ducting(tx, at, vote, active, now);
      if (quiet == kQuietLooks) end(tx, *at.node, now);
    });
  }
  return troubled;
}

}  // namespace sb::gateway
