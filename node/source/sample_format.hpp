#pragma once
// Raw sample formats of recordings and receivers, turned into complex floats.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "dsp/core/iq_block.hpp"

namespace sb::node {

/// Interleaved I and Q, little-endian.
enum class SampleFormat : std::uint8_t { kCf32, kCi16, kCi8, kCu8 };

/// SigMF's names: "cf32_le", "ci16_le", "ci8", "cu8"; nothing for any other.
std::optional<SampleFormat> sigmf_datatype(std::string_view name);
/// Bytes of one complex sample.
std::size_t sample_bytes(SampleFormat format);
/// The raw value that stands for |x| = 1: 1, 32768, 128, 127.5 (around an offset of 127.5).
float natural_full_scale(SampleFormat format);

struct Conversion {
  std::size_t converted = 0;  ///< less than asked: the sample after these is not finite or beyond 1e9
  std::uint64_t clipped = 0;  ///< of these, samples with I or Q at full scale (floats: 1 to within 1e-4)
};

/// Converts out.size() samples from `raw`, which may be the memory of `out` itself for kCf32 and must be
/// aligned to its numbers. A receiver whose converter is narrower than its format has a full scale below the
/// natural one. Cost: about 1 ns per sample.
Conversion convert_samples(SampleFormat format, float full_scale, const std::byte* raw,
                           std::span<dsp::cf32> out);

}  // namespace sb::node
