#include "gateway/correlate/ledger.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "gateway/correlate/level_log.hpp"
#include "gateway/registry/effective.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

constexpr UtcNs kHourNs = 3'600'000'000'000, kDayNs = 24 * kHourNs;
constexpr double kNearM = 50'000.0;
constexpr std::size_t kSamples = 64, kEnough = 8, kTacsKept = 16;
constexpr double kSameClockPpm = 0.03;  // two identities of one oscillator
constexpr UtcNs kChangeNs = 600'000'000'000;

std::optional<double> level_of(const HeardCell& cell, bool calibrated) {
  if (calibrated) return cell.rsrp_dbm ? cell.rsrp_dbm : cell.power_dbm;
  return cell.rsrp_dbfs ? cell.rsrp_dbfs : cell.power_dbfs;
}

std::optional<double> ppm_of(const HeardCell& cell) {
  if (cell.frequency_hz <= 0.0) return std::nullopt;
  return cell.cfo_hz / cell.frequency_hz * 1e6;
}

/// What a transmitter keeps when its identity changes: everything it broadcasts but the SIB1 that carries the
/// identity.
std::string broadcast_hash(const HeardCell& cell) {
  if (cell.broadcast_json.empty()) return {};
  const auto digest = wire::sha256(
      cell.broadcast_json + fmt::format("|{}|{}", cell.bandwidth_prb.value_or(0), cell.ports.value_or(0)));
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), 8});
}

bool near(const Emitter& emitter, const Observation& observation) {
  return distance_m(emitter.latitude_deg, emitter.longitude_deg, observation.latitude_deg,
                    observation.longitude_deg) <= kNearM;
}

/// The same box under another name: just before, same carrier, same clock, same broadcast.
bool same_transmitter(const Emitter& old, const Emitter& fresh, UtcNs at) {
  const bool clocks =
      old.clock_ppm && fresh.clock_ppm && std::abs(*old.clock_ppm - *fresh.clock_ppm) <= kSameClockPpm;
  return old.id != fresh.id && old.exercise == fresh.exercise && at - old.last_seen <= kChangeNs && clocks &&
         old.broadcast_hash == fresh.broadcast_hash;
}

Emitter begin(const Observation& observation, std::string identity) {
  const auto& cell = *observation.cell;
  Emitter e;
  e.identity = std::move(identity);
  e.rat = cell.rat;
  e.plmn = models::to_string(deciding_plmn(cell));
  e.frequency_hz = cell.frequency_hz;
  e.channel = cell.channel;
  e.physical_id = cell.physical_id;
  e.cell_id = cell.cell_id;
  e.first_seen = observation.first_seen;
  e.exercise = observation.exercise;
  return e;
}

void see_tac(Emitter& e, const Observation& observation) {
  const auto& tac = observation.cell->tac;
  if (!tac || (!e.tacs.empty() && e.tacs.back().tac == *tac)) return;
  e.tacs.push_back({*tac, observation.first_seen});
  if (e.tacs.size() > kTacsKept) e.tacs.erase(e.tacs.begin());
}

/// True when the new level is the best so far, which makes its place the cell's.
bool keep_best(Emitter& e, const HeardCell& cell) {
  const auto dbm = level_of(cell, true), dbfs = level_of(cell, false);
  const bool better = e.observations == 0 || (dbm && (!e.best_dbm || *dbm > *e.best_dbm)) ||
                      (!dbm && !e.best_dbm && dbfs && (!e.best_dbfs || *dbfs > *e.best_dbfs));
  if (dbm) e.best_dbm = std::max(*dbm, e.best_dbm.value_or(*dbm));
  if (dbfs) e.best_dbfs = std::max(*dbfs, e.best_dbfs.value_or(*dbfs));
  return better;
}

EmitterDay day_of(const Emitter& e, const Observation& observation) {
  EmitterDay day;
  day.emitter_id = e.id;
  day.day = vietnam_date(observation.first_seen);
  const auto local_hours = (observation.first_seen + 7 * kHourNs) / kHourNs;
  day.hours = 1U << static_cast<std::uint32_t>(local_hours % 24);
  day.observations = 1;
  const auto dbm = level_of(*observation.cell, true);
  day.calibrated = dbm.has_value();
  day.level_mean_db = day.level_max_db = dbm ? dbm : level_of(*observation.cell, false);
  return day;
}

}  // namespace

std::string emitter_identity(const Observation& observation) {
  const auto& cell = *observation.cell;
  return fmt::format("{}{}:{}:{}:{:.0f}kHz:{}", observation.exercise ? "exercise:" : "", cell.rat,
                     models::to_string(deciding_plmn(cell)),
                     cell.cell_id ? std::to_string(*cell.cell_id) : "-", cell.frequency_hz / 1e3,
                     cell.physical_id);
}

void Ledger::flush(Transaction& tx) {
  for (auto& [identity, emitter] : pending_) tx.put_emitter(emitter);
  pending_.clear();
}

std::optional<Emitter> Ledger::known(Transaction& tx, const std::string& identity) const {
  const auto held = pending_.find(identity);
  return held != pending_.end() ? std::optional(held->second) : tx.emitter(identity);
}

std::vector<Emitter> Ledger::on_carrier(Transaction& tx, const Observation& observation, UtcNs since) const {
  const auto& cell = *observation.cell;
  auto found = tx.emitters_on(cell.rat, cell.frequency_hz, cell.physical_id, since);
  for (auto& emitter : found) {
    if (const auto held = pending_.find(emitter.identity); held != pending_.end()) emitter = held->second;
  }
  return found;
}

void Ledger::learn_clock(const Observation& observation) {
  const auto ppm = ppm_of(*observation.cell);
  if (!ppm) return;
  auto& samples = clocks_[observation.key.node_id].ppm;
  samples.push_back(*ppm);
  if (samples.size() > kSamples) samples.pop_front();
}

std::optional<double> Ledger::against_consensus(const Observation& observation) const {
  const auto found = clocks_.find(observation.key.node_id);
  const auto ppm = ppm_of(*observation.cell);
  if (!ppm || found == clocks_.end() || found->second.ppm.size() < kEnough) return std::nullopt;
  std::vector<double> sorted(found->second.ppm.begin(), found->second.ppm.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *ppm - *middle;
}

CellPast Ledger::past(Transaction& tx, const Observation& observation) const {
  const auto& cell = *observation.cell;
  CellPast past;
  past.clock_ppm = against_consensus(observation);
  std::set<std::uint32_t> tacs;
  std::set<std::uint64_t> ids;
  if (cell.tac) tacs.insert(*cell.tac);
  if (cell.cell_id) ids.insert(*cell.cell_id);
  const auto identity = emitter_identity(observation);
  for (const auto& e : on_carrier(tx, observation, observation.first_seen - kDayNs)) {
    if (e.exercise != observation.exercise || !near(e, observation)) continue;
    for (const auto& sighting : e.tacs) {
      if (sighting.at >= observation.first_seen - kDayNs || &sighting == &e.tacs.back())
        tacs.insert(sighting.tac);
    }
    if (e.cell_id && e.last_seen >= observation.first_seen - kHourNs) ids.insert(*e.cell_id);
    if (e.identity == identity && e.clock_ppm && past.clock_ppm)
      past.clock_step_ppm = *past.clock_ppm - *e.clock_ppm;
  }
  past.tacs_in_a_day = std::max<std::size_t>(1, tacs.size());
  past.identities_in_an_hour = std::max<std::size_t>(1, ids.size());
  if (!cell.cell_id) return past;
  for (const auto& e : tx.emitters_of(models::to_string(deciding_plmn(cell)), *cell.cell_id,
                                      observation.first_seen - kDayNs)) {
    const bool other =
        std::abs(e.frequency_hz - cell.frequency_hz) > 50e3 || e.physical_id != cell.physical_id;
    if (other && e.rat == cell.rat && e.exercise == observation.exercise && near(e, observation))
      past.elsewhere.push_back({e.frequency_hz, e.physical_id});
  }
  return past;
}

Emitter Ledger::enter(Transaction& tx, const Observation& observation, const std::string& verdict) {
  const auto& cell = *observation.cell;
  auto identity = emitter_identity(observation);
  const auto held = known(tx, identity);
  auto e = held ? *held : begin(observation, std::move(identity));
  if (keep_best(e, cell)) {
    e.latitude_deg = observation.latitude_deg;
    e.longitude_deg = observation.longitude_deg;
    if (const auto match = communes_.find(e.latitude_deg, e.longitude_deg)) {
      e.commune_code = match->commune->code;
      e.commune = match->commune->name;
    }
  }
  see_tac(e, observation);
  e.first_seen = std::min(e.first_seen, observation.first_seen);
  e.last_seen = std::max(e.last_seen, observation.last_seen);
  ++e.observations;
  note_level(e, observation);
  e.verdict = verdict;
  if (verdict == "foreign_expected") {
    const auto border = compare_with_trigger(e);
    if (border && border->above()) e.verdict = "foreign_above_trigger";
  }
  if (std::ranges::find(e.nodes, observation.key.node_id) == e.nodes.end())
    e.nodes.push_back(observation.key.node_id);
  if (const auto ppm = against_consensus(observation)) e.clock_ppm = *ppm;
  if (const auto hash = broadcast_hash(cell); !hash.empty()) e.broadcast_hash = hash;
  if (!held) {
    for (const auto& old : on_carrier(tx, observation, observation.first_seen - kChangeNs)) {
      if (same_transmitter(old, e, observation.first_seen))
        e.same_as = old.same_as != 0 ? old.same_as : old.id;
    }
    tx.put_emitter(e);  // its number is needed now
  }
  pending_[e.identity] = e;
  tx.note_emitter_day(day_of(e, observation));
  return e;
}

}  // namespace sb::gateway
