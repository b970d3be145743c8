#include <array>
#include <fstream>
#include <iterator>
#include <memory>

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "gateway/sharing/courier.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

struct Free {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, Free>;

void add(Headers& headers, const std::string& line) {
  headers.reset(curl_slist_append(headers.release(), line.c_str()));
}

std::size_t swallow(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

/// One POST; the body of the answer is not looked at.
Result<void> post(const WebSettings& settings, const std::string& url, const std::string& body,
                  Headers headers) {
  const std::unique_ptr<CURL, Free> handle(curl_easy_init());
  if (!handle) return fail(ErrorCode::kUnavailable, "no memory for a request");
  std::array<char, CURL_ERROR_SIZE> text{};
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, text.data());
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, settings.plain_loopback ? "https,http" : "https");
  curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, settings.timeout_s);
  curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");  // what the configuration says, not the environment
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, swallow);
  if (!settings.ca.empty()) curl_easy_setopt(handle.get(), CURLOPT_CAINFO, settings.ca.c_str());
  if (const auto code = curl_easy_perform(handle.get()); code != CURLE_OK) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("{}: {}", url, text[0] != '\0' ? text.data() : curl_easy_strerror(code)));
  }
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status >= 200 && status < 300) return {};
  const bool later = status >= 500 || status == 408 || status == 429;
  return fail(later ? ErrorCode::kUnavailable : ErrorCode::kRefused,
              fmt::format("{}: status {}", url, status));
}

class WebhookCourier final : public Courier {
 public:
  WebhookCourier(WebSettings settings, TicketSettings tickets)
      : settings_(std::move(settings)), tickets_(std::move(tickets)) {}

  Result<void> deliver(const Delivery& delivery, UtcNs now) override {
    const auto* profile = tickets_.carrier(delivery.target);
    if (profile == nullptr || profile->webhook_url.empty())
      return fail(ErrorCode::kUnavailable, fmt::format("no webhook is configured for {}", delivery.target));
    std::ifstream in(profile->webhook_secret, std::ios::binary);
    std::string key{std::istreambuf_iterator<char>(in), {}};
    while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
    if (key.size() < 16) {
      return fail(ErrorCode::kUnavailable,
                  fmt::format("{}: no key of at least 16 octets", profile->webhook_secret.string()));
    }
    const auto timestamp = std::to_string(now / 1'000'000'000);
    Headers headers;
    add(headers, "Content-Type: application/json");
    add(headers, "X-Songbien-Timestamp: " + timestamp);
    add(headers, "X-Songbien-Signature: " + webhook_signature(key, timestamp, delivery.payload));
    add(headers, "Idempotency-Key: " + delivery.key);
    return post(settings_, profile->webhook_url, delivery.payload, std::move(headers));
  }

 private:
  WebSettings settings_;
  TicketSettings tickets_;
};

class HubCourier final : public Courier {
 public:
  explicit HubCourier(WebSettings settings) : settings_(std::move(settings)) {}
  Result<void> deliver(const Delivery& delivery, UtcNs) override {
    Headers headers;
    add(headers, "Content-Type: application/json");
    add(headers, "Idempotency-Key: " + delivery.key);
    return post(settings_, delivery.target, delivery.payload, std::move(headers));
  }

 private:
  WebSettings settings_;
};

class MqttCourier final : public Courier {
 public:
  explicit MqttCourier(std::function<bool(const std::string&, const std::string&)> publish)
      : publish_(std::move(publish)) {}
  Result<void> deliver(const Delivery& delivery, UtcNs) override {
    if (publish_(delivery.target, delivery.payload)) return {};
    return fail(ErrorCode::kUnavailable, "the broker is not connected");
  }

 private:
  std::function<bool(const std::string&, const std::string&)> publish_;
};

}  // namespace

std::string webhook_signature(std::string_view key, std::string_view timestamp, std::string_view body) {
  std::string message(timestamp);
  message.push_back('.');
  message += body;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(), &size);
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), size});
}

std::unique_ptr<Courier> webhook_courier(WebSettings settings, TicketSettings tickets) {
  return std::make_unique<WebhookCourier>(std::move(settings), std::move(tickets));
}

std::unique_ptr<Courier> hub_courier(WebSettings settings) {
  return std::make_unique<HubCourier>(std::move(settings));
}

std::unique_ptr<Courier> mqtt_courier(std::function<bool(const std::string&, const std::string&)> publish) {
  return std::make_unique<MqttCourier>(std::move(publish));
}

}  // namespace sb::gateway
