#include "dsp/cell/lte/sync_sequences.hpp"

#include <cmath>
#include <complex>
#include <numeric>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/cell/lte/gold.hpp"

namespace sb::dsp::lte {
namespace {

TEST(PssSequence, OfTheStandardsFormula) {
  // TS 36.211 §6.11.1.1: u = 25 for N_ID_2 0; d(0) = 1, d(1) = e^(-j 2 pi 25 / 63), d(31) = e^(-j pi 25 32 33
  // / 63).
  const auto d = pss_sequence(0);
  EXPECT_NEAR(std::abs(d[0] - cf32{1.0F, 0.0F}), 0.0F, 1e-6F);
  EXPECT_NEAR(std::abs(std::complex<double>(d[1]) - std::polar(1.0, -2.0 * M_PI * 25 / 63)), 0.0, 1e-6);
  EXPECT_NEAR(std::abs(std::complex<double>(d[31]) - std::polar(1.0, -M_PI * 25.0 * 32 * 33 / 63)), 0.0,
              1e-5);
}

TEST(PssSequence, SecondAndThirdAreConjugates) {
  const auto a = pss_sequence(1);
  const auto b = pss_sequence(2);
  for (std::size_t n = 0; n < kSyncCarriers; ++n) EXPECT_NEAR(std::abs(a[n] - std::conj(b[n])), 0.0F, 1e-5F);
}

TEST(SssSequence, AllAreDistinctWithinAnNid2) {
  for (int n_id_2 = 0; n_id_2 < 3; ++n_id_2) {
    std::set<std::vector<float>> seen;
    for (int n_id_1 = 0; n_id_1 < 168; ++n_id_1) {
      for (const bool second : {false, true}) {
        const auto d = sss_sequence(n_id_1, n_id_2, second);
        seen.emplace(d.begin(), d.end());
      }
    }
    EXPECT_EQ(seen.size(), 336U);
  }
}

// The even elements are an m-sequence times an m-sequence of the N_ID_2: two groups with the same m0 share
// them in subframe 0. Table 6.11.2.1-1: groups 0 (0,1) and 30 (0,2) have m0 = 0; groups 0 and 1 (1,2) have
// not.
TEST(SssSequence, EvenElementsFollowM0OfTheTable) {
  const auto even = [](int group, bool second) {
    const auto d = sss_sequence(group, 1, second);
    std::vector<float> e;
    for (std::size_t n = 0; n < kSyncCarriers; n += 2) e.push_back(d[n]);
    return e;
  };
  EXPECT_EQ(even(0, false), even(30, false));
  EXPECT_NE(even(0, false), even(1, false));
  EXPECT_EQ(even(0, true), even(1, false));    // m1 of group 0 is m0 of group 1
  EXPECT_EQ(even(167, true), even(9, false));  // (2, 9)
}

// The steps of 28 bits against the recursion written one bit at a time.
TEST(GoldSequence, SameAsBitByBit) {
  for (const std::uint32_t c_init : {0U, 1U, 0x12345678U, 0x7FFFFFFFU, 42U * 1024U + 7U}) {
    std::vector<unsigned> x1(1600 + 200 + 31), x2(x1.size());
    x1[0] = 1;
    for (std::size_t i = 0; i < 31; ++i) x2[i] = c_init >> i & 1U;
    for (std::size_t n = 0; n + 31 < x1.size(); ++n) {
      x1[n + 31] = (x1[n + 3] + x1[n]) % 2;
      x2[n + 31] = (x2[n + 3] + x2[n + 2] + x2[n + 1] + x2[n]) % 2;
    }
    const auto c = gold_sequence(c_init, 200);
    for (std::size_t n = 0; n < 200; ++n)
      ASSERT_EQ(c[n], (x1[n + 1600] + x2[n + 1600]) % 2) << c_init << ' ' << n;
  }
}

}  // namespace
}  // namespace sb::dsp::lte
