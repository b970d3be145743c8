#pragma once
// What the gateway keeps about its nodes besides their row: one-time codes, certificates, orders, acceptance
// sheets.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/records.hpp"

namespace sb::gateway {

struct EnrolmentCode {
  std::string code_sha256;  ///< 32 octets; the code itself is not kept
  std::string node_id, name;
  double latitude_deg = 0.0, longitude_deg = 0.0;
  UtcNs created = 0, expires = 0;
  std::string created_by;
};

struct NodeCertificate {
  std::string serial;  ///< hexadecimal
  std::string node_id;
  UtcNs issued = 0, expires = 0;
  std::string pem;
  UtcNs revoked = 0;  ///< 0: it stands
};

struct NodeCommand {
  std::string command_id, node_id;
  std::string kind;  ///< "listen" "spectrum" "calibrate" "update"
  std::string body;  ///< octets of wire.Command
  std::string asked_by;
  UtcNs created = 0, expires = 0;
  std::string state = "queued";  ///< "queued" "sent" "done" "refused" "expired"
  UtcNs sent = 0;
  int attempts = 0;
  std::string text;  ///< the node's word
};

struct AcceptanceSheet {
  std::int64_t id = 0;
  std::string node_id;
  UtcNs received = 0;
  std::string sheet;      ///< the JSON text that was signed
  std::string signature;  ///< octets
  std::string photo;      ///< JPEG, perhaps empty; its hash stands in the sheet
  UtcNs approved = 0;     ///< 0: not yet
  std::string approved_by, comment;
};

/// Thread-safe. Time is an argument. Failures of the database throw StoreError.
class NodeBook {
 public:
  virtual ~NodeBook() = default;

  virtual void put_code(const EnrolmentCode& code) = 0;
  /// The code, which from now on is used; nothing when it is unknown, used or too old.
  virtual std::optional<EnrolmentCode> use_code(std::string_view code_sha256, UtcNs now) = 0;

  virtual void put_certificate(const NodeCertificate& certificate) = 0;
  virtual void revoke_certificates(const std::string& node_id, UtcNs now) = 0;
  /// Revoked and not yet expired: what a revocation list must hold.
  virtual std::vector<NodeCertificate> revoked_certificates(UtcNs now) = 0;
  virtual std::vector<NodeCertificate> certificates_of(const std::string& node_id) = 0;

  virtual void put_command(const NodeCommand& command) = 0;
  /// Queued or sent and not answered, oldest first.
  virtual std::vector<NodeCommand> open_commands() = 0;
  virtual void command_sent(const std::string& command_id, UtcNs now) = 0;
  /// Closes an open command of this node; false when there is none.
  virtual bool close_command(const std::string& node_id, const std::string& command_id,
                             const std::string& state, const std::string& text) = 0;
  virtual std::vector<NodeCommand> commands_of(const std::string& node_id, int limit) = 0;  ///< newest first

  /// The id; that of the first delivery when the sheet is already there.
  virtual std::int64_t put_acceptance(const AcceptanceSheet& sheet) = 0;
  virtual std::vector<AcceptanceSheet> acceptances_of(const std::string& node_id) = 0;  ///< newest first
  /// False when there is no such sheet of this node or it is approved already.
  virtual bool approve_acceptance(const std::string& node_id, std::int64_t id, const std::string& user,
                                  const std::string& comment, UtcNs now) = 0;
};

}  // namespace sb::gateway
