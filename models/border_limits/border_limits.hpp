#pragma once
// Trigger levels of field strength at a border. Viet Nam and its neighbours have no published agreement that
// we know of: the values are those of the CEPT recommendations and the HCM agreement, written from memory,
// and ship as editable defaults labelled "reference, CEPT".
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "models/core/certainty.hpp"

namespace sb::models {

enum class LimitCase : std::uint8_t {
  kPreferential,  ///< preferential frequency, code or cell identity of the transmitting side
  kNonPreferential,
  kGeneral,              ///< another technology on one side
  kUnsynchronised,       ///< TDD without common frame timing, or FDD against TDD
  kMaximumInterference,  ///< HCM: permissible interfering field at a protected receiver
};

/// A row of border_limits.csv. Between the two distances the level falls linearly in dB.
struct BorderLimit {
  std::string_view recommendation;
  std::string_view case_text;
  LimitCase which;
  double low_hz, high_hz;         ///< frequencies it is for
  double reference_bandwidth_hz;  ///< 0: the emission's own
  double antenna_height_m;
  double field_1_dbuv_m;
  double distance_1_km;   ///< inside the neighbour's territory; 0: at the line itself
  double field_2_dbuv_m;  ///< NaN: the first level holds everywhere
  double distance_2_km;   ///< HCM: maximum range of cross-border harmful interference
  Certainty certainty;
  std::string_view note;
};

inline constexpr std::string_view kBorderLimitLabel = "reference, CEPT";

std::span<const BorderLimit> default_border_limits();

/// Level at `distance_km` (>= 0) inside the receiving country; nothing where the row sets none (nearer than
/// distance_1_km of a single-level row).
std::optional<double> limit_dbuv_m(const BorderLimit& limit, double distance_km);

struct BorderTrigger {
  const BorderLimit* row;
  double field_dbuv_m;
};
/// The strictest row of `table` for that frequency, case and distance.
std::optional<BorderTrigger> border_trigger(std::span<const BorderLimit> table, double frequency_hz,
                                            LimitCase which, double distance_km);

/// Field strength of a plane wave of which an isotropic antenna receives `isotropic_dbm`:
/// E = P + 20 log f_MHz + 77.21 dB (120 pi ohm, 4 pi / lambda^2).
double field_dbuv_m(double isotropic_dbm, double frequency_hz);
double isotropic_dbm(double field_dbuv_m, double frequency_hz);
/// Power in 5 MHz of a fully loaded LTE carrier whose reference-signal element has `rsrp_dbm`: 300 elements.
double loaded_5mhz_dbm(double rsrp_dbm);
/// The part within 5 MHz of a flat emission of `power_dbm` in `bandwidth_hz`; narrower ones keep all of it.
double in_5mhz_dbm(double power_dbm, double bandwidth_hz);

}  // namespace sb::models
