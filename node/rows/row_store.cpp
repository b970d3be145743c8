#include "node/rows/row_store.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "node/spool/octets.hpp"
#include "node/spool/record.hpp"

namespace sb::node {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = "SBrows01";
constexpr std::size_t kHead = kMark.size() + 4 + 4;  // length, CRC-32C of the chunk
constexpr std::size_t kMostChunk = std::size_t{16} << 20U;
constexpr std::int64_t kDayNs = 86'400'000'000'000;
constexpr std::string_view kSuffix = ".rows";

/// Days since 1970: names sort as days do until the year 4707.
std::string name_of(std::int64_t utc_ns) {
  return fmt::format("{:06}{}", utc_ns / kDayNs, kSuffix);
}

std::vector<fs::path> files_in(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    if (entry.path().extension() == kSuffix) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

Result<RowStore> RowStore::open(RowStoreOptions options) {
  std::error_code error;
  fs::create_directories(options.directory, error);
  if (error)
    return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", options.directory.string(), error.message()));
  return RowStore(std::move(options));
}

void RowStore::add(const dsp::SpectrumFrame& frame) {
  if (frame.t0_utc_ns <= 0 || frame.mean.empty()) return;
  const std::pair place{frame.f0_hz, frame.bin_hz};
  std::int64_t& last_ns = last_utc_ns_[place];
  const auto step_ns = static_cast<std::int64_t>(options_.row_s * 1e9);
  if (last_ns != 0 && frame.t0_utc_ns >= last_ns && frame.t0_utc_ns - last_ns < step_ns) return;
  last_ns = frame.t0_utc_ns;
  RowChunk& chunk = waiting_[place];
  const bool next_day =
      !chunk.rows.empty() && (chunk.rows.front().t0_utc_ns / kDayNs != frame.t0_utc_ns / kDayNs ||
                              chunk.rows.front().mean.size() != frame.mean.size());
  if (next_day) write(chunk);
  chunk.f0_hz = frame.f0_hz;
  chunk.bin_hz = frame.bin_hz;
  chunk.rbw_hz = frame.rbw_hz;
  chunk.rows.push_back(kept(frame));
  if (chunk.rows.size() >= options_.rows_in_chunk) write(chunk);
}

void RowStore::flush() {
  for (auto& [place, chunk] : waiting_) {
    if (!chunk.rows.empty()) write(chunk);
  }
}

void RowStore::write(RowChunk& chunk) {
  give_way();
  const std::string body = encode_chunk(chunk);
  std::string out(kMark);
  put(out, static_cast<std::uint32_t>(body.size()));
  put(out, crc32c(body));
  out += body;
  const fs::path file = options_.directory / name_of(chunk.rows.front().t0_utc_ns);
  std::ofstream to(file, std::ios::binary | std::ios::app);
  to.write(out.data(), static_cast<std::streamsize>(out.size())).flush();
  fault_ = to ? "" : file.string() + ": rows of spectrum could not be written";
  chunk.rows.clear();
}

void RowStore::give_way() {
  auto files = files_in(options_.directory);
  std::uint64_t total = 0;
  std::error_code ignored;
  for (const fs::path& file : files) total += fs::file_size(file, ignored);
  for (std::size_t i = 0; i + 1 < files.size() && total > options_.max_bytes; ++i) {
    total -= std::min<std::uint64_t>(total, fs::file_size(files[i], ignored));
    fs::remove(files[i], ignored);
  }
}

namespace {

/// Feeds the rows of one file's octets.
void read_file(std::string_view bytes, std::int64_t from_ns, std::int64_t until_ns, RowsRead& read,
               const std::function<void(const dsp::SpectrumFrame&)>& take) {
  bool in_damage = false;
  std::size_t at = 0;
  while (at + kHead <= bytes.size()) {
    const std::string_view rest = bytes.substr(at);
    const std::size_t size =
        rest.starts_with(kMark) ? get<std::uint32_t>(rest, kMark.size()) : kMostChunk + 1;
    const bool fits = size <= kMostChunk && rest.size() - kHead >= size;
    if (fits && crc32c(rest.substr(kHead, size)) == get<std::uint32_t>(rest, kMark.size() + 4)) {
      const auto chunk = decode_chunk(rest.substr(kHead, size));
      if (!chunk) ++read.damaged;
      for (const KeptRow& row : chunk ? chunk->rows : std::vector<KeptRow>{}) {
        if (row.t0_utc_ns < from_ns || row.t0_utc_ns >= until_ns) continue;
        ++read.rows;
        take(frame_of(*chunk, row));
      }
      at += kHead + size;
      in_damage = false;
      continue;
    }
    if (!in_damage) ++read.damaged;
    in_damage = true;
    const std::size_t next = bytes.find(kMark, at + 1);
    if (next == std::string_view::npos) return;
    at = next;
  }
  if (at < bytes.size() && !in_damage) ++read.damaged;  // torn off
}

}  // namespace

Result<RowsRead> read_rows(const fs::path& directory, std::int64_t from_utc_ns, std::int64_t until_utc_ns,
                           const std::function<void(const dsp::SpectrumFrame&)>& take) {
  std::error_code error;
  if (!fs::is_directory(directory, error))
    return fail(ErrorCode::kNotFound, directory.string() + ": no folder of kept rows");
  RowsRead read;
  for (const fs::path& file : files_in(directory)) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in && bytes.empty()) return fail(ErrorCode::kUnavailable, file.string() + ": cannot be read");
    ++read.files;
    read_file(bytes, from_utc_ns, until_utc_ns, read, take);
  }
  return read;
}

}  // namespace sb::node
