#pragma once
// A browser without a face: keeps its cookie and CSRF token, reads event streams, and can speak raw bytes for
// hostile tests.
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace sb::testing {

struct HttpAnswer {
  unsigned status = 0;                         ///< 0: the connection failed or timed out
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
};

class HttpClient {
 public:
  using Headers = std::map<std::string, std::string>;

  explicit HttpClient(std::uint16_t port);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;

  /// Over one kept connection, made again when the server closed it.
  HttpAnswer request(std::string_view method, std::string_view target, std::string_view body = {},
                     Headers headers = {});
  HttpAnswer get(std::string_view target, Headers headers = {}) {
    return request("GET", target, {}, std::move(headers));
  }
  HttpAnswer post(std::string_view target, const nlohmann::json& body, Headers headers = {});
  /// Signs in; afterwards cookie and CSRF token go along.
  HttpAnswer sign_in(const std::string& user, const std::string& password);

  std::string cookie, csrf_token;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct ServerEvent {
  std::int64_t id = 0;
  std::string kind, data;
};

/// Bytes in, bytes out.
class RawConnection {
 public:
  explicit RawConnection(std::uint16_t port);
  ~RawConnection();
  RawConnection(RawConnection&&) noexcept;

  bool send(std::string_view bytes);
  /// What came until `until` stands in it, the peer closed, or time is over.
  std::string read(std::chrono::milliseconds time, std::string_view until = {});
  bool closed() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class EventReader {
 public:
  EventReader(std::uint16_t port, const std::string& cookie, std::optional<std::int64_t> last_event_id = {});
  std::optional<ServerEvent> next(std::chrono::milliseconds time);
  const std::string& head() const { return head_; }
  bool closed() const { return connection_.closed(); }

 private:
  RawConnection connection_;
  std::string head_, pending_;
};

}  // namespace sb::testing
