#include "wire/codec.hpp"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

#include "wire/validate.hpp"

namespace sb::wire {
namespace {

std::string_view name_of(pb::BodyKind kind) {
  switch (kind) {
    case pb::BODY_KIND_REPORT:
      return "report";
    case pb::BODY_KIND_STATUS:
      return "status";
    case pb::BODY_KIND_SPECTRUM:
      return "spectrum";
    case pb::BODY_KIND_COMMAND:
      return "command";
    case pb::BODY_KIND_REPLY:
      return "reply";
    default:
      return {};
  }
}

/// What is signed: kind and major version are inside, so that a signed reply can never pass for a command.
std::string signed_text(pb::BodyKind kind, std::string_view body) {
  std::string text("songbien/v1/");
  text.append(name_of(kind)).push_back('\0');
  text.append(body);
  return text;
}

std::string_view view(const KeyId& id) {
  return {reinterpret_cast<const char*>(id.data()), id.size()};
}

template <typename Message>
std::string encode_valid(const Message& message) {
  assert(validate(message));
  return message.SerializeAsString();
}

template <typename Message>
Result<Message> decode_valid(std::string_view body, std::string_view name) {
  if (body.size() > kMaxEnvelopeBytes) {
    return fail(ErrorCode::kUnreadable,
                fmt::format("{}: {} octets, at most {}", name, body.size(), kMaxEnvelopeBytes));
  }
  Message message;
  if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return fail(ErrorCode::kUnreadable, fmt::format("{}: not a protobuf message with UTF-8 texts", name));
  }
  auto valid = validate(message);
  if (!valid) return tl::unexpected(std::move(valid.error()));
  return message;
}

Result<pb::Envelope> parse_envelope(std::string_view bytes) {
  if (bytes.size() > kMaxEnvelopeBytes) {
    return fail(ErrorCode::kUnreadable,
                fmt::format("envelope: {} octets, at most {}", bytes.size(), kMaxEnvelopeBytes));
  }
  pb::Envelope envelope;
  if (!envelope.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return fail(ErrorCode::kUnreadable, "envelope: not a protobuf message");
  }
  if (envelope.body().empty()) return fail(ErrorCode::kUnreadable, "envelope.body: is empty");
  return envelope;
}

Result<void> verify(const pb::Envelope& envelope, const VerifyingKey& key) {
  const auto& all = envelope.signatures();
  if (all.empty()) return fail(ErrorCode::kRefused, "envelope.signatures: none");
  if (all.size() > 4) return fail(ErrorCode::kUnreadable, "envelope.signatures: more than 4");
  const auto is_ours = [](const pb::Signature& each) {
    return each.algorithm() == pb::SIGNATURE_ALGORITHM_ED25519;
  };
  if (std::none_of(all.begin(), all.end(), is_ours)) {
    return fail(ErrorCode::kUnsupported, "envelope.signatures.algorithm: no Ed25519 signature");
  }
  const KeyId id = key.id();
  const auto mine = std::find_if(all.begin(), all.end(), [&](const pb::Signature& each) {
    return is_ours(each) && each.key_id() == view(id);
  });
  if (mine == all.end()) {
    return fail(ErrorCode::kRefused,
                "envelope.signatures.key_id: not signed by the expected key " + to_hex(view(id)));
  }
  if (!key.verify(signed_text(envelope.kind(), envelope.body()), mine->value())) {
    return fail(ErrorCode::kRefused, "envelope.signatures.value: does not fit the body");
  }
  return {};
}

void add_signature(pb::Envelope& envelope, const SigningKey& key) {
  auto* signature = envelope.add_signatures();
  signature->set_algorithm(pb::SIGNATURE_ALGORITHM_ED25519);
  const KeyId id = key.id();
  signature->set_key_id(id.data(), id.size());
  signature->set_value(key.sign(signed_text(envelope.kind(), envelope.body())));
}

}  // namespace

std::string seal(pb::BodyKind kind, std::string_view body, const SigningKey& key) {
  assert(!name_of(kind).empty() && !body.empty());
  pb::Envelope envelope;
  envelope.set_kind(kind);
  envelope.set_body(body.data(), body.size());
  add_signature(envelope, key);
  std::string bytes = envelope.SerializeAsString();
  assert(bytes.size() <= kMaxEnvelopeBytes);
  return bytes;
}

std::string as_historical(std::string_view envelope) {
  // A field that stands behind those before it joins them (protobuf encoding, "Last One Wins"): nothing is
  // encoded anew.
  constexpr std::string_view kHistorical{"\x20\x01", 2};  // field 4, varint, true
  return std::string(envelope) + std::string(kHistorical);
}

std::string countersign(std::string_view bytes, const SigningKey& key) {
  auto envelope = parse_envelope(bytes);
  assert(envelope);  // it is ours
  add_signature(*envelope, key);
  return envelope->SerializeAsString();
}

Result<Opened> open(std::string_view envelope, pb::BodyKind expected, const VerifyingKey& key) {
  const VerifyingKey* const required[] = {&key};
  return open(envelope, expected, required);
}

Result<Opened> open(std::string_view envelope, pb::BodyKind expected,
                    std::span<const VerifyingKey* const> required) {
  assert(!required.empty());
  auto parsed = parse_envelope(envelope);
  if (!parsed) return tl::unexpected(std::move(parsed.error()));
  if (parsed->kind() != expected) {
    return fail(ErrorCode::kRefused, fmt::format("envelope.kind: {}, expected {}",
                                                 static_cast<int>(parsed->kind()), name_of(expected)));
  }
  for (const auto* key : required) {
    const auto verified = verify(*parsed, *key);
    if (!verified) return tl::unexpected(verified.error());
  }
  return Opened{std::move(*parsed->mutable_body()), required.front()->id(), parsed->historical()};
}

std::string encode(const pb::Report& report) {
  return encode_valid(report);
}
std::string encode(const pb::Status& status) {
  return encode_valid(status);
}
std::string encode(const pb::Command& command) {
  return encode_valid(command);
}
std::string encode(const pb::Reply& reply) {
  return encode_valid(reply);
}
std::string encode(const pb::SpectrumRow& row) {
  return encode_valid(row);
}

Result<pb::Report> decode_report(std::string_view body) {
  return decode_valid<pb::Report>(body, "report");
}
Result<pb::Status> decode_status(std::string_view body) {
  return decode_valid<pb::Status>(body, "status");
}
Result<pb::Command> decode_command(std::string_view body) {
  return decode_valid<pb::Command>(body, "command");
}
Result<pb::Reply> decode_reply(std::string_view body) {
  return decode_valid<pb::Reply>(body, "reply");
}
Result<pb::SpectrumRow> decode_spectrum(std::string_view body) {
  return decode_valid<pb::SpectrumRow>(body, "spectrum");
}

}  // namespace sb::wire
