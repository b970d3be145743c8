#include "node/rows/row_chunk.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

#include "node/spool/octets.hpp"
#include "wire/spectrum_row.hpp"

namespace sb::node {
namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kMostRows = 256;
constexpr std::size_t kHead = 4 + 4 + 4 + 3 * 8;
constexpr std::size_t kRowHead = 8 + 8 + 8 + 8 + 4 + 4 + 4;
constexpr std::size_t kPlaneHead = 4 + 4 + 4;

tl::unexpected<Error> unreadable(const char* what) {
  return fail(ErrorCode::kUnreadable, std::string("kept spectrum: ") + what);
}

void put(std::string& out, double value) {
  node::put(out, std::bit_cast<std::uint64_t>(value));
}
void put(std::string& out, float value) {
  node::put(out, std::bit_cast<std::uint32_t>(value));
}
double double_at(std::string_view bytes, std::size_t at) {
  return std::bit_cast<double>(get<std::uint64_t>(bytes, at));
}
float float_at(std::string_view bytes, std::size_t at) {
  return std::bit_cast<float>(get<std::uint32_t>(bytes, at));
}

using Plane = std::vector<float> KeptRow::*;

wire::LevelScale scale_of(const RowChunk& chunk, Plane plane) {
  float low = 1e30F;
  float high = 1e-30F;
  for (const KeptRow& row : chunk.rows) {
    for (const float p : row.*plane) {
      high = std::max(high, p);
      if (p > 0.0F) low = std::min(low, p);
    }
  }
  wire::LevelScale scale = wire::scale_for(std::vector<float>{high});
  constexpr float kNarrowDb = 60.0F;
  if (10.0F * std::log10(high / std::max(low, 1e-30F)) < kNarrowDb) {
    scale.step_db = 0.25F;
    scale.offset_dbfs = std::ceil(10.0F * std::log10(high)) - 250.0F * scale.step_db;
  }
  return scale;
}

void put_plane(std::string& out, const RowChunk& chunk, Plane plane) {
  const wire::LevelScale scale = scale_of(chunk, plane);
  std::string codes;
  for (const KeptRow& row : chunk.rows) codes += wire::encode_levels(row.*plane, scale);
  const std::string packed = wire::pack_rows(codes, (chunk.rows.front().*plane).size());
  put(out, scale.offset_dbfs);
  put(out, scale.step_db);
  node::put(out, static_cast<std::uint32_t>(packed.size()));
  out += packed;
}

/// Takes a plane off the front; nothing when it is not one of this chunk.
bool take_plane(std::string_view& bytes, RowChunk& chunk, std::size_t bins, Plane plane) {
  if (bytes.size() < kPlaneHead) return false;
  const wire::LevelScale scale{float_at(bytes, 0), float_at(bytes, 4)};
  const std::size_t size = get<std::uint32_t>(bytes, 8);
  if (!(std::fabs(scale.offset_dbfs) < 1000.0F && scale.step_db > 0.0F && scale.step_db < 10.0F))
    return false;
  if (bytes.size() - kPlaneHead < size) return false;
  const auto codes = wire::unpack_rows(bytes.substr(kPlaneHead, size));
  if (!codes || codes->size() != bins * chunk.rows.size()) return false;
  for (std::size_t i = 0; i < chunk.rows.size(); ++i)
    chunk.rows[i].*plane = wire::decode_levels(std::string_view(*codes).substr(i * bins, bins), scale);
  bytes.remove_prefix(kPlaneHead + size);
  return true;
}

}  // namespace

KeptRow kept(const dsp::SpectrumFrame& frame) {
  KeptRow row;
  row.t0_utc_ns = frame.t0_utc_ns;
  row.first_sample = frame.first_sample;
  row.samples = frame.samples;
  row.clipped = frame.clipped;
  row.averages = frame.averages;
  row.independent_averages = frame.independent_averages;
  row.floor = frame.floor;
  row.mean.assign(frame.mean.begin(), frame.mean.end());
  row.max.assign(frame.max.begin(), frame.max.end());
  return row;
}

dsp::SpectrumFrame frame_of(const RowChunk& chunk, const KeptRow& row) {
  dsp::SpectrumFrame frame;
  frame.mean = row.mean;
  frame.max = row.max;
  frame.floor = row.floor;
  frame.f0_hz = chunk.f0_hz;
  frame.bin_hz = chunk.bin_hz;
  frame.rbw_hz = chunk.rbw_hz;
  frame.t0_utc_ns = row.t0_utc_ns;
  frame.first_sample = row.first_sample;
  frame.samples = row.samples;
  frame.clipped = row.clipped;
  frame.averages = row.averages;
  frame.independent_averages = row.independent_averages;
  return frame;
}

std::string encode_chunk(const RowChunk& chunk) {
  assert(!chunk.rows.empty() && chunk.rows.size() <= kMostRows);
  std::string out;
  node::put(out, kVersion);
  node::put(out, static_cast<std::uint32_t>(chunk.rows.front().mean.size()));
  node::put(out, static_cast<std::uint32_t>(chunk.rows.size()));
  put(out, chunk.f0_hz);
  put(out, chunk.bin_hz);
  put(out, chunk.rbw_hz);
  for (const KeptRow& row : chunk.rows) {
    node::put(out, static_cast<std::uint64_t>(row.t0_utc_ns));
    node::put(out, row.first_sample);
    node::put(out, row.samples);
    node::put(out, row.clipped);
    node::put(out, row.averages);
    put(out, row.independent_averages);
    put(out, row.floor);
  }
  put_plane(out, chunk, &KeptRow::mean);
  put_plane(out, chunk, &KeptRow::max);
  return out;
}

Result<RowChunk> decode_chunk(std::string_view bytes) {
  if (bytes.size() < kHead) return unreadable("too short");
  if (get<std::uint32_t>(bytes, 0) != kVersion)
    return fail(ErrorCode::kUnsupported, "kept spectrum: another version wrote it");
  const std::size_t bins = get<std::uint32_t>(bytes, 4);
  const std::size_t count = get<std::uint32_t>(bytes, 8);
  if (bins < 1 || bins > wire::kMostBins || count < 1 || count > kMostRows)
    return unreadable("more bins or rows than may be");
  RowChunk chunk{double_at(bytes, 12), double_at(bytes, 20), double_at(bytes, 28), {}};
  const bool sane = std::fabs(chunk.f0_hz) < 1e12 && chunk.bin_hz > 0.0 && chunk.bin_hz < 1e9 &&
                    chunk.rbw_hz > 0.0 && chunk.rbw_hz < 1e9;
  if (!sane) return unreadable("its place is none");
  bytes.remove_prefix(kHead);
  if (bytes.size() < count * kRowHead) return unreadable("too short for its rows");
  chunk.rows.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    KeptRow row;
    row.t0_utc_ns = static_cast<std::int64_t>(get<std::uint64_t>(bytes, 0));
    row.first_sample = get<std::uint64_t>(bytes, 8);
    row.samples = get<std::uint64_t>(bytes, 16);
    row.clipped = get<std::uint64_t>(bytes, 24);
    row.averages = get<std::uint32_t>(bytes, 32);
    row.independent_averages = float_at(bytes, 36);
    row.floor = float_at(bytes, 40);
    const bool good = row.t0_utc_ns >= 0 && row.samples < (std::uint64_t{1} << 48U) &&
                      row.first_sample < (std::uint64_t{1} << 62U) && row.independent_averages >= 0.0F &&
                      row.independent_averages < 1e9F && row.floor >= 0.0F && row.floor < 1e9F;
    if (!good) return unreadable("a row's numbers are none");
    chunk.rows.push_back(std::move(row));
    bytes.remove_prefix(kRowHead);
  }
  if (!take_plane(bytes, chunk, bins, &KeptRow::mean) || !take_plane(bytes, chunk, bins, &KeptRow::max))
    return unreadable("its levels are damaged");
  if (!bytes.empty()) return unreadable("something follows its end");
  return chunk;
}

}  // namespace sb::node
