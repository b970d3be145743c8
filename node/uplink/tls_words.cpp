#include "node/uplink/tls_words.hpp"

#include <array>

#include <fmt/format.h>

namespace sb::node {
namespace {

enum class Whose { kBrokers, kOurs };

struct Words {
  std::string_view says;  ///< within OpenSSL's text, lower case
  Whose certificate;
  std::string_view means;
};

// Alerts (RFC 8446 §6) are what the broker thinks of our certificate; verification is what we think of its.
constexpr std::array<Words, 9> kWords{{
    {"alert unknown ca", Whose::kOurs, "it was not signed by an authority that the broker knows"},
    {"alert bad certificate", Whose::kOurs, "it is damaged or not acceptable"},
    {"alert certificate expired", Whose::kOurs, "it has expired"},
    {"alert certificate revoked", Whose::kOurs, "it has been revoked"},
    {"alert certificate required", Whose::kOurs, "none was sent"},
    {"alert certificate unknown", Whose::kOurs, "the broker does not say why"},
    {"alert decrypt error", Whose::kOurs, "it does not fit its key"},
    {"key values mismatch", Whose::kOurs, "it does not fit its key"},
    {"certificate verify failed", Whose::kBrokers,
     "it was not signed by our authority, has expired, or names another host"},
}};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

std::string explain_failure(const MqttOptions& options, std::string_view tls_text,
                            std::string_view fallback) {
  const std::string where = fmt::format("{}:{}", options.host, options.port);
  const std::string said = lower(tls_text);
  for (const auto& words : kWords) {
    if (said.find(words.says) == std::string::npos) continue;
    if (words.certificate == Whose::kOurs) {
      return fmt::format("broker {} refuses our certificate {}: {}", where, options.certificate.string(),
                         words.means);
    }
    return fmt::format("the certificate of broker {} is refused: {} (uplink.ca = {})", where, words.means,
                       options.ca.string());
  }
  if (said.empty()) return fmt::format("broker {}: {}", where, fallback);
  return fmt::format("broker {}: {} (TLS: {})", where, fallback, tls_text.substr(0, tls_text.find('\n')));
}

}  // namespace sb::node
