// decode_mib on captures made by others: every field must be the truth's.
#include "dsp/cell/lte/mib.hpp"

#include <gtest/gtest.h>

#include "tests/support/lte_corpus.hpp"

namespace sb::dsp::lte {
namespace {

PhichResource resource_named(const std::string& name) {
  return name == "1/6"   ? PhichResource::kSixth
         : name == "1/2" ? PhichResource::kHalf
         : name == "1"   ? PhichResource::kOne
                         : PhichResource::kTwo;
}

void expect_truth(const tests::LteCapture& capture) {
  SCOPED_TRACE(capture.name);
  const auto samples = capture.samples();
  CellStream stream(samples, capture.fft_size(), 6, capture.sync);
  const auto mib = decode_mib(stream);
  ASSERT_TRUE(mib.has_value());
  const auto& truth = capture.truth;
  EXPECT_EQ(mib->bandwidth_prb, truth.contains("nof_prb") ? truth["nof_prb"] : truth["prb"]);
  EXPECT_EQ(mib->ports, truth["ports"]);
  EXPECT_EQ(mib->sfn_frame0, capture.sfn_frame0);
  EXPECT_EQ(mib->phich_duration, PhichDuration::kNormal);
  const auto& resource = truth.contains("phich_ng") ? truth["phich_ng"] : truth["phich_resources"];
  EXPECT_EQ(mib->phich_resource, resource_named(resource));
}

TEST(Mib, GeneratedCaptures) {
  const auto captures = tests::lte_captures("generated");
  if (captures.empty()) GTEST_SKIP() << "corpus absent";
  EXPECT_EQ(captures.size(), 15U);
  for (const auto& capture : captures) expect_truth(capture);
}

TEST(Mib, CapturesOffTheAir) {
  const auto captures = tests::lte_captures("real");
  if (captures.empty()) GTEST_SKIP() << "corpus absent";
  EXPECT_EQ(captures.size(), 7U);
  for (const auto& capture : captures) expect_truth(capture);
}

}  // namespace
}  // namespace sb::dsp::lte
