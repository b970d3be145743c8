#include "node/source/soapy_settings.hpp"

#include <gtest/gtest.h>

namespace sb::node {
namespace {

using SoapySDR::Range;

TEST(SoapySettings, NearestLegalValue) {
  const SoapySDR::RangeList rates{Range(225001.0, 300000.0), Range(900001.0, 3200000.0)};
  EXPECT_EQ(nearest_legal(rates, 1.92e6), 1.92e6);
  EXPECT_EQ(nearest_legal(rates, 19.2e6), 3.2e6);
  EXPECT_EQ(nearest_legal(rates, 350e3), 300e3);
  EXPECT_EQ(nearest_legal(rates, 1.0), 225001.0);
  EXPECT_EQ(nearest_legal({Range(0.0, 49.6, 0.5)}, 20.3), 20.5);
  EXPECT_EQ(nearest_legal({Range(8e6, 8e6), Range(10e6, 10e6), Range(20e6, 20e6)}, 19.2e6), 20e6);
  EXPECT_EQ(nearest_legal({}, 19.2e6), 19.2e6);
}

TEST(SoapySettings, LegalOrNot) {
  EXPECT_TRUE(is_legal({Range(24e6, 1766e6)}, 1766e6));
  EXPECT_FALSE(is_legal({Range(24e6, 1766e6)}, 1815e6));
  EXPECT_TRUE(is_legal({}, 1815e6));
  EXPECT_EQ(ranges_in_mhz({Range(24e6, 1766e6), Range(2e9, 3e9)}), "24.0-1766.0 MHz, 2000.0-3000.0 MHz");
}

TEST(SoapySettings, NativeFormatWhereItIsOurs) {
  EXPECT_EQ(choose_stream_format("CS8", 128.0).format, SampleFormat::kCi8);
  EXPECT_EQ(choose_stream_format("CU8", 128.0).full_scale, 127.5F);
  EXPECT_EQ(choose_stream_format("CS16", 2048.0).full_scale, 2048.0F);
  EXPECT_EQ(choose_stream_format("CS16", 0.0).full_scale, 32768.0F);  // a driver that does not say
  EXPECT_EQ(choose_stream_format("CS12", 2048.0).soapy_name, "CF32");
}

}  // namespace
}  // namespace sb::node
