#pragma once
// An incident's evidence as one ZIP archive that stands alone: the signed reports as received, the keys to
// check them, calibration and software, the chain of custody, and a manifest with the hash of everything,
// signed by the gateway. Format "songbien-evidence/1":
//
//   manifest.json        format, incident, made, made_by, entries [{name, sha256, bytes}]
//   manifest.sig.json    [{algorithm, key_id, signature}]: each a signature of manifest.json's octets
//   gateway.pub.pem      keys/NODE.pub.pem
//   incident.json        observations.json (index), envelopes/NODE-BOOT-SEQ.bin (octets as received)
//   software.json        calibration.json   custody.json (who did and read what, oldest first)
//   attachments/...      IQ and spectrum fetched from the node, when there are any
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/store/store.hpp"
#include "models/core/result.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {

struct EvidenceRequest {
  std::int64_t incident_id = 0;
  std::string reader, purpose;
  std::string gateway_software;
  std::vector<std::pair<std::string, std::string>> attachments;  ///< name and octets
  /// The reader is not of the DST (a carrier): the custody says who read the evidence, not what the DST said
  /// and did about the case.
  bool outside = false;
};

/// Writes the reading down ("evidence.read", subject "incident/12") before anything is handed out, so that
/// the bundle's own custody names it. kNotFound: no such incident. At most 20 000 observations, newest first;
/// the manifest says when there were more.
Result<std::string> evidence_bundle(Store& store, const wire::SigningKey& key, const EvidenceRequest& request,
                                    UtcNs now);

struct EvidenceCheck {
  std::uint64_t entries = 0, envelopes = 0,
                chained = 0;  ///< chained: follow the one before them in the bundle
  std::int64_t incident_id = 0;
  std::string made, made_by, gateway_key_hex;
  bool gateway_known = false;  ///< the signer is the key that the caller brought
};

/// Needs nothing but the bundle; `trusted_pem` is the gateway's key by another way (empty: the bundle's own
/// is believed, and gateway_known stays false). kUnreadable or kRefused names the first thing wrong. Cost:
/// one hash of the whole and one signature check per report.
Result<EvidenceCheck> verify_evidence(std::string_view bundle, std::string_view trusted_pem);

inline constexpr std::size_t kMostEvidenceBytes = std::size_t{2} << 30;

}  // namespace sb::gateway
