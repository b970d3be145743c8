#pragma once
// PKCS #10 (RFC 2986) with the node's own key: it proves that we hold it and does not show it.
#include <filesystem>
#include <string>

#include "models/core/result.hpp"

namespace sb::node {

/// PEM; `common_name` is a courtesy, the authority writes its own.
Result<std::string> make_signing_request(const std::filesystem::path& key_pem_file,
                                         const std::string& common_name);

/// How much of a certificate's life is over, 0 .. 1 (beyond 1: expired). Errors: kUnreadable.
Result<double> used_life(const std::string& certificate_pem, std::int64_t now_utc_ns);

}  // namespace sb::node
