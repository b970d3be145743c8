#include "node/source/sigmf_meta.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/recording.hpp"

namespace sb::node {
namespace {

using test::meta_text;

TEST(SigmfMeta, ReadsWhatItNeeds) {
  const auto meta = parse_sigmf_meta(meta_text(
      "ci8", "19200000.0",
      R"([{"core:sample_start":0,"core:frequency":1815300000.0,"core:datetime":"2026-11-22T02:31:06.25Z"},
          {"core:sample_start":5000,"core:frequency":1867500000.0}])"));
  ASSERT_TRUE(meta) << meta.error().text;
  EXPECT_EQ(meta->format, SampleFormat::kCi8);
  EXPECT_EQ(meta->sample_rate_hz, 19.2e6);
  ASSERT_EQ(meta->segments.size(), 2U);
  EXPECT_EQ(meta->segments[0].centre_hz, 1815.3e6);
  EXPECT_EQ(meta->segments[0].t0_utc_ns, 1795314666250000000);  // date -d 2026-11-22T02:31:06Z +%s
  EXPECT_EQ(meta->segments[1].start, 5000U);
  EXPECT_EQ(meta->segments[1].t0_utc_ns, 0);
}

TEST(SigmfMeta, FrequencyAndCapturesMayBeMissing) {
  const auto meta = parse_sigmf_meta(R"({"global":{"core:datatype":"cu8","core:sample_rate":250000}})");
  ASSERT_TRUE(meta) << meta.error().text;
  ASSERT_EQ(meta->segments.size(), 1U);
  EXPECT_EQ(meta->segments[0].centre_hz, 0.0);
  EXPECT_TRUE(parse_sigmf_meta(meta_text("cu8", "250000", R"([{"core:sample_start":0}])")));
  EXPECT_TRUE(parse_sigmf_meta(meta_text("cu8", "250000", "[]")));
}

struct Lie {
  const char* name;
  std::string text;
  ErrorCode code;
  const char* says;
};

class SigmfMetaLies : public ::testing::TestWithParam<Lie> {};

TEST_P(SigmfMetaLies, AreRefusedWithTheFieldsName) {
  const auto meta = parse_sigmf_meta(GetParam().text);
  ASSERT_FALSE(meta);
  EXPECT_EQ(meta.error().code, GetParam().code);
  EXPECT_THAT(meta.error().text, ::testing::HasSubstr(GetParam().says));
}

std::string with_global(const std::string& extra) {
  return R"({"global":{"core:datatype":"ci8","core:sample_rate":1e6,)" + extra + "}}";
}

constexpr auto kBad = ErrorCode::kUnreadable;
constexpr auto kNo = ErrorCode::kUnsupported;

INSTANTIATE_TEST_SUITE_P(
    Table, SigmfMetaLies,
    ::testing::Values(
        Lie{"empty", "", kBad, "JSON"}, Lie{"cut_off", meta_text("ci8").substr(0, 40), kBad, "JSON"},
        Lie{"list", "[]", kBad, "object"}, Lie{"no_global", "{}", kBad, "global"},
        Lie{"no_datatype", R"({"global":{"core:sample_rate":1e6}})", kBad, "core:datatype"},
        Lie{"datatype_number", R"({"global":{"core:datatype":8,"core:sample_rate":1e6}})", kBad,
            "core:datatype"},
        Lie{"datatype_unknown", meta_text("ci12_le"), kNo, "ci12_le"},
        Lie{"datatype_big_endian", meta_text("ci16_be"), kNo, "ci16_be"},
        Lie{"rate_zero", meta_text("ci8", "0"), kBad, "core:sample_rate"},
        Lie{"rate_negative", meta_text("ci8", "-19200000"), kBad, "core:sample_rate"},
        Lie{"rate_absurd", meta_text("ci8", "1e15"), kBad, "core:sample_rate"},
        Lie{"rate_overflow", meta_text("ci8", "1e999"), kBad, "JSON"},
        Lie{"rate_string", meta_text("ci8", R"("19200000")"), kBad,
            "core:sample_rate is not a number (string)"},
        Lie{"rate_null", meta_text("ci8", "null"), kBad, "core:sample_rate"},
        Lie{"frequency_string",
            meta_text("ci8", "1e6", R"([{"core:sample_start":0,"core:frequency":"1.8e9"}])"), kBad,
            "core:frequency"},
        Lie{"frequency_negative", meta_text("ci8", "1e6", R"([{"core:sample_start":0,"core:frequency":-1}])"),
            kBad, "core:frequency"},
        Lie{"captures_object", meta_text("ci8", "1e6", "{}"), kBad, "captures"},
        Lie{"capture_number", meta_text("ci8", "1e6", "[1]"), kBad, "captures"},
        Lie{"no_start", meta_text("ci8", "1e6", "[{}]"), kBad, "core:sample_start"},
        Lie{"start_negative", meta_text("ci8", "1e6", R"([{"core:sample_start":-1}])"), kBad,
            "core:sample_start"},
        Lie{"start_fraction", meta_text("ci8", "1e6", R"([{"core:sample_start":0.5}])"), kBad,
            "core:sample_start"},
        Lie{"unordered", meta_text("ci8", "1e6", R"([{"core:sample_start":9},{"core:sample_start":9}])"),
            kBad, "ascending"},
        Lie{"two_channels", with_global(R"("core:num_channels":2)"), kNo, "core:num_channels"},
        Lie{"foreign_data", with_global(R"("core:dataset":"x.bin")"), kNo, "core:dataset"},
        Lie{"metadata_only", with_global(R"("core:metadata_only":true)"), kNo, "core:metadata_only"},
        Lie{"short_hash", with_global(R"("core:sha512":"00")"), kBad, "core:sha512"}),
    [](const auto& lie) { return std::string(lie.param.name); });

TEST(SigmfMeta, TimesThatCannotBeTrustedAreNone) {
  EXPECT_EQ(parse_utc_ns("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_utc_ns("1970-01-01T00:00:01.5Z"), 1'500'000'000);
  EXPECT_EQ(parse_utc_ns("1970-01-02T00:00:00.000000001Z"), 86'400'000'000'001);
  for (const char* bad :
       {"", "Z", "2026-11-22", "2026-11-22T02:31:06", "2026-13-22T02:31:06Z", "2026-11-22T25:31:06Z",
        "2026-11-22 02:31:06Z", "2026-11-22T02:31:06,5Z", "2026-11-22T02:31:06.Z", "2026-02-30T00:00:00Z"}) {
    EXPECT_EQ(parse_utc_ns(bad), 0) << bad;
  }
}

}  // namespace
}  // namespace sb::node
