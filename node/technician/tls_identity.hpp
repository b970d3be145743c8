#pragma once
// The page's own certificate: self-made, kept for years, known to people by the fingerprint on the box's
// label.
#include <filesystem>
#include <string>

#include "models/core/result.hpp"

namespace sb::node {

struct TlsIdentity {
  std::filesystem::path certificate, key;  ///< PEM; the key of mode 0600
  std::string fingerprint;                 ///< SHA-256 of the certificate, lower-case hexadecimal
};

/// Loads, or makes for `address` (an IP address): EC P-256, because browsers take no Ed25519 certificates;
/// ten years.
Result<TlsIdentity> load_or_make_tls_identity(const std::filesystem::path& folder,
                                              const std::string& address);

}  // namespace sb::node
