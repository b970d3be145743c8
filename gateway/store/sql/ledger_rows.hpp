#pragma once
#include <string>

#include "gateway/store/ledger.hpp"
#include "gateway/store/sql/query.hpp"

namespace sb::gateway {

inline constexpr const char* kEmitterColumns =
    "SELECT id, identity, rat, frequency_hz, physical_id, plmn, cell_id, verdict, exercise, last_seen, json "
    "FROM emitter";
std::string emitter_to_json(const Emitter& emitter);
Emitter read_emitter(const Query& row);

inline constexpr const char* kEmitterDayColumns =
    "SELECT emitter_id, day, hours, observations, levels, level_sum_db, level_max_db, calibrated FROM "
    "emitter_day";
EmitterDay read_emitter_day(const Query& row);

}  // namespace sb::gateway
