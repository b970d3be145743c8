#include "models/service_loss/cause_vote.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace sb::models {
namespace {

using Weights = std::array<double, kLossCauses>;  // jammer, outage, antenna fault, ducting

// Decibans (10 log10 of a likelihood ratio): 3 = a hint, 6 = four to one, 10 = ten to one. Engineering
// judgement from the signatures of anchors/spectrum.md b.1 and b.2 §9-§10; to be fitted when incidents with a
// known cause have been gathered.
constexpr Weights kFloorUp{10, -6, -6, 3};  // noise where nothing should be
constexpr Weights kFloorDown{-6, 0, 8, 0};  // less of the sky's noise: the cable or its amplifier
constexpr Weights kFloorSteady{-6, 3, 0, 0};
constexpr Weights kLevelSteadySinrFell{10, -10, -6, 6};  // interference, whoever makes it
constexpr Weights kLevelFell{-6, 6, 6, 0};
constexpr Weights kFewCarriersDown{0, 4, -6, 0};  // one base station or one operator
constexpr Weights kAllCarriersDown{4, -2, 4, 0};
constexpr Weights kFellAlike{-3, -6, 10, -3};  // the same decibels on all: our own antenna
constexpr Weights kFellUnlike{0, 2, -8, 2};
constexpr Weights kDecodingFails{6, -6, 0, 4};
constexpr Weights kFarCells{-4, 0, -6, 12};
constexpr Weights kGnssLost{6, -2, 2, -4};
constexpr Weights kMainsLost{-3, 10, 0, 0};
constexpr Weights kNeighboursAgree{2, 3, -12, 3};
constexpr Weights kNeighboursDisagree{0, 0, 6, -4};

struct Tally {
  Weights sum{};
  std::vector<CauseReason> reasons;

  void add(const std::string& sign, const Weights& weights) {
    for (std::size_t i = 0; i < kLossCauses; ++i) {
      sum[i] += weights[i];
      if (weights[i] != 0.0) reasons.push_back({static_cast<LossCause>(i), sign, weights[i]});
    }
  }
  void add_if(const std::optional<bool>& observed, std::string_view key, const Weights& yes,
              const Weights& no = {}) {
    if (observed) add(fmt::format("{}={}", key, *observed ? "yes" : "no"), *observed ? yes : no);
  }
};

void weigh_levels(const LossSigns& signs, Tally& tally) {
  if (signs.floor_change_db) {
    const double change = *signs.floor_change_db;
    tally.add(fmt::format("floor_change_db={:+.1f}", change),
              change >= 1.5 ? kFloorUp : (change <= -1.5 ? kFloorDown : kFloorSteady));
  }
  if (!signs.reference_level_change_db) return;
  const double level = *signs.reference_level_change_db;
  if (level <= -6.0) tally.add(fmt::format("reference_level_change_db={:+.1f}", level), kLevelFell);
  if (std::abs(level) < 3.0 && signs.sinr_change_db && *signs.sinr_change_db <= -3.0) {
    tally.add(fmt::format("sinr_change_db={:+.1f} at steady level", *signs.sinr_change_db),
              kLevelSteadySinrFell);
  }
}

}  // namespace

const char* to_string(LossCause cause) {
  constexpr std::array<const char*, kLossCauses> kNames{"jammer", "outage", "antenna_fault", "ducting"};
  return kNames[static_cast<std::size_t>(cause)];
}

CauseVote vote_on_loss(const LossSigns& signs) {
  Tally tally;
  weigh_levels(signs, tally);
  if (signs.carriers_down_share) {
    const double share = *signs.carriers_down_share;
    const std::string key = fmt::format("carriers_down_share={:.2f}", share);
    if (share >= 0.8) tally.add(key, kAllCarriersDown);
    if (share > 0.0 && share <= 0.4) tally.add(key, kFewCarriersDown);
  }
  tally.add_if(signs.all_cells_fell_alike, "all_cells_fell_alike", kFellAlike, kFellUnlike);
  tally.add_if(signs.decoding_fails, "decoding_fails", kDecodingFails);
  tally.add_if(signs.far_cells_appeared, "far_cells_appeared", kFarCells);
  tally.add_if(signs.gnss_lost, "gnss_lost", kGnssLost);
  tally.add_if(signs.mains_lost, "mains_lost", kMainsLost);
  tally.add_if(signs.neighbour_nodes_agree, "neighbour_nodes_agree", kNeighboursAgree, kNeighboursDisagree);

  CauseVote vote;
  double total = 0.0;
  for (std::size_t i = 0; i < kLossCauses; ++i) {
    vote.probability[i] = std::pow(10.0, tally.sum[i] / 10.0);
    total += vote.probability[i];
  }
  for (double& p : vote.probability) p /= total;
  const auto best = std::ranges::max_element(tally.sum);
  vote.most_likely = static_cast<LossCause>(best - tally.sum.begin());
  double next = -1e9;
  for (std::size_t i = 0; i < kLossCauses; ++i) {
    if (static_cast<LossCause>(i) != vote.most_likely) next = std::max(next, tally.sum[i]);
  }
  vote.decided = *best - next >= 10.0;
  vote.reasons = std::move(tally.reasons);
  std::ranges::stable_sort(vote.reasons, std::greater{},
                           [](const CauseReason& r) { return std::abs(r.decibans); });
  return vote;
}

}  // namespace sb::models
