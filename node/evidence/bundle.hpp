#pragma once
// One piece of evidence as a file of its own: a SigMF archive (tar) with samples and metadata, and beside
// them a statement that hashes both, names the piece before it, and is signed with the node's key.
#include <string>
#include <string_view>

#include "models/core/result.hpp"
#include "node/evidence/snippet.hpp"
#include "wire/codec.hpp"

namespace sb::node {

/// Beside the samples: under which circumstances they were taken.
struct Circumstance {
  std::string evidence_id;
  std::string source;    ///< "soapy:driver=rtlsdr"
  double gain_db = 0.0;  ///< NaN: automatic
  double receiver_rate_hz = 0.0;
  double receiver_centre_hz = 0.0;
  float full_scale_dbm = 0.0F;  ///< of the receiver; NaN: uncalibrated
};

/// The report that it belongs to says what was found, by which software, calibration and model, and what was
/// decoded; it goes into the bundle as its own octets. `prev_sha256_hex`: of the statement before, or 64
/// zeros. Members: ID.sigmf-meta, ID.sigmf-data, report.bin, statement.json, statement.sig.
std::string make_bundle(const Snippet& snippet, const wire::pb::Report& report,
                        const Circumstance& circumstance, const std::string& prev_sha256_hex,
                        const wire::SigningKey& key);

/// SHA-256 in hex of the statement in a bundle: what the next one names.
Result<std::string> statement_hash(std::string_view bundle);

/// Reads every member, compares the hashes, checks the signature. kUnreadable or kRefused in one line.
Result<void> verify_bundle(std::string_view bundle, const wire::VerifyingKey& key);

}  // namespace sb::node
