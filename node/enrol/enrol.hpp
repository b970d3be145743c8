#pragma once
// A device becomes a node: its key is made here and stays here, its request goes to the gateway of the QR
// code, what comes back is stored for the uplink. Renewal keeps the key and replaces the certificate.
#include <cstdint>
#include <filesystem>
#include <string>

#include "models/core/result.hpp"
#include "node/enrol/invitation.hpp"

namespace sb::node {

/// Files of an identity below the state folder.
struct IdentityFiles {
  explicit IdentityFiles(const std::filesystem::path& state_dir);
  std::filesystem::path key, certificate, authority, gateway_public_key, gateway_url;
};

/// Stores everything or nothing that the uplink would take. Errors: kRefused (pin, code), kUnavailable,
/// kUnreadable.
Result<Admission> enrol(const Invitation& invitation, const std::filesystem::path& state_dir);

/// A first node.toml for an admitted node; `source` is its receiver ("soapy:driver=rtlsdr").
std::string first_config(const Admission& admission, const std::filesystem::path& state_dir,
                         const std::string& source);

/// Whether two thirds of the certificate's life are over.
Result<bool> renewal_is_due(const std::filesystem::path& state_dir, std::int64_t now_utc_ns);
/// Asks the gateway over HTTPS for a new certificate and puts it in place of the old one.
Result<void> renew(const std::filesystem::path& state_dir, const std::string& node_id,
                   std::int64_t now_utc_ns);

/// The gateway that admitted us, as stored; kNotFound before enrolment.
Result<Endpoint> stored_gateway(const std::filesystem::path& state_dir);

}  // namespace sb::node
