// Bytes from the network into every decoder of wire. What decodes must encode and decode again to the same
// octets.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <google/protobuf/stubs/logging.h>

#include "wire/codec.hpp"
#include "wire/topics.hpp"

namespace {

namespace wire = sb::wire;

// RFC 8032 §7.1 test 2: its private half is public, so the corpus can hold envelopes that verify.
constexpr std::string_view kKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n"
    "-----END PUBLIC KEY-----\n";

const wire::VerifyingKey& key() {
  static const wire::VerifyingKey kParsed = [] {
    auto parsed = wire::VerifyingKey::from_pem(kKey);
    if (!parsed) std::abort();
    return std::move(*parsed);
  }();
  return kParsed;
}

template <typename Decode>
void round_trip(std::string_view body, Decode decode) {
  const auto first = decode(body);
  if (!first) {
    if (first.error().text.empty()) std::abort();
    return;
  }
  const auto octets = wire::encode(*first);
  const auto second = decode(octets);
  if (!second || wire::encode(*second) != octets) std::abort();
}

void decode_all(std::string_view body) {
  round_trip(body, wire::decode_report);
  round_trip(body, wire::decode_status);
  round_trip(body, wire::decode_command);
  round_trip(body, wire::decode_reply);
  round_trip(body, wire::decode_spectrum);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const google::protobuf::LogSilencer kQuiet;  // it would print each ill-formed text
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto kind : {wire::pb::BODY_KIND_REPORT, wire::pb::BODY_KIND_COMMAND}) {
    if (const auto opened = wire::open(bytes, kind, key())) decode_all(opened->body);
  }
  decode_all(bytes);
  if (const auto topic = wire::parse_topic(bytes)) {
    if (wire::topic(topic->province, topic->node_id, topic->leaf) != bytes) std::abort();
  }
  return 0;
}
