#pragma once
// The disk of this machine.
#include "node/spool/file_system.hpp"

namespace sb::node {

class PosixFileSystem final : public FileSystem {
 public:
  Result<void> make_directory(const std::filesystem::path& directory) override;
  Result<std::vector<std::string>> list(const std::filesystem::path& directory) override;
  Result<void> sync_directory(const std::filesystem::path& directory) override;
  Result<std::unique_ptr<AppendFile>> open_append(const std::filesystem::path& file) override;
  Result<std::string> read(const std::filesystem::path& file, std::uint64_t offset,
                           std::size_t most) override;
  Result<void> truncate(const std::filesystem::path& file, std::uint64_t size) override;
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& file) override;
  Result<std::uint64_t> free_bytes(const std::filesystem::path& directory) override;
};

}  // namespace sb::node
