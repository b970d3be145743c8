#include "node/health/time_source.hpp"

#include <gtest/gtest.h>

namespace sb::node {
namespace {

using Quality = dsp::TimeQuality;

// Lines in the form of chronyc(1): reference id, name, stratum, reference time, offset, last offset, rms
// offset, frequency, residual, skew, root delay, root dispersion, update interval, leap status.
TEST(Chrony, APulseOnThisMachineIsGnss) {
  EXPECT_EQ(quality_of_chrony("50505300,PPS,1,1795478400.1,0.000000213,0.000000101,0.000000402,-1.2,0.0,0.01,"
                              "0.000000001,0.000012000,16.0,Normal\n"),
            Quality::kGnss);
}

TEST(Chrony, AGnssServerElsewhereIsNtp) {
  EXPECT_EQ(
      quality_of_chrony("C0A80101,192.168.1.1,2,1795478400.1,0.000213,0.0001,0.0004,-1.2,0.0,0.01,0.02,0.001,"
                        "64.0,Normal"),
      Quality::kNtp);
}

TEST(Chrony, APulseThatWasLostLongAgoIsNoLongerGnss) {
  EXPECT_EQ(quality_of_chrony(
                "50505300,PPS,1,1795478400.1,0.000000213,0.0,0.0,-1.2,0.0,0.01,0.0,0.005,16.0,Normal"),
            Quality::kNtp);
}

TEST(Chrony, NotSynchronisedOrNotChrony) {
  EXPECT_EQ(quality_of_chrony("00000000,,0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,1.0,0.0,Not synchronised"),
            Quality::kFreeRunning);
  for (const char* line :
       {"", "506 Cannot talk to daemon", "a,b,c", "50505300,PPS,1,x,y,0,0,0,0,0,0,0,16.0,Normal"}) {
    EXPECT_EQ(quality_of_chrony(line), Quality::kFreeRunning) << line;
  }
}

TEST(DisciplinedClock, KnowsAtLeastWhatTheKernelKnows) {
  DisciplinedClock clock;
  clock.refresh();
  EXPECT_NE(clock.quality(), Quality::kUnknown);
  EXPECT_GT(clock.utc_ns(), 1'700'000'000'000'000'000);
}

}  // namespace
}  // namespace sb::node
