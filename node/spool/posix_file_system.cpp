#include "node/spool/posix_file_system.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace sb::node {
namespace {

tl::unexpected<Error> failed(const std::filesystem::path& file, int error) {
  return fail(error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
              file.string() + ": " + std::strerror(error));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

class PosixAppendFile final : public AppendFile {
 public:
  PosixAppendFile(std::filesystem::path file, int fd) : file_(std::move(file)), fd_(fd) {}

  Result<void> append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t wrote = ::write(fd_.get(), bytes.data(), bytes.size());
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) return failed(file_, errno);
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return {};
  }
  Result<void> sync() override {
    if (::fdatasync(fd_.get()) != 0) return failed(file_, errno);
    return {};
  }

 private:
  std::filesystem::path file_;
  Descriptor fd_;
};

}  // namespace

Result<void> PosixFileSystem::make_directory(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return fail(ErrorCode::kUnavailable, directory.string() + ": " + error.message());
  return {};
}

Result<std::vector<std::string>> PosixFileSystem::list(const std::filesystem::path& directory) {
  std::error_code error;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code ignored;
    if (it->is_regular_file(ignored)) names.push_back(it->path().filename().string());
  }
  if (error) return fail(ErrorCode::kUnavailable, directory.string() + ": " + error.message());
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> PosixFileSystem::sync_directory(const std::filesystem::path& directory) {
  const Descriptor fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) return failed(directory, errno);
  return {};
}

Result<std::unique_ptr<AppendFile>> PosixFileSystem::open_append(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return failed(file, errno);
  return std::make_unique<PosixAppendFile>(file, fd);
}

Result<std::string> PosixFileSystem::read(const std::filesystem::path& file, std::uint64_t offset,
                                          std::size_t most) {
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (fd.get() < 0 || ::fstat(fd.get(), &status) != 0) return failed(file, errno);
  const auto size = static_cast<std::uint64_t>(status.st_size);
  std::string bytes(std::min<std::uint64_t>(most, size - std::min(size, offset)), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got =
        ::pread(fd.get(), bytes.data() + filled, bytes.size() - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(file, errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Result<void> PosixFileSystem::truncate(const std::filesystem::path& file, std::uint64_t size) {
  if (::truncate(file.c_str(), static_cast<off_t>(size)) != 0) return failed(file, errno);
  return {};
}

Result<void> PosixFileSystem::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return failed(from, errno);
  return {};
}

Result<void> PosixFileSystem::remove(const std::filesystem::path& file) {
  if (::unlink(file.c_str()) != 0) return failed(file, errno);
  return {};
}

Result<std::uint64_t> PosixFileSystem::free_bytes(const std::filesystem::path& directory) {
  struct statvfs status {};
  if (::statvfs(directory.c_str(), &status) != 0) return failed(directory, errno);
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

}  // namespace sb::node
