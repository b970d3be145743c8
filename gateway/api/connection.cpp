// One connection: requests in, answers out, event streams. Everything of Beast is in this file.
#include <array>
#include <charconv>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <fmt/format.h>

#include "gateway/api/server_state.hpp"

namespace sb::gateway::api {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using Parser = http::request_parser<http::string_body>;
using Headers = http::request<http::string_body>;
constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);

constexpr std::uint32_t kMaxHeaderBytes = 16U << 10U;
constexpr std::uint64_t kMaxBodyBytes = 64U << 10U;
constexpr std::uint64_t kMaxTableBytes = 4U << 20U;  ///< a carrier's registry: some 40 000 rows
constexpr std::size_t kMaxDrainBytes = 2 * kMaxTableBytes;
constexpr auto kDrainTime = std::chrono::seconds(1);
constexpr int kStorePage = 200;

constexpr std::string_view kContentSecurityPolicy =
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; "
    "worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

std::string text_of(const Headers& headers, http::field field) {
  return std::string(headers[field]);
}

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
    case http::verb::head:
      return Method::kGet;
    case http::verb::post:
      return Method::kPost;
    case http::verb::patch:
      return Method::kPatch;
    case http::verb::delete_:
      return Method::kDelete;
    default:
      return Method::kOther;
  }
}

Request make_request(Headers& headers, Target target, bool from_loopback, UtcNs now) {
  Request request;
  request.method = method_of(headers.method());
  request.target = std::move(target);
  request.cookie_token = session_cookie(text_of(headers, http::field::cookie));
  request.bearer_token = bearer_token(text_of(headers, http::field::authorization));
  request.csrf_token = std::string(headers["X-CSRF-Token"]);
  request.last_event_id = std::string(headers["Last-Event-ID"]);
  request.if_none_match = text_of(headers, http::field::if_none_match);
  request.accept_encoding = text_of(headers, http::field::accept_encoding);
  request.content_type = text_of(headers, http::field::content_type);
  request.body = std::move(headers.body());
  request.from_loopback = from_loopback;
  request.now = now;
  return request;
}

/// What a request that could not be read is answered with; 0: nothing, the peer is gone.
unsigned status_of(const beast::error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  if (error == http::error::end_of_stream || error == http::error::partial_message) return 0;
  return error.category() == make_error_code(http::error::bad_method).category() ? 400 : 0;
}

template <typename Stream>
class Connection {
 public:
  static constexpr bool kTls = !std::is_same_v<Stream, beast::tcp_stream>;

  template <typename... Arguments>
  Connection(ServerState& state, bool from_loopback, Arguments&&... arguments)
      : state_(state),
        stream_(std::forward<Arguments>(arguments)...),
        registration_(state, beast::get_lowest_layer(stream_).socket()),
        from_loopback_(from_loopback) {}

  asio::awaitable<void> serve();

 private:
  asio::awaitable<bool> serve_one();
  asio::awaitable<bool> read(Parser& parser);
  asio::awaitable<unsigned> limit_body(Parser& parser);
  asio::awaitable<bool> refuse(unsigned status, std::string_view text);
  asio::awaitable<Response> answer(const Request& request);
  asio::awaitable<bool> write(const Response& response, unsigned version, bool keep_alive, bool head);
  asio::awaitable<void> stream_events(const Response& response, unsigned version);
  asio::awaitable<std::string> next_events(std::int64_t& last_id);
  asio::awaitable<bool> session_stands(const std::string& token);
  asio::awaitable<bool> send_text(std::string_view text);
  asio::awaitable<void> drain();
  template <typename Body>
  void put_headers(http::response<Body>& message, const Response& response);
  void deadline(std::chrono::milliseconds time) { beast::get_lowest_layer(stream_).expires_after(time); }
  void note(const beast::error_code& error) {
    if (error == beast::error::timeout) ++state_.counters.timeouts;
  }

  ServerState& state_;
  Stream stream_;
  Registration registration_;
  beast::flat_buffer buffer_{kMaxHeaderBytes + kMaxBodyBytes};
  bool from_loopback_;
};

template <typename Stream>
asio::awaitable<void> Connection<Stream>::serve() {
  if constexpr (kTls) {
    deadline(state_.settings.answer_timeout);
    const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kNoThrow);
    note(error);
    if (error) co_return;
  }
  while (!state_.stopping && co_await serve_one()) {
  }
  deadline(kDrainTime);
  if constexpr (kTls) co_await stream_.async_shutdown(kNoThrow);
  beast::error_code ignored;
  beast::get_lowest_layer(stream_).socket().shutdown(tcp::socket::shutdown_send, ignored);
}

template <typename Stream>
asio::awaitable<bool> Connection<Stream>::read(Parser& parser) {
  parser.header_limit(kMaxHeaderBytes);
  parser.body_limit(kMaxTableBytes);
  deadline(state_.settings.ask_timeout);
  registration_.waiting(true);
  auto [error, size] = co_await http::async_read_header(stream_, buffer_, parser, kNoThrow);
  registration_.waiting(false);
  if (!error) {
    if (const auto status = co_await limit_body(parser); status != 0)
      co_return co_await refuse(status, status == 401 ? "sign in first" : "body limit exceeded");
  }
  if (!error && beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    if (!co_await send_text("HTTP/1.1 100 Continue\r\n\r\n")) co_return false;
  }
  if (!error) {
    deadline(state_.settings.answer_timeout);
    std::tie(error, size) = co_await http::async_read(stream_, buffer_, parser, kNoThrow);
  }
  if (!error) co_return true;
  note(error);
  if (const auto status = status_of(error); status != 0) co_return co_await refuse(status, error.message());
  co_return false;
}

/// The answer to a request that was not read to its end; the connection goes with it.
template <typename Stream>
asio::awaitable<bool> Connection<Stream>::refuse(unsigned status, std::string_view text) {
  ++state_.counters.malformed;
  co_await write(error_response(status, text), 11, false, false);
  co_await drain();
  co_return false;
}

/// A body above the usual size is read only for a route that takes tables, when its length is told, and from
/// somebody who is signed in: nobody else makes the gateway hold megabytes. 0, or the status of the refusal.
template <typename Stream>
asio::awaitable<unsigned> Connection<Stream>::limit_body(Parser& parser) {
  const auto length = parser.content_length();
  if (!length || *length <= kMaxBodyBytes) {
    parser.body_limit(kMaxBodyBytes);
    co_return 0U;
  }
  const auto& headers = parser.get();
  const auto raw = headers.target();
  const auto target = parse_target({raw.data(), raw.size()});
  if (!target || !Api::takes_table(method_of(headers.method()), target->path)) co_return 413U;
  const auto bearer = bearer_token(text_of(headers, http::field::authorization));
  const auto token = bearer.empty() ? session_cookie(text_of(headers, http::field::cookie)) : bearer;
  co_return !token.empty() && co_await session_stands(token) ? 0U : 401U;
}

/// One request and its answer; true when another may follow.
template <typename Stream>
asio::awaitable<bool> Connection<Stream>::serve_one() {
  Parser parser;
  if (!co_await read(parser)) co_return false;
  auto& headers = parser.get();
  const auto version = headers.version();
  const bool head = headers.method() == http::verb::head;
  const bool keep_alive = headers.keep_alive() && !state_.stopping;
  const auto raw = headers.target();
  auto target = parse_target({raw.data(), raw.size()});
  if (!target) co_return co_await write(error_response(400, target.error().text), version, keep_alive, head);
  const auto request = make_request(headers, std::move(*target), from_loopback_, state_.now());
  const auto response = co_await answer(request);
  if (response.events && !head) {
    co_await stream_events(response, version);
    co_return false;
  }
  co_return co_await write(response, version, keep_alive, head);
}

/// Runs the handler on its lane. Whatever it throws becomes a 500 and a line in the log.
template <typename Stream>
asio::awaitable<Response> Connection<Stream>::answer(const Request& request) {
  const bool slow = Api::is_slow(request.method, request.target.path);
  if (slow && state_.waiting_passwords >= state_.settings.max_waiting_passwords) {
    co_return error_response(429, "too many sign-ins at once; try again in a moment");
  }
  if (slow) ++state_.waiting_passwords;
  Response response;
  try {
    const auto& api = state_.api;
    response = co_await call_on(slow ? state_.lanes.passwords : state_.lanes.work,
                                [&api, &request] { return api.handle(request); });
  } catch (const std::exception& error) {
    state_.log(fmt::format("{} {}: {}", to_string(request.method), request.target.path, error.what()));
    response = error_response(500, "the request failed; the gateway's log says why");
  }
  if (slow) --state_.waiting_passwords;
  if (response.events && state_.event_clients >= state_.settings.max_event_clients) {
    co_return error_response(503, "too many event streams");
  }
  co_return response;
}

template <typename Stream>
template <typename Body>
void Connection<Stream>::put_headers(http::response<Body>& message, const Response& response) {
  message.set("Content-Security-Policy", kContentSecurityPolicy);
  message.set("X-Frame-Options", "DENY");
  message.set("X-Content-Type-Options", "nosniff");
  message.set("Referrer-Policy", "no-referrer");
  message.set("Cross-Origin-Opener-Policy", "same-origin");
  message.set("Cross-Origin-Resource-Policy", "same-origin");
  message.set("Permissions-Policy", "geolocation=(), camera=(), microphone=()");
  if (kTls) message.set(http::field::strict_transport_security, "max-age=31536000");
  message.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) message.set(name, value);
  if (response.status != 204 && response.status != 304)
    message.set(http::field::content_type, response.content_type);
  ++state_.counters.answers.at(response.status / 100);
}

template <typename Stream>
asio::awaitable<bool> Connection<Stream>::write(const Response& response, unsigned version, bool keep_alive,
                                                bool head) {
  const std::string_view body = response.body.empty() ? response.file : std::string_view(response.body);
  const bool bodiless = response.status == 204 || response.status == 304;
  http::response<http::span_body<const char>> message{static_cast<http::status>(response.status), version};
  put_headers(message, response);
  message.keep_alive(keep_alive);
  if (!bodiless) message.content_length(body.size());
  if (!head && !bodiless) message.body() = {body.data(), body.size()};
  deadline(state_.settings.answer_timeout);
  http::response_serializer<http::span_body<const char>> serializer(message);
  beast::error_code error;
  if (head || bodiless) {
    std::tie(error, std::ignore) = co_await http::async_write_header(stream_, serializer, kNoThrow);
  } else {
    std::tie(error, std::ignore) = co_await http::async_write(stream_, serializer, kNoThrow);
  }
  note(error);
  co_return !error && keep_alive;
}

template <typename Stream>
asio::awaitable<bool> Connection<Stream>::send_text(std::string_view text) {
  deadline(state_.settings.answer_timeout);
  const auto [error, size] =
      co_await asio::async_write(stream_, asio::buffer(text.data(), text.size()), kNoThrow);
  note(error);
  co_return !error;
}

/// Server-sent events until the client leaves, its session ends or the server stops. The body ends with the
/// connection.
template <typename Stream>
asio::awaitable<void> Connection<Stream>::stream_events(const Response& response, unsigned version) {
  const EventClient client(state_);
  EventFeed::Waiter waiter(state_.feed, stream_.get_executor());
  http::response<http::empty_body> message{http::status::ok, version};
  put_headers(message, response);
  message.keep_alive(false);
  http::response_serializer<http::empty_body> serializer(message);
  deadline(state_.settings.answer_timeout);
  const auto [error, size] = co_await http::async_write_header(stream_, serializer, kNoThrow);
  if (error) co_return;
  auto last_id = response.events->after_id;
  std::string text = "retry: 2000\n\n";
  auto next_check = std::chrono::steady_clock::now() + state_.settings.heartbeat;
  while (co_await send_text(text)) {
    if (last_id >= state_.feed.newest() && !state_.stopping) {
      waiter.timer.expires_at(next_check);
      co_await waiter.timer.async_wait(kNoThrow);
    }
    if (state_.stopping) co_return;
    text = co_await next_events(last_id);
    if (std::chrono::steady_clock::now() >= next_check) {
      if (!co_await session_stands(response.events->session_token)) co_return;
      next_check = std::chrono::steady_clock::now() + state_.settings.heartbeat;
      if (text.empty()) text = ": still here\n\n";
    }
  }
}

template <typename Stream>
asio::awaitable<std::string> Connection<Stream>::next_events(std::int64_t& last_id) {
  if (last_id >= state_.feed.newest()) co_return std::string();
  if (state_.feed.reaches_back_to(last_id)) co_return state_.feed.text_after(last_id);
  std::string text;
  try {
    auto& store = state_.api.parts().store;
    const auto rows = co_await call_on(state_.lanes.work,
                                       [&store, last_id] { return store.events_after(last_id, kStorePage); });
    for (const auto& row : rows) text += event_text(row);
    last_id = rows.empty() ? state_.feed.newest() : rows.back().id;
  } catch (const std::exception& error) {
    state_.log(fmt::format("events cannot be read: {}", error.what()));
    last_id = state_.feed.newest();
  }
  co_return text;
}

template <typename Stream>
asio::awaitable<bool> Connection<Stream>::session_stands(const std::string& token) {
  try {
    auto& accounts = state_.api.parts().accounts;
    const auto now = state_.now();
    co_return co_await call_on(state_.lanes.work, [&] { return accounts.session(token, now).has_value(); });
  } catch (const std::exception& error) {
    state_.log(fmt::format("sessions cannot be read: {}", error.what()));
  }
  co_return false;
}

/// After an answer that came before the end of the request: takes what the peer still sends, so that the
/// answer is not lost to a reset.
template <typename Stream>
asio::awaitable<void> Connection<Stream>::drain() {
  std::array<char, 4096> waste{};
  std::size_t total = 0;
  beast::error_code error;
  beast::get_lowest_layer(stream_).socket().shutdown(tcp::socket::shutdown_send, error);
  deadline(kDrainTime);
  while (!error && total < kMaxDrainBytes) {
    std::size_t size = 0;
    std::tie(error, size) = co_await stream_.async_read_some(asio::buffer(waste), kNoThrow);
    total += size;
  }
}

}  // namespace

asio::awaitable<void> serve_connection(ServerState& state, tcp::socket socket, asio::ssl::context* tls) {
  beast::error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) co_return;
  const bool from_loopback = peer.address().is_loopback();
  socket.set_option(tcp::no_delay(true), error);
  if (tls != nullptr) {
    Connection<beast::ssl_stream<beast::tcp_stream>> connection(state, from_loopback,
                                                                beast::tcp_stream(std::move(socket)), *tls);
    co_await connection.serve();
  } else {
    Connection<beast::tcp_stream> connection(state, from_loopback, std::move(socket));
    co_await connection.serve();
  }
}

}  // namespace sb::gateway::api
