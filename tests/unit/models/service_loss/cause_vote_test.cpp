#include "models/service_loss/cause_vote.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace sb::models {
namespace {

TEST(CauseVote, NothingObservedDecidesNothing) {
  const CauseVote vote = vote_on_loss({});
  EXPECT_FALSE(vote.decided);
  for (const double p : vote.probability) EXPECT_DOUBLE_EQ(p, 0.25);
  EXPECT_TRUE(vote.reasons.empty());
}

TEST(CauseVote, NoiseUpUnderSteadyCellsIsAJammer) {
  LossSigns signs;
  signs.reference_level_change_db = -0.4;
  signs.floor_change_db = 9.0;
  signs.sinr_change_db = -8.5;
  signs.decoding_fails = true;
  const CauseVote vote = vote_on_loss(signs);
  EXPECT_EQ(vote.most_likely, LossCause::kJammer);
  EXPECT_TRUE(vote.decided);
  EXPECT_NEAR(std::accumulate(vote.probability.begin(), vote.probability.end(), 0.0), 1.0, 1e-12);
  EXPECT_GT(std::abs(vote.reasons.front().decibans), 9.0);
}

TEST(CauseVote, OneCarrierGoneWithThePowerIsAnOutage) {
  LossSigns signs;
  signs.reference_level_change_db = -40.0;
  signs.floor_change_db = 0.1;
  signs.carriers_down_share = 0.3;
  signs.mains_lost = true;
  const CauseVote vote = vote_on_loss(signs);
  EXPECT_EQ(vote.most_likely, LossCause::kOutage);
  EXPECT_TRUE(vote.decided);
}

TEST(CauseVote, AllDownAlikeAtOneNodeIsItsAntenna) {
  LossSigns signs;
  signs.reference_level_change_db = -18.0;
  signs.floor_change_db = -3.0;
  signs.carriers_down_share = 1.0;
  signs.all_cells_fell_alike = true;
  signs.neighbour_nodes_agree = false;
  const CauseVote vote = vote_on_loss(signs);
  EXPECT_EQ(vote.most_likely, LossCause::kAntennaFault);
  EXPECT_TRUE(vote.decided);
}

TEST(CauseVote, FarCellsThatRiseAreDucting) {
  LossSigns signs;
  signs.reference_level_change_db = 1.0;
  signs.sinr_change_db = -6.0;
  signs.far_cells_appeared = true;
  signs.neighbour_nodes_agree = true;
  const CauseVote vote = vote_on_loss(signs);
  EXPECT_EQ(vote.most_likely, LossCause::kDucting);
  EXPECT_TRUE(vote.decided);
}

}  // namespace
}  // namespace sb::models
