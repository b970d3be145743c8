#include "gateway/app/first_account.hpp"

#include <cerrno>
#include <cstring>
#include <ostream>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "gateway/store/account_settings.hpp"

namespace sb::gateway {
namespace {

Result<void> write_secret(const std::filesystem::path& file, const std::string& text) {
  std::error_code ignored;
  std::filesystem::remove(
      file, ignored);  // one that lies there has nothing to say any more, and perhaps other rights
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  const bool written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool kept = ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (!written || !kept)
    return fail(ErrorCode::kUnavailable, fmt::format("{}: cannot be written", file.string()));
  return {};
}

}  // namespace

Result<void> ensure_first_account(Accounts& accounts, const std::filesystem::path& file, std::ostream& out) {
  if (accounts.any()) return {};
  const auto password = random_password();
  if (!file.empty()) {
    if (auto written = write_secret(file, password); !written) return written;
  }
  if (auto created = accounts.create({kFirstUser, "administrator", true}, password); !created) return created;
  if (file.empty()) out << "one-time password for " << kFirstUser << ": " << password << std::endl;
  return {};
}

}  // namespace sb::gateway
