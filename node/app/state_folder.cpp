#include "node/app/state_folder.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace sb::node {
namespace {

Result<void> make_private(const std::filesystem::path& folder) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(folder, error);
  if (!error && made) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  if (error) return fail(ErrorCode::kUnavailable, folder.string() + ": " + error.message());
  return {};
}

}  // namespace

Result<StateFolder> StateFolder::take(const std::filesystem::path& folder) {
  if (auto made = make_private(folder); !made) return tl::unexpected(std::move(made.error()));
  const auto file = folder / "lock";
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return fail(ErrorCode::kUnavailable, file.string() + ": " + std::strerror(errno));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return fail(ErrorCode::kRefused, folder.string() + ": another songbien-node works here");
  }
  return StateFolder(fd);
}

StateFolder::StateFolder(StateFolder&& other) noexcept : lock_fd_(std::exchange(other.lock_fd_, -1)) {}

StateFolder::~StateFolder() {
  if (lock_fd_ >= 0) ::close(lock_fd_);
}

Result<wire::SigningKey> node_key(const std::filesystem::path& state_dir) {
  if (auto made = make_private(state_dir); !made) return tl::unexpected(std::move(made.error()));
  return wire::SigningKey::load_or_create(state_dir / "node.key.pem");
}

}  // namespace sb::node
