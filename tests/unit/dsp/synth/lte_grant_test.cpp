#include "dsp/synth/lte_grant.hpp"

#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

namespace sb::dsp::synth {
namespace {

constexpr int kBandwidths[] = {6, 15, 25, 50, 75, 100};

LteCellConfig config_of(int n_prb, Duplex duplex, SiGrant grant) {
  LteCellConfig c;
  c.bandwidth_prb = static_cast<std::uint16_t>(n_prb);
  c.duplex = duplex;
  c.si_grant = grant;
  return c;
}

// TS 36.212 §5.3.3.1: sizes for 6, 15, 25, 50, 75, 100 PRB (1A with its pad where the size would be
// ambiguous).
TEST(Dci, SizesOfEveryBandwidth) {
  constexpr std::size_t k1AFdd[] = {21, 22, 25, 27, 27, 28};
  constexpr std::size_t k1ATdd[] = {23, 25, 27, 29, 30, 31};
  constexpr std::size_t k1C[] = {8, 10, 12, 13, 14, 15};
  for (std::size_t i = 0; i < 6; ++i) {
    const auto size = [&](Duplex duplex, SiGrant grant) {
      const auto c = config_of(kBandwidths[i], duplex, grant);
      return encode_dci(c, allocate_sib1(c, 18), 0).size();
    };
    EXPECT_EQ(size(Duplex::kFdd, SiGrant::k1ALocalised), k1AFdd[i]);
    EXPECT_EQ(size(Duplex::kTdd, SiGrant::k1ALocalised), k1ATdd[i]);
    EXPECT_EQ(size(Duplex::kFdd, SiGrant::k1ADistributed), k1AFdd[i]);
    EXPECT_EQ(size(Duplex::kFdd, SiGrant::k1C), k1C[i]);
  }
}

// 25 PRB, blocks 3..6: RIV = 25 x 3 + 3 = 78; I_TBS 2 in the column of three blocks: 144 bits; RV 3.
// 1A, localised, RIV of 9 bits, MCS of 5, HARQ 000, NDI 0, RV 11, TPC 01, pad (24 bits are ambiguous).
TEST(Dci, Format1AByHand) {
  auto c = config_of(25, Duplex::kFdd, SiGrant::k1ALocalised);
  c.sib1.first_block = 3;
  c.sib1.block_count = 4;
  const auto allocation = allocate_sib1(c, 18);
  EXPECT_EQ(allocation.tbs_bits, 144);
  EXPECT_EQ(encode_dci(c, allocation, 3),
            (Bits{1, 0, 0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0}));
}

// Longer than half the band counts from the other end: 6 PRB, blocks 0..5: RIV = 6 (6 - 5) + 5 = 11.
TEST(Dci, LongAllocation) {
  auto c = config_of(6, Duplex::kFdd, SiGrant::k1ALocalised);
  c.sib1.first_block = 0;
  c.sib1.block_count = 6;
  const Bits dci = encode_dci(c, allocate_sib1(c, 18), 0);
  EXPECT_EQ(Bits(dci.begin() + 2, dci.begin() + 7), (Bits{0, 1, 0, 1, 1}));
}

// 6 PRB: gap 3, two rows of four with one null at the foot of columns 2 and 4, read by columns: 0 4 1 2 5 3.
TEST(DistributedBlocks, SixBlocksByHand) {
  constexpr int kFirst[] = {0, 2, 3, 5, 1, 4};
  for (int vrb = 0; vrb < 6; ++vrb) {
    EXPECT_EQ(distributed_block(vrb, 0, 6, false), kFirst[vrb]);
    EXPECT_EQ(distributed_block(vrb, 1, 6, false), (kFirst[vrb] + 3) % 6);
  }
}

TEST(DistributedBlocks, EveryMapIsOneToOneInsideTheBand) {
  constexpr int kVirtual[] = {6, 14, 24, 46, 64, 96};
  constexpr int kVirtualSecond[] = {0, 0, 0, 36, 64, 96};
  for (std::size_t i = 0; i < 6; ++i) {
    for (const bool second : {false, true}) {
      const int count = second ? kVirtualSecond[i] : kVirtual[i];
      for (int slot = 0; slot < 2; ++slot) {
        std::set<int> blocks;
        for (int vrb = 0; vrb < count; ++vrb)
          blocks.insert(distributed_block(vrb, slot, kBandwidths[i], second));
        ASSERT_EQ(blocks.size(), static_cast<std::size_t>(count));
        if (count > 0) {
          EXPECT_GE(*blocks.begin(), 0);
          EXPECT_LT(*blocks.rbegin(), kBandwidths[i]);
        }
      }
    }
  }
}

TEST(Allocation, RefusesWhatTheGrantCannotSay) {
  auto c = config_of(25, Duplex::kFdd, SiGrant::k1C);
  c.sib1.first_block = 1;  // 1C steps by two below 50 PRB
  EXPECT_THROW(allocate_sib1(c, 18), std::invalid_argument);
  c = config_of(25, Duplex::kFdd, SiGrant::k1ADistributed);
  c.sib1.second_gap = true;
  EXPECT_THROW(allocate_sib1(c, 18), std::invalid_argument);
  c = config_of(25, Duplex::kFdd, SiGrant::k1ALocalised);
  c.sib1.tbs_index = 0;  // 56 bits
  EXPECT_THROW(allocate_sib1(c, 18), std::invalid_argument);
  EXPECT_THROW(allocate_sib1(config_of(25, Duplex::kFdd, SiGrant::k1ALocalised), 278), std::invalid_argument);
}

}  // namespace
}  // namespace sb::dsp::synth
