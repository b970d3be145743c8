#pragma once
// A cell's level as a regulator measures it at a border: the mean of decibels over at least 360 s at one
// place, from the reference signals, which do not depend on the cell's load (method of CEPT's draft on field
// strength control of mobile networks at borders, FM22 2023). One sample above a trigger proves nothing.
#include <optional>
#include <string>

#include "gateway/correlate/rules.hpp"
#include "gateway/store/ledger.hpp"

namespace sb::gateway {

inline constexpr UtcNs kLogMeanNs = 360'000'000'000;
inline constexpr std::uint32_t kLogMeanSamples = 5;  ///< at least; a sweep comes by every minute or so
/// A silence as long as this ends a stretch without a result.
inline constexpr UtcNs kLogMeanBreakNs = 1'800'000'000'000;

/// Enters a hearing of `emitter` into the levels of its node. Hearings older than the last are left out.
void note_level(Emitter& emitter, const Observation& observation);

struct Trigger {
  double field_dbuv_m = 0.0;  ///< per 5 MHz, at the border line
  std::string source;
};
/// Of the band, preferential case first; CEPT's reference where no row holds the frequency.
Trigger trigger_at(double frequency_hz);

struct BorderComparison {
  std::string node_id;
  LogMean mean;
  double load_correction_db = 0.0;  ///< from one resource element to 5 MHz under full load
  double field_dbuv_m = 0.0;        ///< per 5 MHz
  Trigger trigger;
  bool above() const { return field_dbuv_m >= trigger.field_dbuv_m; }
};
/// By the highest mean of any node; none before a calibrated stretch is complete.
std::optional<BorderComparison> compare_with_trigger(const Emitter& emitter);
/// Reason "level.above_trigger". It speaks of the measure of the trouble, not of whose it is: ratio 0.
WeighedReason reason_of(const BorderComparison& comparison);

}  // namespace sb::gateway
