#pragma once
// A disk in memory that can be filled up, and whose power can be cut at any octet. It promises only what
// POSIX does: content after sync(), names after sync_directory().
#include <map>
#include <optional>
#include <set>

#include "node/spool/file_system.hpp"

namespace sb::tests {

/// What a power cut leaves of octets that were written and not synced.
enum class Unsynced {
  kLost,    ///< nothing, and no name that sync_directory() did not see
  kKept,    ///< everything up to the cut
  kZeroed,  ///< the length, but not the content: a file system that journals only metadata
};

class FaultyFileSystem final : public node::FileSystem {
 public:
  /// The power fails after this many steps; a step is one octet appended or one other change. Everything then
  /// fails.
  void cut_power_after(std::uint64_t steps) { power_left_ = steps; }
  /// Back on: what survived is there. Open files of before stay dead.
  void restore_power(Unsynced unsynced);
  std::uint64_t steps() const { return steps_; }

  void set_capacity(std::optional<std::uint64_t> bytes) { capacity_ = bytes; }
  void fail_syncs(bool failing) { syncs_fail_ = failing; }
  void fail_truncates(bool failing) { truncates_fail_ = failing; }

  std::string content(const std::filesystem::path& file) const;
  void set_content(const std::filesystem::path& file, std::string bytes);
  std::vector<std::string> files() const;

  Result<void> make_directory(const std::filesystem::path& directory) override;
  Result<std::vector<std::string>> list(const std::filesystem::path& directory) override;
  Result<void> sync_directory(const std::filesystem::path& directory) override;
  Result<std::unique_ptr<node::AppendFile>> open_append(const std::filesystem::path& file) override;
  Result<std::string> read(const std::filesystem::path& file, std::uint64_t offset,
                           std::size_t most) override;
  Result<void> truncate(const std::filesystem::path& file, std::uint64_t size) override;
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& file) override;
  Result<std::uint64_t> free_bytes(const std::filesystem::path& directory) override;

 private:
  struct Inode {
    std::string data;    ///< as running programs see it
    std::string synced;  ///< as the platter has it
  };
  using Inodes =
      std::map<std::string, std::size_t>;  ///< name -> index, so that a renamed or unlinked file lives on
  class File;

  bool take_step();
  std::uint64_t used() const;
  Result<void> append(std::size_t inode, std::uint64_t life, std::string_view bytes);
  Result<void> sync(std::size_t inode, std::uint64_t life);

  std::vector<Inode> inodes_;
  Inodes names_;         ///< as running programs see them
  Inodes synced_names_;  ///< as the platter has them
  std::uint64_t power_left_ = UINT64_MAX;
  std::uint64_t steps_ = 0;
  std::uint64_t life_ = 0;  ///< counts power cuts
  std::optional<std::uint64_t> capacity_;
  bool syncs_fail_ = false;
  bool truncates_fail_ = false;
};

}  // namespace sb::tests
