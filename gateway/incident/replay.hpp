#pragma once
// The registry's rules once more over what was heard, after a carrier's table or a licence came late: what
// would have been judged otherwise, day by day of every domestic cell in the ledger. First looked at, then
// applied. Rules about behaviour (identity changes, clocks, broadcasts) hold as they fired: an incident that
// rests on one is left to people, and so is what people have confirmed.
#include <string>
#include <vector>

#include "gateway/correlate/rules.hpp"
#include "gateway/store/store.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

struct ReplayScope {
  UtcNs since = 0, until = 0;
};

struct ReplayDifference {
  std::string change;            ///< "cleared" "changed" "accused"
  std::int64_t incident_id = 0;  ///< 0: none yet
  std::int64_t emitter_id = 0;   ///< 0: an emission, no cell
  std::string was, is;           ///< kinds of incident; empty: none
  std::string what;              ///< "lte 452-04 1234567" or "452.300 MHz"
  std::string first_day, last_day;
  std::vector<WeighedReason> reasons;  ///< of today's judgement
  std::string left_to_people;          ///< "confirmed" "behaviour"; empty: apply() does it
};

struct ReplayResult {
  std::size_t cells = 0, days = 0, incidents = 0;  ///< that were judged
  std::vector<ReplayDifference> differences;       ///< cleared first, then changed, then accused
};

/// kInvalidArgument: an empty or turned scope, or one longer than kLongestReplayNs. Writes nothing. Over the
/// 5 000 cells heard last; one look-up for each of their days.
Result<ReplayResult> replay(Store& store, const ReplayScope& scope);
inline constexpr UtcNs kLongestReplayNs = 400LL * 86'400 * 1'000'000'000;

struct ReplayApplied {
  std::size_t cleared = 0, changed = 0, accused = 0, left = 0;
};
/// Judges again and does what is not left to people: incidents are dismissed ("registry.late" or
/// "licence.late" stands with their reasons), change their kind, or are opened from the stored observations
/// (the newest 500 of a cell). Each is a transaction with its audit row; the whole is one "replay.apply".
Result<ReplayApplied> apply_replay(Store& store, const ReplayScope& scope, const std::string& actor,
                                   UtcNs now);

}  // namespace sb::gateway
