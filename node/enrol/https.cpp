#include "node/enrol/https.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <openssl/x509.h>

#include "wire/signing.hpp"

namespace sb::node {
namespace {

constexpr time_t kConnectTimeoutS = 8, kReadTimeoutS = 12;

std::string fingerprint_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  if (size <= 0) return {};
  const auto digest = wire::sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

/// Instead of a chain: the peer's own certificate is the one that was pinned.
int check_pin(X509_STORE_CTX* context, void* pin) {
  X509* certificate = X509_STORE_CTX_get0_cert(context);
  const bool right =
      certificate != nullptr && fingerprint_of(certificate) == *static_cast<const std::string*>(pin);
  X509_STORE_CTX_set_error(context, right ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
  return right ? 1 : 0;
}

httplib::SSLClient client_for(const Endpoint& gateway) {
  return httplib::SSLClient(gateway.host, gateway.port);
}

/// `pin` outlives the client.
void prepare(httplib::SSLClient& client, const Trust& trust, std::string& pin) {
  client.set_connection_timeout(kConnectTimeoutS);
  client.set_read_timeout(kReadTimeoutS);
  client.set_write_timeout(kReadTimeoutS);
  client.enable_server_certificate_verification(true);
  if (const auto* pinned = std::get_if<PinnedCertificate>(&trust)) {
    pin = pinned->fingerprint;
    SSL_CTX_set_cert_verify_callback(client.ssl_context(), check_pin, &pin);
  } else {
    client.set_ca_cert_path(std::get<SignedBy>(trust).authority.c_str());
  }
}

Error explained(const Endpoint& gateway, httplib::Error error) {
  const auto where = fmt::format("gateway {}:{}", gateway.host, gateway.port);
  if (error == httplib::Error::SSLServerVerification) {
    return {ErrorCode::kRefused, where + ": its certificate is not the expected one"};
  }
  if (error == httplib::Error::SSLLoadingCerts)
    return {ErrorCode::kRefused, where + ": the authority's certificate cannot be read"};
  return {ErrorCode::kUnavailable, fmt::format("{}: no answer ({})", where, httplib::to_string(error))};
}

}  // namespace

Result<HttpsAnswer> post_json(const Endpoint& gateway, const Trust& trust, const std::string& path,
                              const std::string& body) {
  std::string pin;
  auto client = client_for(gateway);
  prepare(client, trust, pin);
  const auto answer = client.Post(path, body, "application/json");
  if (!answer) return tl::unexpected(explained(gateway, answer.error()));
  return HttpsAnswer{answer->status, answer->body};
}

Result<int> get_pieces(const Endpoint& gateway, const Trust& trust, const std::string& path,
                       const std::function<bool(std::string_view)>& take) {
  std::string pin;
  auto client = client_for(gateway);
  prepare(client, trust, pin);
  bool refused = false;
  const auto answer = client.Get(path, [&](const char* octets, std::size_t size) {
    refused = !take({octets, size});
    return !refused;
  });
  if (refused) return fail(ErrorCode::kUnreadable, "the gateway sends something else than was announced");
  if (!answer) return tl::unexpected(explained(gateway, answer.error()));
  return answer->status;
}

std::string gateway_words(const HttpsAnswer& answer) {
  const auto json = nlohmann::json::parse(answer.body, nullptr, false);
  if (json.is_object() && json.contains("error") && json["error"].is_object()) {
    const auto words = json["error"].value("message", "");
    if (!words.empty()) return words;
  }
  return fmt::format("HTTP status {}", answer.status);
}

}  // namespace sb::node
