#pragma once
// The province's certificate authority (X.509, OpenSSL): signing requests of nodes become client
// certificates, revoked ones a list that the broker reads. The authority decides what stands in a
// certificate; a request brings its key and nothing else.
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "gateway/store/node_book.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

struct SigningRequest {
  std::string public_key_pem;  ///< Ed25519; whoever asks has proved that they hold its private half
};

/// Checks a PEM PKCS #10 request (RFC 2986): its signature by its own key, an Ed25519 key. Subject and
/// extensions are ignored. Errors: kUnreadable, kUnsupported (another kind of key), kRefused (signature).
Result<SigningRequest> read_signing_request(std::string_view pem);

/// SHA-256 over the DER of the first certificate of a PEM file, hexadecimal: what a QR code pins.
Result<std::string> certificate_fingerprint(const std::filesystem::path& pem_file);

class Authority {
 public:
  /// Errors: unreadable files, a key that others can read, a key that does not fit the certificate.
  static Result<Authority> load(const std::filesystem::path& certificate, const std::filesystem::path& key);
  ~Authority();
  Authority(Authority&&) noexcept;
  Authority& operator=(Authority&&) noexcept;

  /// A client certificate for the request's key with common name `node_id`, valid for `days` from now on.
  /// Errors as read_signing_request.
  Result<NodeCertificate> issue(std::string_view request_pem, const std::string& node_id, UtcNs now,
                                int days) const;
  /// Certificate revocation list (RFC 5280 §5), PEM, of everything in `revoked`.
  std::string revocation_list(std::span<const NodeCertificate> revoked, UtcNs now) const;
  std::string certificate_pem() const;

 private:
  struct State;
  explicit Authority(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sb::gateway
