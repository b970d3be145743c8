#include "tests/support/http_client.hpp"

#include <algorithm>
#include <cctype>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace sb::testing {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

namespace {
constexpr auto kPatience = std::chrono::seconds(20);
}

struct HttpClient::State {
  asio::io_context io;
  std::optional<tcp::socket> socket;
  beast::flat_buffer buffer;
  std::uint16_t port = 0;

  bool connect() {
    if (socket) return true;
    socket.emplace(io);
    buffer.clear();
    beast::error_code error;
    socket->connect({asio::ip::address_v4::loopback(), port}, error);
    if (error) socket.reset();
    return !error;
  }
  /// Runs what was started; false when it took too long.
  bool wait() {
    io.restart();
    io.run_for(kPatience);
    return io.stopped();
  }
};

HttpClient::HttpClient(std::uint16_t port) : state_(std::make_unique<State>()) {
  state_->port = port;
}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;

HttpAnswer HttpClient::request(std::string_view method, std::string_view target, std::string_view body,
                               Headers headers) {
  http::request<http::string_body> message;
  message.method_string({method.data(), method.size()});
  message.target({target.data(), target.size()});
  message.version(11);
  message.set(http::field::host, "127.0.0.1");
  if (!cookie.empty()) message.set(http::field::cookie, cookie);
  if (!csrf_token.empty()) message.set("X-CSRF-Token", csrf_token);
  for (const auto& [name, value] : headers) message.set(name, value);
  message.body() = std::string(body);
  message.prepare_payload();
  for (int attempt = 0; attempt < 2; ++attempt) {  // a kept connection may have been closed meanwhile
    if (!state_->connect()) return {};
    http::response_parser<http::string_body> parser;
    parser.body_limit(64U << 20U);
    parser.skip(method == "HEAD");
    beast::error_code failure;
    http::async_write(*state_->socket, message, [&](beast::error_code error, std::size_t) {
      failure = error;
      if (error) return;
      http::async_read(*state_->socket, state_->buffer, parser,
                       [&](beast::error_code read_error, std::size_t) { failure = read_error; });
    });
    if (!state_->wait()) {
      state_->socket.reset();
      state_->io.restart();
      state_->io.run();
      return {};
    }
    if (failure) {
      state_->socket.reset();
      continue;
    }
    HttpAnswer answer;
    answer.status = parser.get().result_int();
    for (const auto& field : parser.get()) {
      std::string name(field.name_string());
      std::transform(name.begin(), name.end(), name.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      answer.headers[name] = std::string(field.value());
    }
    answer.body = std::move(parser.get().body());
    if (!parser.get().keep_alive()) state_->socket.reset();
    return answer;
  }
  return {};
}

HttpAnswer HttpClient::post(std::string_view target, const nlohmann::json& body, Headers headers) {
  headers.emplace("Content-Type", "application/json");
  return request("POST", target, body.dump(), std::move(headers));
}

HttpAnswer HttpClient::sign_in(const std::string& user, const std::string& password) {
  auto answer = post("/api/v1/session", {{"user", user}, {"password", password}});
  if (answer.status == 200) {
    const auto& set_cookie = answer.headers["set-cookie"];
    cookie = set_cookie.substr(0, set_cookie.find(';'));
    csrf_token = answer.json()["csrf_token"];
  }
  return answer;
}

struct RawConnection::State {
  asio::io_context io;
  tcp::socket socket{io};
  bool closed = false;
};

RawConnection::RawConnection(std::uint16_t port) : state_(std::make_unique<State>()) {
  beast::error_code error;
  state_->socket.connect({asio::ip::address_v4::loopback(), port}, error);
  state_->closed = error.failed();
}
RawConnection::~RawConnection() = default;
RawConnection::RawConnection(RawConnection&&) noexcept = default;

bool RawConnection::closed() const {
  return state_->closed;
}

bool RawConnection::send(std::string_view bytes) {
  if (state_->closed) return false;
  beast::error_code error;
  asio::write(state_->socket, asio::buffer(bytes.data(), bytes.size()), error);
  return !error;
}

std::string RawConnection::read(std::chrono::milliseconds time, std::string_view until) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  std::string text;
  std::string chunk(65536, '\0');
  while (!state_->closed && (until.empty() || text.find(until) == std::string::npos)) {
    bool done = false;
    state_->socket.async_read_some(asio::buffer(chunk), [&](beast::error_code error, std::size_t size) {
      done = error != asio::error::operation_aborted;
      if (error && done) state_->closed = true;
      text.append(chunk, 0, size);
    });
    state_->io.restart();
    state_->io.run_until(deadline);
    if (!done) {
      beast::error_code ignored;
      state_->socket.cancel(ignored);
      state_->io.restart();
      state_->io.run();
      break;
    }
  }
  return text;
}

EventReader::EventReader(std::uint16_t port, const std::string& cookie,
                         std::optional<std::int64_t> last_event_id)
    : connection_(port) {
  std::string request = "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nCookie: " + cookie + "\r\n";
  if (last_event_id) request += "Last-Event-ID: " + std::to_string(*last_event_id) + "\r\n";
  connection_.send(request + "\r\n");
  pending_ = connection_.read(kPatience, "\r\n\r\n");
  const auto end = pending_.find("\r\n\r\n");
  head_ = pending_.substr(0, end);
  pending_.erase(0, end == std::string::npos ? end : end + 4);
}

std::optional<ServerEvent> EventReader::next(std::chrono::milliseconds time) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  while (true) {
    const auto end = pending_.find("\n\n");
    if (end == std::string::npos) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      if (left.count() <= 0 || connection_.closed()) return std::nullopt;
      pending_ += connection_.read(left, "\n\n");
      continue;
    }
    const auto block = pending_.substr(0, end + 1);
    pending_.erase(0, end + 2);
    const auto field = [&block](const std::string& name) -> std::string {
      const auto at = block.find(name + ": ");
      if (at == std::string::npos) return {};
      const auto from = at + name.size() + 2;
      return block.substr(from, block.find('\n', from) - from);
    };
    if (field("data").empty()) continue;  // a comment or the retry line
    return ServerEvent{std::stoll(field("id")), field("event"), field("data")};
  }
}

}  // namespace sb::testing
