#pragma once
// Why a service that was there is gone: jammer, outage, antenna fault or ducting. Each sign that was observed
// moves each cause by a number of decibans; what was not observed says nothing. The whole table is in
// cause_vote.cpp, so that a person can follow the verdict.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sb::models {

enum class LossCause : std::uint8_t { kJammer, kOutage, kAntennaFault, kDucting };
inline constexpr std::size_t kLossCauses = 4;

/// Changes against the place's own baseline. All are optional.
struct LossSigns {
  std::optional<double> reference_level_change_db;  ///< RSRP of the domestic cells (coherent: noise-immune)
  std::optional<double> floor_change_db;            ///< empty resource elements or noise floor
  std::optional<double> sinr_change_db;             ///< of the reference signals
  std::optional<double> carriers_down_share;        ///< 0..1 of the carriers heard before that fail now
  std::optional<bool> all_cells_fell_alike;         ///< every level fell by the same amount within 2 dB
  std::optional<bool> decoding_fails;               ///< level high, check sums bad
  std::optional<bool> far_cells_appeared;  ///< cells never or rarely heard, at long distance, came up
  std::optional<bool> gnss_lost;
  std::optional<bool> mains_lost;             ///< at the site or reported for the commune
  std::optional<bool> neighbour_nodes_agree;  ///< other nodes of the area see the same change
};

struct CauseReason {
  LossCause cause;
  std::string sign;  ///< key with its figure: "floor_change_db=+8.1"
  double decibans;   ///< of evidence, positive speaks for the cause
};

struct CauseVote {
  std::array<double, kLossCauses> probability{};  ///< sums to 1
  LossCause most_likely = LossCause::kOutage;
  bool decided = false;              ///< most_likely has 10 decibans on the next
  std::vector<CauseReason> reasons;  ///< all that counted, strongest first
};

const char* to_string(LossCause cause);
/// Equal odds before any sign.
CauseVote vote_on_loss(const LossSigns& signs);

}  // namespace sb::models
