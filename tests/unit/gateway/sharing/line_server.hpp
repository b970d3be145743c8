#pragma once
// A server of one connection at a time on a free loopback port: what the peer says is kept, `answer` says
// what it hears.
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sb::gateway::testing {

class LineServer {
 public:
  /// Called with all that came so far of the connection; what it returns is sent. "" waits for more.
  using Answer = std::function<std::string(std::string& pending)>;

  LineServer(std::string greeting, Answer answer)
      : greeting_(std::move(greeting)), answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 8);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  ~LineServer() {
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
  }
  LineServer(const LineServer&) = delete;
  LineServer& operator=(const LineServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string heard() {
    const std::scoped_lock lock(mutex_);
    return heard_;
  }

 private:
  static bool readable(int descriptor) {
    pollfd waiting{descriptor, POLLIN, 0};
    return ::poll(&waiting, 1, 20) == 1;
  }
  static void say(int peer, const std::string& text) {
    (void)!::send(peer, text.data(), text.size(), MSG_NOSIGNAL);
  }
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (!readable(listener_)) continue;
      const int peer = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (peer >= 0) converse(stop, peer);
      ::close(peer);
    }
  }
  void converse(const std::stop_token& stop, int peer) {
    say(peer, greeting_);
    std::string pending;
    while (!stop.stop_requested()) {
      if (!readable(peer)) continue;
      std::string piece(65'536, '\0');
      const auto count = ::recv(peer, piece.data(), piece.size(), 0);
      if (count <= 0) return;
      piece.resize(static_cast<std::size_t>(count));
      {
        const std::scoped_lock lock(mutex_);
        heard_ += piece;
      }
      pending += piece;
      for (auto words = answer_(pending); !words.empty(); words = answer_(pending)) say(peer, words);
    }
  }

  std::string greeting_;
  Answer answer_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::string heard_;
  std::jthread thread_;
};

}  // namespace sb::gateway::testing
