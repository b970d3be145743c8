#include "tests/support/faulty_file_system.hpp"

#include <algorithm>

namespace sb::tests {
namespace {

tl::unexpected<Error> unavailable(std::string_view reason) {
  return fail(ErrorCode::kUnavailable, "test disk: " + std::string(reason));
}

}  // namespace

class FaultyFileSystem::File final : public node::AppendFile {
 public:
  File(FaultyFileSystem& disk, std::size_t inode, std::uint64_t life)
      : disk_(disk), inode_(inode), life_(life) {}
  Result<void> append(std::string_view bytes) override { return disk_.append(inode_, life_, bytes); }
  Result<void> sync() override { return disk_.sync(inode_, life_); }

 private:
  FaultyFileSystem& disk_;
  std::size_t inode_;
  std::uint64_t life_;
};

bool FaultyFileSystem::take_step() {
  if (power_left_ == 0) return false;
  --power_left_;
  ++steps_;
  return true;
}

void FaultyFileSystem::restore_power(Unsynced unsynced) {
  power_left_ = UINT64_MAX;
  ++life_;
  if (unsynced == Unsynced::kLost) names_ = synced_names_;
  for (auto& inode : inodes_) {
    if (unsynced == Unsynced::kLost) inode.data = inode.synced;
    if (unsynced == Unsynced::kZeroed && inode.data.size() > inode.synced.size()) {
      const std::size_t size = inode.data.size();
      inode.data = inode.synced;
      inode.data.resize(size, '\0');
    }
    inode.synced = inode.data;
  }
  synced_names_ = names_;
}

std::uint64_t FaultyFileSystem::used() const {
  std::uint64_t bytes = 0;
  for (const auto& [name, inode] : names_) bytes += inodes_[inode].data.size();
  return bytes;
}

Result<void> FaultyFileSystem::append(std::size_t inode, std::uint64_t life, std::string_view bytes) {
  if (life != life_) return unavailable("opened before the power cut");
  for (const char c : bytes) {
    if (capacity_ && used() >= *capacity_) return unavailable("No space left on device");
    if (!take_step()) return unavailable("no power");
    inodes_[inode].data.push_back(c);
  }
  return {};
}

Result<void> FaultyFileSystem::sync(std::size_t inode, std::uint64_t life) {
  if (life != life_) return unavailable("opened before the power cut");
  if (!take_step()) return unavailable("no power");
  if (syncs_fail_) return unavailable("Input/output error");
  inodes_[inode].synced = inodes_[inode].data;
  return {};
}

std::string FaultyFileSystem::content(const std::filesystem::path& file) const {
  const auto found = names_.find(file.string());
  return found == names_.end() ? std::string{} : inodes_[found->second].data;
}

void FaultyFileSystem::set_content(const std::filesystem::path& file, std::string bytes) {
  inodes_.push_back({bytes, bytes});
  names_[file.string()] = synced_names_[file.string()] = inodes_.size() - 1;
}

std::vector<std::string> FaultyFileSystem::files() const {
  std::vector<std::string> names;
  for (const auto& [name, inode] : names_) names.push_back(name);
  return names;
}

Result<void> FaultyFileSystem::make_directory(const std::filesystem::path&) {
  return {};
}

Result<std::vector<std::string>> FaultyFileSystem::list(const std::filesystem::path& directory) {
  std::vector<std::string> names;
  for (const auto& [name, inode] : names_) {
    const std::filesystem::path path(name);
    if (path.parent_path() == directory) names.push_back(path.filename().string());
  }
  return names;
}

Result<void> FaultyFileSystem::sync_directory(const std::filesystem::path&) {
  if (!take_step()) return unavailable("no power");
  synced_names_ = names_;
  return {};
}

Result<std::unique_ptr<node::AppendFile>> FaultyFileSystem::open_append(const std::filesystem::path& file) {
  const auto found = names_.find(file.string());
  if (found != names_.end()) return std::make_unique<File>(*this, found->second, life_);
  if (!take_step()) return unavailable("no power");
  inodes_.emplace_back();
  names_[file.string()] = inodes_.size() - 1;
  return std::make_unique<File>(*this, inodes_.size() - 1, life_);
}

Result<std::string> FaultyFileSystem::read(const std::filesystem::path& file, std::uint64_t offset,
                                           std::size_t most) {
  const auto found = names_.find(file.string());
  if (found == names_.end()) return fail(ErrorCode::kNotFound, file.string() + ": not found");
  const std::string& data = inodes_[found->second].data;
  return offset >= data.size() ? std::string{} : data.substr(offset, most);
}

Result<void> FaultyFileSystem::truncate(const std::filesystem::path& file, std::uint64_t size) {
  if (!take_step()) return unavailable("no power");
  if (truncates_fail_) return unavailable("Input/output error");
  const auto found = names_.find(file.string());
  if (found == names_.end()) return fail(ErrorCode::kNotFound, file.string() + ": not found");
  inodes_[found->second].data.resize(size, '\0');
  return {};
}

Result<void> FaultyFileSystem::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (!take_step()) return unavailable("no power");
  const auto found = names_.find(from.string());
  if (found == names_.end()) return fail(ErrorCode::kNotFound, from.string() + ": not found");
  names_[to.string()] = found->second;
  names_.erase(from.string());
  return {};
}

Result<void> FaultyFileSystem::remove(const std::filesystem::path& file) {
  if (!names_.contains(file.string())) return fail(ErrorCode::kNotFound, file.string() + ": not found");
  if (!take_step()) return unavailable("no power");
  names_.erase(file.string());
  return {};
}

Result<std::uint64_t> FaultyFileSystem::free_bytes(const std::filesystem::path&) {
  return capacity_ ? *capacity_ - std::min(*capacity_, used()) : UINT64_MAX;
}

}  // namespace sb::tests
