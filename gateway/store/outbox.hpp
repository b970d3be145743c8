#pragma once
// What is to leave the gateway: written in the transaction that made it true, delivered afterwards, so that a
// crash neither loses nor invents a message.
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/store/records.hpp"

namespace sb::gateway {

struct Delivery {
  std::int64_t id = 0;
  std::string key;      ///< of idempotency: the same key is written once; the receiver sees it too
  std::string channel;  ///< "mail" "webhook" "hub" "syslog" "mqtt"
  std::string target;   ///< carrier, URL or topic, as the channel wants it
  std::string content_type;
  std::string payload;
  UtcNs created = 0, next_try = 0, done = 0;
  int attempts = 0;
  std::string state;  ///< "waiting" "sent" "dead"
  std::string last_error;
};

class OutboxRows {
 public:
  virtual ~OutboxRows() = default;
  /// False when the key is there already.
  virtual bool enqueue(const Delivery& delivery) = 0;
  /// Waiting ones whose next_try has come, oldest first.
  virtual std::vector<Delivery> due_deliveries(UtcNs now, int limit) = 0;
  virtual void put_delivery_outcome(const Delivery& delivery) = 0;  ///< state, attempts, times, last_error
  virtual std::vector<Delivery> deliveries(const std::string& state, int limit) = 0;  ///< newest first
  virtual bool revive(std::int64_t delivery_id, UtcNs now) = 0;  ///< a dead one tries again
  /// The newest id of `name` that was turned into deliveries (incident events for sharing); 0: none yet.
  virtual std::int64_t mark(const std::string& name) = 0;
  virtual void put_mark(const std::string& name, std::int64_t id) = 0;
};

}  // namespace sb::gateway
