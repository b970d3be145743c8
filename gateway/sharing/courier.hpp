#pragma once
// Those who carry one delivery out of the gateway. A courier waits at most its time-out, says what went wrong
// in one line, and never sends twice by itself.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/store/outbox.hpp"
#include "gateway/ticket/settings.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

class Courier {
 public:
  virtual ~Courier() = default;
  /// kUnavailable: try again later; every other error: it will never go.
  virtual Result<void> deliver(const Delivery& delivery, UtcNs now) = 0;
};

struct MailSettings {
  std::string url;  ///< "smtps://mail.example:465" or "smtp://mail.example:587" (STARTTLS is required then)
  std::string user;
  std::filesystem::path password_file, ca;
  std::string from;  ///< "songbien@skhcn.laocai.example"
  long timeout_s = 30;
  bool plain_loopback = false;  ///< tests: no TLS to 127.0.0.1
};
/// A ticket's letter as mail in Vietnamese with PDF, workbook and CSV. The payload is a Paper.
std::unique_ptr<Courier> mail_courier(MailSettings settings, TicketSettings tickets);

struct WebSettings {
  std::filesystem::path ca;  ///< PEM; empty: the system's
  long timeout_s = 15;
  bool plain_loopback = false;  ///< tests: http to 127.0.0.1
};
/// POST with X-Songbien-Timestamp, X-Songbien-Signature (hex HMAC-SHA256 of "timestamp.body" under the
/// carrier's key) and Idempotency-Key. No redirect is followed. 4xx other than 408 and 429 never goes.
std::unique_ptr<Courier> webhook_courier(WebSettings settings, TicketSettings tickets);
/// POST of a TMF621 event to a hub's callback.
std::unique_ptr<Courier> hub_courier(WebSettings settings);

/// "hex(HMAC-SHA256(key, timestamp + '.' + body))": what a receiver computes to believe a webhook.
std::string webhook_signature(std::string_view key, std::string_view timestamp, std::string_view body);

struct SyslogSettings {
  std::string host;
  std::uint16_t port = 6514;
  std::filesystem::path ca, certificate, key;  ///< certificate and key: both or neither
  int timeout_s = 10;
};
/// RFC 5424 over TLS with octet counting (RFC 5425). The payload is one message.
std::unique_ptr<Courier> syslog_courier(SyslogSettings settings);

/// Events on the broker; `publish` says whether it was taken.
std::unique_ptr<Courier> mqtt_courier(
    std::function<bool(const std::string& topic, const std::string& payload)> publish);

}  // namespace sb::gateway
