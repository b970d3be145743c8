#include "node/source/sigmf_source.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

namespace sb::node {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRawBytes = std::size_t{256} << 10;  // stays in the second-level cache until converted
constexpr std::uintmax_t kMaxMetaBytes = std::uintmax_t{64} << 20;

std::string system_text(int number) {
  return std::generic_category().message(number);
}

Result<std::string> read_text(const fs::path& path) {
  std::error_code ec;
  const auto status = fs::status(path, ec);
  if (!fs::exists(status)) return fail(ErrorCode::kNotFound, fmt::format("{}: no such file", path.string()));
  if (fs::is_directory(status)) {
    return fail(ErrorCode::kUnreadable, fmt::format("{}: is a directory, not a recording", path.string()));
  }
  const auto size = fs::file_size(path, ec);
  if (ec) return fail(ErrorCode::kUnreadable, fmt::format("{}: {}", path.string(), ec.message()));
  if (size > kMaxMetaBytes) {
    return fail(ErrorCode::kUnreadable,
                fmt::format("{}: {} bytes are too many for metadata", path.string(), size));
  }
  std::string text(size, '\0');
  std::ifstream in(path, std::ios::binary);
  if (!in.read(text.data(), static_cast<std::streamsize>(size))) {
    return fail(ErrorCode::kUnreadable, fmt::format("{}: cannot be read", path.string()));
  }
  return text;
}

bool differs(double wanted, double is) {
  return std::isfinite(wanted) && wanted != 0.0 && std::fabs(wanted - is) > 0.5;
}

}  // namespace

FileHandle::~FileHandle() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

SigmfSource::SigmfSource(fs::path path) : meta_path_(path), data_path_(std::move(path)) {
  if (data_path_.extension() == ".sigmf-data") {
    meta_path_.replace_extension(".sigmf-meta");
  } else {
    data_path_.replace_extension(".sigmf-data");
  }
}

std::string SigmfSource::describe() const {
  return "sigmf:" + meta_path_.string();
}

Error SigmfSource::damaged(std::string what) const {
  return {ErrorCode::kUnreadable, fmt::format("{}: {}", data_path_.string(), what)};
}

Result<void> SigmfSource::open() {
  close();
  if (auto meta = read_meta(); !meta) return meta;
  if (auto data = open_data(); !data) return data;
  raw_.resize(kRawBytes);
  seek(meta_.segments.front().start);
  return {};
}

Result<void> SigmfSource::read_meta() {
  std::error_code ec;
  if (meta_path_.extension() != ".sigmf-meta" && !fs::is_directory(meta_path_, ec) &&
      fs::exists(meta_path_, ec)) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{}: not a .sigmf-meta or .sigmf-data file", meta_path_.string()));
  }
  auto text = read_text(meta_path_);
  if (!text) return tl::unexpected(text.error());
  auto meta = parse_sigmf_meta(*text);
  if (!meta) return fail(meta.error().code, fmt::format("{}: {}", meta_path_.string(), meta.error().text));
  meta_ = std::move(*meta);
  if (meta_.sample_rate_hz == 0.0) meta_.sample_rate_hz = assumed_rate_hz_;
  if (meta_.sample_rate_hz > 0.0) return {};
  return fail(ErrorCode::kUnreadable,
              fmt::format("{}: core:sample_rate is missing; say it with --sample-rate", meta_path_.string()));
}

Result<void> SigmfSource::open_data() {
  std::error_code ec;
  const auto size = fs::file_size(data_path_, ec);
  if (ec) return fail(ErrorCode::kNotFound, fmt::format("{}: {}", data_path_.string(), ec.message()));
  data_ = FileHandle(::open(data_path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (data_.get() < 0) return tl::unexpected(damaged(system_text(errno)));
  sample_count_ = size / sample_bytes(meta_.format);
  stray_bytes_ = size % sample_bytes(meta_.format);
  if (sample_count_ == 0) return tl::unexpected(damaged("holds no samples"));
  if (meta_.segments.back().start >= sample_count_) {
    return tl::unexpected(
        damaged(fmt::format("ends at sample {}, but a capture begins at sample {} (truncated?)",
                            sample_count_, meta_.segments.back().start)));
  }
  return {};
}

void SigmfSource::close() {
  data_ = FileHandle();
  sample_count_ = stray_bytes_ = position_ = 0;
  format_segment_ = 0;
}

Result<SourceFormat> SigmfSource::tune(const TuneRequest& request) {
  const SourceFormat is = format();
  if (differs(request.sample_rate_hz, is.sample_rate_hz)) {
    return fail(ErrorCode::kUnsupported, fmt::format("{}: recorded at {:.0f} samples/s, not {:.0f}",
                                                     describe(), is.sample_rate_hz, request.sample_rate_hz));
  }
  if (is.centre_hz != 0.0 && differs(request.centre_hz, is.centre_hz)) {
    return fail(ErrorCode::kUnsupported, fmt::format("{}: recorded at {:.0f} Hz, not {:.0f} Hz", describe(),
                                                     is.centre_hz, request.centre_hz));
  }
  if (std::isfinite(request.centre_hz)) assumed_centre_hz_ = request.centre_hz;
  return format();
}

SourceFormat SigmfSource::format() const {
  SourceFormat format;
  if (meta_.segments.empty()) return format;
  const SigmfSegment& segment = meta_.segments[format_segment_];
  format.sample_rate_hz = meta_.sample_rate_hz;
  format.centre_hz = segment.centre_hz != 0.0 ? segment.centre_hz : assumed_centre_hz_;
  if (segment.t0_utc_ns != 0) format.time_quality = dsp::TimeQuality::kRecording;
  return format;
}

void SigmfSource::seek(std::uint64_t sample) {
  assert(sample <= sample_count_);
  position_ = sample;
  format_segment_ = segment_index();
}

std::size_t SigmfSource::segment_index() const {
  const auto after = std::upper_bound(meta_.segments.begin(), meta_.segments.end(), position_,
                                      [](std::uint64_t at, const SigmfSegment& s) { return at < s.start; });
  return after == meta_.segments.begin() ? 0 : static_cast<std::size_t>(after - meta_.segments.begin()) - 1;
}

std::uint64_t SigmfSource::segment_end() const {
  const std::size_t next = segment_index() + 1;
  return next < meta_.segments.size() ? meta_.segments[next].start : sample_count_;
}

Result<std::size_t> SigmfSource::read_raw(std::byte* to, std::uint64_t sample, std::size_t samples) {
  const std::size_t each = sample_bytes(meta_.format);
  std::size_t have = 0;
  while (have < samples * each) {
    const auto got =
        ::pread(data_.get(), to + have, samples * each - have, static_cast<off_t>(sample * each + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::unexpected(damaged(fmt::format("sample {}: {}", sample, system_text(errno))));
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  if (have / each == 0)
    return tl::unexpected(damaged(fmt::format("ends early at sample {} (truncated)", sample)));
  return have / each;
}

Result<ReadStatus> SigmfSource::read(IqLease& lease) {
  lease.filled = 0;
  lease.dropped_before = lease.clipped = 0;
  if (position_ == sample_count_) {
    if (stray_bytes_ == 0) return ReadStatus::kEnd;
    return tl::unexpected(
        damaged(fmt::format("ends {} bytes into sample {} (truncated)", stray_bytes_, sample_count_)));
  }
  format_segment_ = segment_index();
  const SigmfSegment& segment = meta_.segments[format_segment_];
  if (segment.t0_utc_ns != 0) {
    const double since_s = static_cast<double>(position_ - segment.start) / meta_.sample_rate_hz;
    lease.t0_utc_ns = segment.t0_utc_ns + static_cast<std::int64_t>(std::llround(since_s * 1e9));
  } else {
    lease.t0_utc_ns = 0;
  }
  const std::size_t wanted = std::min<std::size_t>(lease.buffer.size(), segment_end() - position_);
  const bool in_place = meta_.format == SampleFormat::kCf32;
  const std::size_t step = in_place ? wanted : raw_.size() / sample_bytes(meta_.format);
  while (lease.filled < wanted) {
    const auto out = lease.buffer.subspan(lease.filled, std::min(step, wanted - lease.filled));
    std::byte* raw = in_place ? reinterpret_cast<std::byte*>(out.data()) : raw_.data();
    auto got = read_raw(raw, position_, out.size());
    if (!got && lease.filled > 0) break;
    if (!got) return tl::unexpected(got.error());
    const auto done = convert_samples(meta_.format, natural_full_scale(meta_.format), raw, out.first(*got));
    lease.filled += done.converted;
    lease.clipped += done.clipped;
    position_ += done.converted;
    if (done.converted == *got) continue;
    if (lease.filled > 0) break;
    return tl::unexpected(damaged(fmt::format("sample {} is not a finite number below 1e9", position_)));
  }
  return ReadStatus::kSamples;
}

Result<void> SigmfSource::verify_checksum() {
  if (meta_.sha512.empty()) return {};
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> hash(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestInit_ex(hash.get(), EVP_sha512(), nullptr);
  off_t at = 0;
  while (true) {
    const auto got = ::pread(data_.get(), raw_.data(), raw_.size(), at);
    if (got < 0) return tl::unexpected(damaged(system_text(errno)));
    if (got == 0) break;
    EVP_DigestUpdate(hash.get(), raw_.data(), static_cast<std::size_t>(got));
    at += got;
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(hash.get(), digest.data(), &size);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  if (text == meta_.sha512) return {};
  return tl::unexpected(
      damaged("is not the data whose core:sha512 the metadata names (truncated or changed)"));
}

}  // namespace sb::node
