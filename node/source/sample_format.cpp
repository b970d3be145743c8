#include "node/source/sample_format.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace sb::node {
namespace {

constexpr std::size_t kStep = 2048;  // samples: raw and converted stay in the first-level cache
constexpr float kAbsurd = 1e9F;      // its square still fits a float

struct FormatRow {
  SampleFormat format;
  std::string_view name;
  std::size_t bytes;
  float full_scale;
};

constexpr std::array<FormatRow, 4> kFormats{{
    {SampleFormat::kCf32, "cf32_le", 8, 1.0F},
    {SampleFormat::kCi16, "ci16_le", 4, 32768.0F},
    {SampleFormat::kCi8, "ci8", 2, 128.0F},
    {SampleFormat::kCu8, "cu8", 2, 127.5F},
}};

const FormatRow& row(SampleFormat format) {
  return *std::find_if(kFormats.begin(), kFormats.end(),
                       [&](const FormatRow& r) { return r.format == format; });
}

/// Branch-free, so that the compiler makes vectors of it.
template <typename Number>
Conversion convert_integers(const Number* raw, float offset, float full_scale, std::span<dsp::cf32> out) {
  const float scale = 1.0F / full_scale;
  const int low = static_cast<int>(std::lround(offset - full_scale));
  const int high = offset > 0.0F ? 255 : static_cast<int>(std::lround(full_scale)) - 1;
  std::uint64_t clipped = 0;
  for (std::size_t at = 0; at < out.size(); at += kStep) {
    const std::size_t count = std::min(kStep, out.size() - at);
    const Number* in = raw + 2 * at;
    auto* to = reinterpret_cast<float*>(out.data() + at);
    for (std::size_t i = 0; i < 2 * count; ++i) to[i] = (static_cast<float>(in[i]) - offset) * scale;
    std::uint32_t here = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto re = in[2 * i];
      const auto im = in[2 * i + 1];
      here += static_cast<std::uint32_t>((re <= low) | (re >= high) | (im <= low) | (im >= high));
    }
    clipped += here;
  }
  return {out.size(), clipped};
}

bool usable(const float* pair) {
  return std::fabs(pair[0]) <= kAbsurd && std::fabs(pair[1]) <= kAbsurd;
}

Conversion convert_floats(const std::byte* raw, float full_scale, std::span<dsp::cf32> out) {
  if (raw != reinterpret_cast<const std::byte*>(out.data())) std::memcpy(out.data(), raw, out.size_bytes());
  const float scale = 1.0F / full_scale;
  std::uint64_t clipped = 0;
  for (std::size_t at = 0; at < out.size(); at += kStep) {
    const std::size_t count = std::min(kStep, out.size() - at);
    auto* x = reinterpret_cast<float*>(out.data() + at);
    std::uint32_t good = 0;
    std::uint32_t here = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const float re = std::fabs(x[2 * i] * scale);
      const float im = std::fabs(x[2 * i + 1] * scale);
      good += static_cast<std::uint32_t>((re <= kAbsurd) & (im <= kAbsurd));
      here += static_cast<std::uint32_t>((std::fabs(re - 1.0F) < 1e-4F) | (std::fabs(im - 1.0F) < 1e-4F));
      x[2 * i] *= scale;
      x[2 * i + 1] *= scale;
    }
    clipped += here;
    if (good == count) continue;
    std::size_t first_bad = 0;
    while (usable(x + 2 * first_bad)) ++first_bad;
    return {at + first_bad, clipped};
  }
  return {out.size(), clipped};
}

}  // namespace

std::optional<SampleFormat> sigmf_datatype(std::string_view name) {
  for (const FormatRow& r : kFormats) {
    if (r.name == name) return r.format;
  }
  return std::nullopt;
}

std::size_t sample_bytes(SampleFormat format) {
  return row(format).bytes;
}

float natural_full_scale(SampleFormat format) {
  return row(format).full_scale;
}

Conversion convert_samples(SampleFormat format, float full_scale, const std::byte* raw,
                           std::span<dsp::cf32> out) {
  switch (format) {
    case SampleFormat::kCf32:
      return convert_floats(raw, full_scale, out);
    case SampleFormat::kCi16:
      return convert_integers(reinterpret_cast<const std::int16_t*>(raw), 0.0F, full_scale, out);
    case SampleFormat::kCi8:
      return convert_integers(reinterpret_cast<const std::int8_t*>(raw), 0.0F, full_scale, out);
    case SampleFormat::kCu8:
      return convert_integers(reinterpret_cast<const std::uint8_t*>(raw), 127.5F, full_scale, out);
  }
  return {};
}

}  // namespace sb::node
