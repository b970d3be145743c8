#include "dsp/cell/lte/dci.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace sb::dsp::lte {
namespace {

std::vector<std::uint8_t> bits_of(const std::string& text) {
  std::vector<std::uint8_t> bits;
  for (const char c : text) {
    if (c != ' ') bits.push_back(c == '1' ? 1 : 0);
  }
  return bits;
}

unsigned encode_riv(int first, int length, int n) {
  return static_cast<unsigned>(length - 1 <= n / 2 ? n * (length - 1) + first
                                                   : n * (n - length + 1) + (n - 1 - first));
}

// TS 36.212 §5.3.3.1.3, .4, as in facts/3gpp lte_dci_sizes.csv.
TEST(Dci, Sizes) {
  constexpr int kRows[6][4] = {{6, 21, 23, 8},   {15, 22, 25, 10}, {25, 25, 27, 12},
                               {50, 27, 29, 13}, {75, 27, 30, 14}, {100, 28, 31, 15}};
  for (const auto& row : kRows) {
    EXPECT_EQ(dci_bits(DciFormat::k1A, row[0], Duplex::kFdd), row[1]);
    EXPECT_EQ(dci_bits(DciFormat::k1A, row[0], Duplex::kTdd), row[2]);
    EXPECT_EQ(dci_bits(DciFormat::k1C, row[0], Duplex::kFdd), row[3]);
  }
}

TEST(Dci, RivIsABijection) {
  for (int n = 1; n <= 110; ++n) {
    std::set<unsigned> seen;
    for (int length = 1; length <= n; ++length) {
      for (int first = 0; first + length <= n; ++first) {
        const unsigned riv = encode_riv(first, length, n);
        EXPECT_TRUE(seen.insert(riv).second);
        const auto range = decode_riv(riv, n);
        ASSERT_TRUE(range.has_value()) << n << ": " << first << "+" << length;
        EXPECT_EQ(range->first, first);
        EXPECT_EQ(range->length, length);
      }
    }
    const int values = n * (n + 1) / 2;
    EXPECT_EQ(*seen.rbegin(), static_cast<unsigned>(values - 1));
    EXPECT_FALSE(decode_riv(static_cast<unsigned>(values), n).has_value());
  }
}

TEST(Dci, DistributedBlocksAreInTheBandAndNeverShared) {
  for (int n = 6; n <= 110; ++n) {
    for (const auto kind : {VrbKind::kDistributedGap1, VrbKind::kDistributedGap2}) {
      if (kind == VrbKind::kDistributedGap2 && n < 50) continue;
      const int blocks = virtual_blocks(kind, n);
      std::array<std::set<int>, 2> used;
      for (int v = 0; v < blocks; ++v) {
        const auto prb = physical_blocks(kind, {v, 1}, n);
        for (std::size_t slot = 0; slot < 2; ++slot) {
          EXPECT_LT(prb[slot][0], n);
          EXPECT_TRUE(used[slot].insert(prb[slot][0]).second) << n << " block " << v;
        }
        EXPECT_NE(prb[0][0], prb[1][0]);  // each block hops between the slots
      }
    }
  }
}

// TS 36.211 §6.2.3.2 by hand, 6 PRB: gap 3, 6 blocks, P = 1, 2 rows, 2 empty places at the foot of columns 1
// and 3:
//   0 1 2 3 / 4 . 5 .  read by columns: 0 4 1 2 5 3.
TEST(Dci, DistributedBlocksOfSixPrbByHand) {
  const int first_slot[6] = {0, 2, 3, 5, 1, 4};
  for (int v = 0; v < 6; ++v) {
    const auto prb = physical_blocks(VrbKind::kDistributedGap1, {v, 1}, 6);
    EXPECT_EQ(prb[0][0], first_slot[v]) << v;
    EXPECT_EQ(prb[1][0], (first_slot[v] + 3) % 6) << v;
  }
}

TEST(Dci, Format1AByHand) {
  // 50 PRB FDD: 1A, localised, RIV 50 x 3 + 7 (four blocks from 7), I_TBS 5, HARQ 0, NDI 0, RV 2, TPC 01
  // (three columns), pad.
  const auto bits = bits_of("1 0 00010011101 00101 000 0 10 01 0");
  ASSERT_EQ(bits.size(), 27U);
  const auto grant = parse_dci(DciFormat::k1A, bits, 50, Duplex::kFdd);
  ASSERT_TRUE(grant.has_value());
  EXPECT_EQ(grant->prb[0], (std::vector<std::uint8_t>{7, 8, 9, 10}));
  EXPECT_EQ(grant->prb[1], grant->prb[0]);
  EXPECT_EQ(grant->transport_bits, 224);
  EXPECT_EQ(grant->redundancy_version, 2);
  EXPECT_EQ(rv_bit(50, Duplex::kFdd), 22);
  auto format0 = bits;
  format0[0] = 0;
  EXPECT_FALSE(parse_dci(DciFormat::k1A, format0, 50, Duplex::kFdd).has_value());
  auto reserved_size = bits_of("1 0 00010011101 11111 000 0 10 01 0");
  EXPECT_FALSE(parse_dci(DciFormat::k1A, reserved_size, 50, Duplex::kFdd).has_value());
}

TEST(Dci, Format1CByHand) {
  // 100 PRB: gap 2, 96/4 = 24 steps: RIV 24 x 1 + 2 (two steps from 2: blocks 8..15), I_TBS 9 = 256 bits.
  const auto grant = parse_dci(DciFormat::k1C, bits_of("1 000011010 01001"), 100, Duplex::kTdd);
  ASSERT_TRUE(grant.has_value());
  EXPECT_EQ(grant->transport_bits, 256);
  EXPECT_EQ(grant->prb[0].size(), 8U);
  EXPECT_EQ(grant->prb, physical_blocks(VrbKind::kDistributedGap2, {8, 8}, 100));
}

TEST(Dci, RedundancyVersionsOfSib1) {
  const int expected[] = {0, 2, 3, 1};
  for (int sfn = 0; sfn < 1024; sfn += 2) EXPECT_EQ(sib1_redundancy_version(sfn), expected[sfn % 8 / 2]);
}

}  // namespace
}  // namespace sb::dsp::lte
