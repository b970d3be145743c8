#include "node/uplink/tls_probe.hpp"

#include <memory>
#include <string_view>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>

namespace sb::node {
namespace {

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Chain = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
using Clock = std::chrono::steady_clock;

std::string drain_errors() {
  std::string text;
  while (const unsigned long code = ERR_get_error()) {
    char line[256];
    ERR_error_string_n(code, line, sizeof line);
    text.append(line).append(1, '\n');
  }
  return text;
}

Context make_context(const MqttOptions& options) {
  Context context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  if (!context) return context;
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const bool loaded = SSL_CTX_load_verify_locations(context.get(), options.ca.c_str(), nullptr) == 1 &&
                      SSL_CTX_use_certificate_chain_file(context.get(), options.certificate.c_str()) == 1 &&
                      SSL_CTX_use_PrivateKey_file(context.get(), options.key.c_str(), SSL_FILETYPE_PEM) == 1;
  if (!loaded) context.reset();
  return context;
}

/// Whether it is worth trying again before the deadline.
bool wait_ready(BIO* chain, Clock::time_point deadline) {
  int fd = -1;
  if (!BIO_should_retry(chain) || BIO_get_fd(chain, &fd) < 0) return false;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  if (left <= 0) return false;
  pollfd ready{fd, static_cast<short>(BIO_should_read(chain) ? POLLIN : POLLOUT), 0};
  return ::poll(&ready, 1, static_cast<int>(left)) > 0;
}

}  // namespace

std::string probe_tls(const MqttOptions& options, std::chrono::milliseconds most) {
  ERR_clear_error();
  const Context context = make_context(options);
  if (!context) return drain_errors();
  const Chain chain(BIO_new_ssl_connect(context.get()), &BIO_free_all);
  SSL* tls = nullptr;
  if (!chain || BIO_get_ssl(chain.get(), &tls) != 1) return {};
  const std::string address = fmt::format("{}:{}", options.host, options.port);
  BIO_set_conn_hostname(chain.get(), address.c_str());
  BIO_set_nbio(chain.get(), 1);
  const auto deadline = Clock::now() + most;
  while (BIO_do_handshake(chain.get()) <= 0) {
    if (wait_ready(chain.get(), deadline)) continue;
    const std::string said = drain_errors();
    return said.find("SSL routines") == std::string::npos
               ? ""
               : said;  // nobody answered: no word about certificates
  }
  X509* peer = SSL_get0_peer_certificate(tls);
  if (X509_check_host(peer, options.host.c_str(), 0, 0, nullptr) != 1 &&
      X509_check_ip_asc(peer, options.host.c_str(), 0) != 1) {
    return "certificate verify failed: host name mismatch";
  }
  // A broker that does not like our certificate says so instead of waiting for us to speak.
  char octet = 0;
  while (BIO_read(chain.get(), &octet, 1) <= 0) {
    if (!wait_ready(chain.get(), deadline)) break;
  }
  return drain_errors();
}

}  // namespace sb::node
