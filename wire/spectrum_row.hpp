#pragma once
// Rows of spectrum as octets: levels in steps of half a decibel, and many rows in little more than their
// entropy. Nothing is thresholded: any later rule can be replayed over what was kept.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::wire {

/// Code c stands for offset_dbfs + c * step_db; what lies outside 0..255 is held at the end.
struct LevelScale {
  float offset_dbfs = -160.0F;
  float step_db = 0.5F;  ///< reaches -32.5 dBFS a bin at half a decibel: choose for the row
};

/// The scale of 0.5 dB that has the strongest of `powers` (linear, |x| = 1 is 1) within it, 250 codes up.
LevelScale scale_for(std::span<const float> powers);
/// One octet a power, to the nearest step.
std::string encode_levels(std::span<const float> powers, const LevelScale& scale);
/// Linear powers.
std::vector<float> decode_levels(std::string_view codes, const LevelScale& scale);

inline constexpr std::size_t kMostBins = 8192;
inline constexpr std::size_t kMostRows = 4096;

/// Packs rows.size() / bins rows of codes, each against the one before it, with an adaptive range coder:
/// within a few percent of the order-0 entropy of the differences. bins 1..kMostBins, whole rows, at most
/// kMostRows. Cost: about 0.1 us an octet.
std::string pack_rows(std::string_view rows, std::size_t bins);
/// The codes as they were; a Result because the octets are anybody's.
Result<std::string> unpack_rows(std::string_view packed);

}  // namespace sb::wire
