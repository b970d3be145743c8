#pragma once
// Sends queued orders to nodes that are there and closes them by the nodes' replies. One thread runs step();
// on_reply() may be called from any. An order is said again, octet for octet, until it is answered, kAttempts
// times: a node obeys it once.
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/node_book.hpp"
#include "gateway/store/store.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {

class Dispatcher {
 public:
  static constexpr UtcNs kAgainAfter = 15LL * 1'000'000'000;
  static constexpr int kAttempts = 3;
  static constexpr std::size_t kMaxReplies =
      256;  ///< waiting for step(); the newest is dropped, the order is said again

  using Publish = std::function<void(const std::string& topic, const std::string& payload)>;

  Dispatcher(std::string province, Store& store, NodeBook& book, const wire::SigningKey& key,
             Publish publish);

  /// Signs every order besides with this key, for nodes whose policy requires two (docs/adr/0014).
  void also_sign_with(wire::SigningKey second) { second_ = std::move(second); }
  void step(UtcNs now);
  void on_reply(const std::string& topic, std::string payload);

 private:
  struct Reply {
    std::string topic, payload;
  };
  void take_replies();
  void close(const Reply& reply);
  void send(const NodeCommand& command, UtcNs now);

  const std::string province_;
  Store& store_;
  NodeBook& book_;
  const wire::SigningKey& key_;
  std::optional<wire::SigningKey> second_;
  const Publish publish_;
  std::mutex mutex_;
  std::vector<Reply> replies_;
};

}  // namespace sb::gateway
