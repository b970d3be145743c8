#pragma once
// Rows of spectrum of one place as octets, a few dozen at a time: what the rules of tomorrow will want to
// see.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/core/spectrum_frame.hpp"
#include "models/core/result.hpp"

namespace sb::node {

/// A row with its own memory. Powers are linear, |x| = 1 is 1.
struct KeptRow {
  std::int64_t t0_utc_ns = 0;
  std::uint64_t first_sample = 0, samples = 0, clipped = 0;
  std::uint32_t averages = 0;
  float independent_averages = 0.0F, floor = 0.0F;
  std::vector<float> mean, max;
};

/// One place: all rows have one number of bins, 1..wire::kMostBins; at most 256 rows.
struct RowChunk {
  double f0_hz = 0.0, bin_hz = 0.0, rbw_hz = 0.0;
  std::vector<KeptRow> rows;
};

KeptRow kept(const dsp::SpectrumFrame& frame);
/// Borrows from both.
dsp::SpectrumFrame frame_of(const RowChunk& chunk, const KeptRow& row);

/// Levels are rounded to 0.25 dB where the chunk spans less than 60 dB, to 0.5 dB otherwise.
std::string encode_chunk(const RowChunk& chunk);
/// The octets are anybody's: kUnreadable says what is wrong with them.
Result<RowChunk> decode_chunk(std::string_view bytes);

}  // namespace sb::node
