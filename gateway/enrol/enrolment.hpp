#pragma once
// From a one-time code to a node of ours, and back: enrolment, renewal, revocation. Every step is an audit
// row.
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "gateway/enrol/authority.hpp"
#include "gateway/store/node_book.hpp"
#include "gateway/store/store.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

struct EnrolmentSettings {
  std::string province;
  std::string url;          ///< where nodes reach this gateway: "https://192.0.2.7:8443"
  std::string fingerprint;  ///< of the TLS certificate that they meet there, hexadecimal
  std::string broker_host;
  std::uint16_t broker_port = 8883;
  int certificate_days = 90;
  std::filesystem::path revocation_list;  ///< written for the broker; empty: none
  std::string gateway_public_key_pem;     ///< nodes obey whoever holds its private half
};

struct NewNode {
  std::string node_id, name;
  double latitude_deg = 0.0, longitude_deg = 0.0;
};

struct IssuedCode {
  std::string code, uri;
  UtcNs expires = 0;
};

struct Enrolled {
  NodeRow node;
  NodeCertificate certificate;
};

/// Signed by the node's key over "songbien/v1/renew" 00 node 00 made 00 request; fresh within kFreshness.
struct RenewalRequest {
  std::string node_id, request_pem;
  UtcNs made = 0;
  std::string signature;  ///< octets
};

/// Thread-safe.
class Enrolment {
 public:
  static constexpr UtcNs kFreshness = 600LL * 1'000'000'000;
  static constexpr int kMaxWrongCodesPerMinute = 10;

  Enrolment(EnrolmentSettings settings, Authority authority, Store& store, NodeBook& book);

  const EnrolmentSettings& settings() const { return settings_; }
  std::string authority_pem() const { return authority_.certificate_pem(); }

  /// A code for a node that is new or is to get a new device. Errors: kInvalidArgument.
  Result<IssuedCode> issue_code(const NewNode& node, const std::string& by, UtcNs now, UtcNs valid_for);
  /// Uses the code up. A known node gets the new key and is no longer revoked; its older certificates are
  /// revoked. Errors: kRefused (code), kUnavailable (too many wrong codes this minute), as
  /// read_signing_request.
  Result<Enrolled> enrol(std::string_view typed_code, std::string_view request_pem, UtcNs now);
  /// A new certificate for the key that the node is known by. Errors: kRefused.
  Result<NodeCertificate> renew(const RenewalRequest& request, UtcNs now);
  /// The node's messages are refused from now on; its certificates go onto the list. Errors: kNotFound,
  /// kUnavailable (list).
  Result<void> revoke(const std::string& node_id, const std::string& by, UtcNs now);
  /// The list as it stands, written whole or not at all.
  Result<void> write_revocation_list(UtcNs now) const;

 private:
  bool may_try(UtcNs now);
  void wrong_code(UtcNs now);

  const EnrolmentSettings settings_;
  const Authority authority_;
  Store& store_;
  NodeBook& book_;
  std::mutex mutex_;
  UtcNs minute_ = 0;
  int wrong_codes_ = 0;
};

/// Octets that a renewal signs; the node's side of it is node/enrol/renewal.cpp, and tests/contract holds the
/// two together.
std::string renewal_text(const RenewalRequest& request);

/// The row of a node that is new: name in NFC, commune from the position. Errors: kInvalidArgument.
Result<NodeRow> node_row(const NewNode& node, const std::string& public_key_pem);
/// A known node keeps its state when it gets another key or place.
void keep_history(NodeRow& node, const NodeRow& known);

}  // namespace sb::gateway
