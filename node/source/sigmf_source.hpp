#pragma once
// A SigMF recording, read with plain large reads (a file that shrinks while it is read is an error, not a
// SIGBUS).
#include <cstddef>
#include <filesystem>
#include <vector>

#include "node/source/iq_source.hpp"
#include "node/source/sigmf_meta.hpp"

namespace sb::node {

/// Closes what it holds.
class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
  FileHandle(FileHandle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileHandle();
  int get() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

/// A read never crosses from one capture segment into the next; format() is of the segment read last. Samples
/// that are not finite, or a data file that ends inside a sample, are kUnreadable once the good samples
/// before them have been read.
class SigmfSource final : public IqSource {
 public:
  /// FILE.sigmf-meta or FILE.sigmf-data.
  explicit SigmfSource(std::filesystem::path path);
  /// The rate of a recording that does not say its own; before open().
  void assume_rate(double sample_rate_hz) { assumed_rate_hz_ = sample_rate_hz; }

  Result<void> open() override;
  /// Accepts the recording's own centre and rate, 0 or NaN for "as it is", and any centre where the recording
  /// says none.
  Result<SourceFormat> tune(const TuneRequest& request) override;
  Result<ReadStatus> read(IqLease& lease) override;
  void close() override;
  bool is_fixed() const override { return true; }
  SourceFormat format() const override;
  std::string describe() const override;

  // After open():
  std::uint64_t sample_count() const { return sample_count_; }
  std::uint64_t position() const { return position_; }
  /// The next read begins here; sample <= sample_count().
  void seek(std::uint64_t sample);
  /// One past the last sample of the segment that holds the next read.
  std::uint64_t segment_end() const;
  /// kUnreadable when the data are not those whose SHA-512 the metadata names; nothing to check is good.
  Result<void> verify_checksum();

 private:
  Result<void> read_meta();
  Result<void> open_data();
  Result<std::size_t> read_raw(std::byte* to, std::uint64_t sample, std::size_t samples);
  std::size_t segment_index() const;
  Error damaged(std::string what) const;

  std::filesystem::path meta_path_, data_path_;
  SigmfMeta meta_;
  FileHandle data_;
  std::vector<std::byte> raw_;
  std::uint64_t sample_count_ = 0, stray_bytes_ = 0, position_ = 0;
  std::size_t format_segment_ = 0;
  double assumed_centre_hz_ = 0.0, assumed_rate_hz_ = 0.0;
};

}  // namespace sb::node
