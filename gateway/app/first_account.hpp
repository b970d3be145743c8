#pragma once
// A gateway without accounts makes `admin` with a random password that works once: it must be changed before
// anything else.
#include <filesystem>
#include <iosfwd>
#include <string>

#include "gateway/store/accounts.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

inline constexpr const char* kFirstUser = "admin";

/// Nothing when there are accounts. Otherwise the password goes into `file` (mode 0600, nothing but the
/// password), or, when that is empty, onto `out` as one line "one-time password for admin: XXXX". Errors:
/// kUnavailable (the file cannot be written; then no account was made).
Result<void> ensure_first_account(Accounts& accounts, const std::filesystem::path& file, std::ostream& out);

}  // namespace sb::gateway
