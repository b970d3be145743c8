#include "gateway/correlate/level_log.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "models/border_limits/border_limits.hpp"

namespace sb::gateway {
namespace {

/// Where no row holds the frequency: -101 dBm RSRP at 1800 MHz, as field strength (CEPT ECC/REC/(11)04
/// converted).
constexpr double kReferenceDbuvM = 66.0;
constexpr double kRecentShare = 0.25;     // of the newest hearing in what is "recent"
constexpr double kUsualShare = 1.0 / 32;  // of the newest stretch in what is "usual"
constexpr double kIntervalShare = 1.0 / 16;
constexpr double kSecond = 1e9;

void drift(std::optional<double>& mean, const std::optional<double>& value, double share) {
  if (!value) return;
  mean = mean ? *mean + share * (*value - *mean) : *value;
}

void drift(Reception& mean, const Reception& value, double share) {
  drift(mean.level_dbm, value.level_dbm, share);
  drift(mean.noise_dbm, value.noise_dbm, share);
  drift(mean.snr_db, value.snr_db, share);
}

/// dBFS means nothing over weeks: gain steps move it. The level's own two readings give the offset.
Reception reception_of(const HeardCell& cell) {
  Reception now{cell.rsrp_dbm, std::nullopt, cell.snr_db};
  if (cell.rsrp_dbm && cell.rsrp_dbfs && cell.noise_dbfs)
    now.noise_dbm = *cell.noise_dbfs + *cell.rsrp_dbm - *cell.rsrp_dbfs;
  return now;
}

std::optional<LogMean> mean_of(const NodeLevel& level, UtcNs until) {
  if (level.count < kLogMeanSamples) return std::nullopt;
  const double n = level.count;
  const double mean = level.sum_db / n;
  const double variance = std::max(0.0, (level.sum_db2 - n * mean * mean) / (n - 1.0));
  return LogMean{mean, std::hypot(std::sqrt(variance / n), level.sigma_db), level.count, level.from, until};
}

void begin_stretch(NodeLevel& level, UtcNs at) {
  level.from = at;
  level.count = 0;
  level.sum_db = level.sum_db2 = level.sigma_db = 0.0;
}

void end_stretch(NodeLevel& level, UtcNs at) {
  if (auto mean = mean_of(level, at)) {
    if (!level.highest || mean->level_dbm > level.highest->level_dbm) level.highest = mean;
    level.newest = std::move(mean);
  }
  drift(level.usual, level.recent, std::max(kUsualShare, 1.0 / (1.0 + level.windows)));
  ++level.windows;
  begin_stretch(level, at);
}

NodeLevel& level_at(Emitter& emitter, const Observation& observation) {
  const auto found = std::ranges::find(emitter.levels, observation.key.node_id, &NodeLevel::node_id);
  if (found != emitter.levels.end()) return *found;
  auto& fresh = emitter.levels.emplace_back();
  fresh.node_id = observation.key.node_id;
  fresh.first_heard = observation.first_seen;
  begin_stretch(fresh, observation.first_seen);
  return fresh;
}

}  // namespace

void note_level(Emitter& emitter, const Observation& observation) {
  auto& level = level_at(emitter, observation);
  const auto at = observation.last_seen;
  if (at < level.last_heard) return;
  if (level.last_heard != 0) {
    const auto gap = at - level.last_heard;
    if (gap > kLogMeanBreakNs) begin_stretch(level, observation.first_seen);
    const double seconds = static_cast<double>(gap) / kSecond;
    level.interval_s += (level.interval_s == 0.0 ? 1.0 : kIntervalShare) * (seconds - level.interval_s);
  }
  level.last_heard = at;
  const auto now = reception_of(*observation.cell);
  drift(level.recent, now, kRecentShare);
  if (now.level_dbm) {
    ++level.count;
    level.sum_db += *now.level_dbm;
    level.sum_db2 += *now.level_dbm * *now.level_dbm;
    level.sigma_db = std::max(level.sigma_db, observation.cell->rsrp_sigma_db.value_or(0.0));
  }
  if (at - level.from >= kLogMeanNs) end_stretch(level, at);
}

Trigger trigger_at(double frequency_hz) {
  for (const auto which : {models::LimitCase::kPreferential, models::LimitCase::kGeneral}) {
    const auto found = models::border_trigger(models::default_border_limits(), frequency_hz, which, 0.0);
    if (found)
      return {found->field_dbuv_m,
              std::string(found->row->recommendation) + " (" + std::string(models::kBorderLimitLabel) + ")"};
  }
  return {kReferenceDbuvM, std::string(models::kBorderLimitLabel)};
}

std::optional<BorderComparison> compare_with_trigger(const Emitter& emitter) {
  const NodeLevel* best = nullptr;
  for (const auto& level : emitter.levels) {
    if (level.highest && (best == nullptr || level.highest->level_dbm > best->highest->level_dbm))
      best = &level;
  }
  if (best == nullptr || emitter.frequency_hz <= 0.0) return std::nullopt;
  BorderComparison comparison;
  comparison.node_id = best->node_id;
  comparison.mean = *best->highest;
  const double loaded_dbm = models::loaded_5mhz_dbm(comparison.mean.level_dbm);
  comparison.load_correction_db = loaded_dbm - comparison.mean.level_dbm;
  comparison.field_dbuv_m = models::field_dbuv_m(loaded_dbm, emitter.frequency_hz);
  comparison.trigger = trigger_at(emitter.frequency_hz);
  return comparison;
}

WeighedReason reason_of(const BorderComparison& c) {
  const nlohmann::json measured = {{"field_dbuv_m_5mhz", c.field_dbuv_m},
                                   {"rsrp_mean_dbm", c.mean.level_dbm},
                                   {"sigma_db", c.mean.sigma_db},
                                   {"samples", c.mean.count},
                                   {"seconds", (c.mean.until - c.mean.from) / 1'000'000'000},
                                   {"load_correction_db", c.load_correction_db},
                                   {"node", c.node_id}};
  const nlohmann::json expected = {{"trigger_dbuv_m_5mhz", c.trigger.field_dbuv_m},
                                   {"source", c.trigger.source}};
  return {{"level.above_trigger", 1, measured.dump(), expected.dump()}, 0.0};
}

}  // namespace sb::gateway
