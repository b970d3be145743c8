#include "node/pipeline/iq_ring.hpp"

#include <gtest/gtest.h>

namespace sb::node {
namespace {

TEST(IqRing, MemoryIsFixedFromTheStart) {
  IqRing ring(2, 1000);
  EXPECT_EQ(ring.front(), nullptr);
  const auto* memory = ring.claim()->memory.data();
  EXPECT_EQ(ring.claim()->memory.size(), 1000U);
  ring.publish();
  ring.claim();
  ring.publish();
  EXPECT_EQ(ring.claim(), nullptr);
  ring.release();
  EXPECT_EQ(ring.claim()->memory.data(), memory);
}

TEST(IqRing, CountsWhatWasDropped) {
  IqRing ring(2, 10);
  ring.drop(7);
  ring.drop(5);
  EXPECT_EQ(ring.dropped(), 12U);
}

TEST(IqRing, ATakeBecomesABlock) {
  IqTake take;
  take.memory.resize(10, {0.5F, 0.0F});
  take.filled = 4;
  take.first_sample = 77;
  take.dropped_before = 3;
  take.t0_utc_ns = 5;
  take.format = {1.92e6, 800e6, dsp::TimeQuality::kNtp, -40.0F};
  const dsp::IqBlock block = take.block();
  EXPECT_EQ(block.samples.size(), 4U);
  EXPECT_EQ(block.first_sample, 77U);
  EXPECT_EQ(block.dropped_before, 3U);
  EXPECT_EQ(block.t0_utc_ns, 5);
  EXPECT_EQ(block.sample_rate_hz, 1.92e6);
  EXPECT_EQ(block.centre_hz, 800e6);
  EXPECT_EQ(block.time_quality, dsp::TimeQuality::kNtp);
  EXPECT_EQ(block.full_scale_dbm, -40.0F);
}

}  // namespace
}  // namespace sb::node
