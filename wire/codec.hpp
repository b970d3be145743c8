#pragma once
// The only caller of generated protobuf parsing: bytes to validated messages and back. Decode means parse and
// validate every range that the .proto comments state; unknown fields are kept in the raw bytes.
#include <span>
#include <string>
#include <string_view>

#include "models/core/result.hpp"
#include "wire/proto/command.pb.h"
#include "wire/proto/envelope.pb.h"
#include "wire/proto/report.pb.h"
#include "wire/proto/spectrum.pb.h"
#include "wire/proto/status.pb.h"
#include "wire/signing.hpp"

namespace sb::wire {

namespace pb = ::songbien::wire::v1;

inline constexpr std::size_t kMaxEnvelopeBytes = std::size_t{64} * 1024;

/// Signs `body` (kept octet for octet) and wraps it. Returns the envelope's bytes.
std::string seal(pb::BodyKind kind, std::string_view body, const SigningKey& key);

/// The same envelope, marked as sent again after an outage; its body and signatures stay as they are.
std::string as_historical(std::string_view envelope);
/// The same envelope with one more signature over the same body: room for a second algorithm or a second
/// authority.
std::string countersign(std::string_view envelope, const SigningKey& key);

struct Opened {
  std::string body;  ///< verified octets
  KeyId key_id{};
  bool historical = false;  ///< outside the signature: about the sending
};
/// Parses an envelope, checks size, kind and signature against `key`. Errors: kUnreadable (not an envelope),
/// kUnsupported (algorithm), kRefused (kind, key or signature).
Result<Opened> open(std::string_view envelope, pb::BodyKind expected, const VerifyingKey& key);
/// The same under a policy of several signatures: each of `required` must have signed. Signatures of unknown
/// keys and of algorithms that this version does not know are neither asked nor in the way. key_id is that of
/// the first.
Result<Opened> open(std::string_view envelope, pb::BodyKind expected,
                    std::span<const VerifyingKey* const> required);

// Encode asserts that the message is valid (it is ours); decode checks (it is not).
std::string encode(const pb::Report& report);
std::string encode(const pb::Status& status);
std::string encode(const pb::Command& command);
std::string encode(const pb::Reply& reply);
std::string encode(const pb::SpectrumRow& row);
Result<pb::Report> decode_report(std::string_view body);
Result<pb::Status> decode_status(std::string_view body);
Result<pb::Command> decode_command(std::string_view body);
Result<pb::Reply> decode_reply(std::string_view body);
Result<pb::SpectrumRow> decode_spectrum(std::string_view body);

}  // namespace sb::wire
