// One TLS connection per message: events of sharing are few, and a receiver that restarts is nobody's problem
// then.
#include <memory>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include "gateway/sharing/courier.hpp"

namespace sb::gateway {
namespace {

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};

std::string openssl_reason() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  return reason != nullptr ? reason : "no connection";
}

class SyslogCourier final : public Courier {
 public:
  explicit SyslogCourier(SyslogSettings settings) : settings_(std::move(settings)) {}

  Result<void> deliver(const Delivery& delivery, UtcNs) override {
    const std::unique_ptr<SSL_CTX, Free> context(SSL_CTX_new(TLS_client_method()));
    if (!context || !prepare(context.get())) return unavailable();
    const std::unique_ptr<BIO, Free> bio(BIO_new_ssl_connect(context.get()));
    if (!bio) return unavailable();
    const auto target = fmt::format("{}:{}", settings_.host, settings_.port);
    BIO_set_conn_hostname(bio.get(), target.c_str());
    BIO_set_nbio(bio.get(), 1);
    SSL* ssl = nullptr;
    BIO_get_ssl(bio.get(), &ssl);
    SSL_set_tlsext_host_name(ssl, settings_.host.c_str());
    SSL_set1_host(ssl, settings_.host.c_str());
    const auto framed = fmt::format("{} {}", delivery.payload.size(), delivery.payload);
    if (!retried(bio.get(), [&] { return BIO_do_connect(bio.get()); })) return unavailable();
    if (!retried(bio.get(),
                 [&] { return BIO_write(bio.get(), framed.data(), static_cast<int>(framed.size())); }))
      return unavailable();
    SSL_shutdown(ssl);
    return {};
  }

 private:
  bool prepare(SSL_CTX* context) const {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY);
    const bool trusted = settings_.ca.empty()
                             ? SSL_CTX_set_default_verify_paths(context) == 1
                             : SSL_CTX_load_verify_locations(context, settings_.ca.c_str(), nullptr) == 1;
    if (!trusted) return false;
    if (settings_.certificate.empty()) return true;
    return SSL_CTX_use_certificate_chain_file(context, settings_.certificate.c_str()) == 1 &&
           SSL_CTX_use_PrivateKey_file(context, settings_.key.c_str(), SSL_FILETYPE_PEM) == 1;
  }

  /// Until it is done, or the peer keeps still for the time-out.
  template <typename Step>
  bool retried(BIO* bio, Step step) const {
    for (;;) {
      if (step() > 0) return true;
      if (BIO_should_retry(bio) == 0) return false;
      int descriptor = -1;
      BIO_get_fd(bio, &descriptor);
      pollfd waiting{descriptor,
                     static_cast<short>(
                         BIO_should_write(bio) != 0 || BIO_should_io_special(bio) != 0 ? POLLOUT : POLLIN),
                     0};
      if (::poll(&waiting, 1, settings_.timeout_s * 1000) != 1) return false;
    }
  }

  tl::unexpected<Error> unavailable() const {
    return fail(ErrorCode::kUnavailable,
                fmt::format("syslog {}:{}: {}", settings_.host, settings_.port, openssl_reason()));
  }

  SyslogSettings settings_;
};

}  // namespace

std::unique_ptr<Courier> syslog_courier(SyslogSettings settings) {
  return std::make_unique<SyslogCourier>(std::move(settings));
}

}  // namespace sb::gateway
