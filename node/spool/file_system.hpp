#pragma once
// What the spool needs of a disk. An argument, so that tests can cut the power and fill the disk.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::node {

/// A file that only grows. Closed by its destructor.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  /// After an error an unknown part of `bytes` may stand in the file.
  virtual Result<void> append(std::string_view bytes) = 0;
  /// After success everything appended so far survives a power cut (the file's name does not:
  /// sync_directory).
  virtual Result<void> sync() = 0;
};

/// Errors are kUnavailable (full, read-only, broken) or kNotFound; their text names the file and the system's
/// reason.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual Result<void> make_directory(const std::filesystem::path& directory) = 0;
  /// Names of plain files, sorted.
  virtual Result<std::vector<std::string>> list(const std::filesystem::path& directory) = 0;
  virtual Result<void> sync_directory(const std::filesystem::path& directory) = 0;
  virtual Result<std::unique_ptr<AppendFile>> open_append(const std::filesystem::path& file) = 0;
  /// At most `most` octets from `offset`; fewer at the end of the file.
  virtual Result<std::string> read(const std::filesystem::path& file, std::uint64_t offset,
                                   std::size_t most) = 0;
  virtual Result<void> truncate(const std::filesystem::path& file, std::uint64_t size) = 0;
  virtual Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual Result<void> remove(const std::filesystem::path& file) = 0;
  virtual Result<std::uint64_t> free_bytes(const std::filesystem::path& directory) = 0;
};

}  // namespace sb::node
