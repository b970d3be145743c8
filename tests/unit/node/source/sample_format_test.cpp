#include "node/source/sample_format.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace sb::node {
namespace {

using dsp::cf32;

template <typename Number>
Conversion convert(SampleFormat format, const std::vector<Number>& raw, std::vector<cf32>& out) {
  out.assign(raw.size() / 2, {});
  return convert_samples(format, natural_full_scale(format), reinterpret_cast<const std::byte*>(raw.data()),
                         out);
}

TEST(SampleFormat, KnowsSigmfNames) {
  EXPECT_EQ(sigmf_datatype("cf32_le"), SampleFormat::kCf32);
  EXPECT_EQ(sigmf_datatype("ci16_le"), SampleFormat::kCi16);
  EXPECT_EQ(sigmf_datatype("ci8"), SampleFormat::kCi8);
  EXPECT_EQ(sigmf_datatype("cu8"), SampleFormat::kCu8);
  for (const char* other : {"cf32_be", "ci16_be", "rf32_le", "cf64_le", "CI8", ""})
    EXPECT_FALSE(sigmf_datatype(other));
}

TEST(SampleFormat, FullScaleIsOne) {
  std::vector<cf32> out;
  EXPECT_EQ(convert<std::int8_t>(SampleFormat::kCi8, {-128, 64, 0, 127}, out).clipped, 2U);
  EXPECT_EQ(out[0], cf32(-1.0F, 0.5F));
  EXPECT_EQ(out[1], cf32(0.0F, 127.0F / 128.0F));
  EXPECT_EQ(convert<std::int16_t>(SampleFormat::kCi16, {-32768, 16384, 1, -1}, out).clipped, 1U);
  EXPECT_EQ(out[0], cf32(-1.0F, 0.5F));
  EXPECT_EQ(out[1], cf32(1.0F / 32768.0F, -1.0F / 32768.0F));
  // An unsigned byte has no zero: 127 and 128 lie half a step either side.
  EXPECT_EQ(convert<std::uint8_t>(SampleFormat::kCu8, {0, 255, 127, 128, 1, 254}, out).clipped, 1U);
  EXPECT_FLOAT_EQ(out[0].real(), -1.0F);
  EXPECT_FLOAT_EQ(out[0].imag(), 1.0F);
  EXPECT_FLOAT_EQ(out[1].real(), -0.5F / 127.5F);
  EXPECT_FLOAT_EQ(out[1].imag(), 0.5F / 127.5F);
}

TEST(SampleFormat, NarrowConverterHasItsOwnFullScale) {
  const std::vector<std::int16_t> raw{2047, 0, -2048, 1024, 100, 100};
  std::vector<cf32> out(3);
  const auto done =
      convert_samples(SampleFormat::kCi16, 2048.0F, reinterpret_cast<const std::byte*>(raw.data()), out);
  EXPECT_EQ(done.clipped, 2U);
  EXPECT_EQ(out[1], cf32(-1.0F, 0.5F));
}

TEST(SampleFormat, EveryByteValueOnItsOwn) {
  std::vector<std::int8_t> raw;
  for (int v = -128; v < 128; ++v) raw.insert(raw.end(), {static_cast<std::int8_t>(v), 0});
  std::vector<cf32> out;
  convert(SampleFormat::kCi8, raw, out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    EXPECT_FLOAT_EQ(out[i].real(), static_cast<float>(static_cast<int>(i) - 128) / 128.0F);
  }
}

TEST(SampleFormat, StopsAtTheSampleThatIsNoNumber) {
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity(), -3e9F}) {
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{1}, std::size_t{2047}, std::size_t{2048}, std::size_t{9999}}) {
      std::vector<float> raw(20000, 0.25F);
      raw[2 * at + at % 2] = bad;
      std::vector<cf32> out;
      EXPECT_EQ(convert(SampleFormat::kCf32, raw, out).converted, at);
    }
  }
}

TEST(SampleFormat, FloatsInTheirOwnMemory) {
  std::vector<cf32> samples(5000, cf32(0.5F, -1.0F));
  const auto done =
      convert_samples(SampleFormat::kCf32, 1.0F, reinterpret_cast<std::byte*>(samples.data()), samples);
  EXPECT_EQ(done.converted, samples.size());
  EXPECT_EQ(done.clipped, samples.size());
  EXPECT_EQ(samples.back(), cf32(0.5F, -1.0F));
}

}  // namespace
}  // namespace sb::node
