#pragma once
// Signs of a false domestic cell beyond the registry: what it broadcasts, what its identity did before, how
// its clock stands against the consensus of registered domestic cells. A neighbour country's network is
// spillover and is never asked.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/correlate/rules.hpp"

namespace sb::gateway {

/// What is known of the cell's past and surroundings when it is judged.
struct CellPast {
  std::size_t tacs_in_a_day = 1;          ///< different TACs or LACs of this carrier and physical id
  std::size_t identities_in_an_hour = 1;  ///< different cell ids of this carrier and physical id
  struct Elsewhere {
    double frequency_hz = 0.0;
    std::uint32_t physical_id = 0;
  };
  std::vector<Elsewhere>
      elsewhere;  ///< the same cell id heard near here on another carrier or physical id, today
  std::optional<double> clock_ppm;       ///< against the consensus of registered domestic cells at the node
  std::optional<double> clock_step_ppm;  ///< how far it moved since the same identity was last heard here
  bool jammed_before = false;            ///< jamming near here within ten minutes
};

/// Reasons, empty for an innocent cell. `date` is of Viet Nam's calendar.
std::vector<WeighedReason> suspicions(const HeardCell& cell, const CellPast& past, bool registered,
                                      std::string_view date);

/// Adds the suspicions to a registry's judgement: they make a rogue cell of what nobody could judge, or of
/// what contradicts the registry, when together they weigh at least kAccusation.
void weigh(Judgement& judgement, std::vector<WeighedReason> suspicions);
inline constexpr double kAccusation = 2.9;  ///< natural log of odds 18 : 1

/// When GSM had to be off the air in Viet Nam (Circular 03/2024/TT-BTTTT: licences on 900 MHz end on
/// 2026-09-15).
inline constexpr std::string_view kGsmSunset = "2026-09-16";

}  // namespace sb::gateway
