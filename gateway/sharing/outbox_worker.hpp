#pragma once
// Takes what is due from the outbox to its courier, and writes down what became of it. A message is tried
// again after 30 s, doubling to six hours; after kMostAttempts, or when it can never go, it is dead: kept,
// shown, revived by a person.
#include <map>
#include <memory>
#include <string>

#include "gateway/sharing/courier.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

class OutboxWorker {
 public:
  static constexpr int kMostAttempts = 18;  // over two days: a weekend's outage
  static constexpr UtcNs kFirstPause = 30LL * 1'000'000'000, kLongestPause = 6LL * 3600 * 1'000'000'000;

  explicit OutboxWorker(Store& store) : store_(store) {}
  void add(const std::string& channel, std::unique_ptr<Courier> courier) {
    couriers_[channel] = std::move(courier);
  }

  /// Delivers what is due at `now`, at most 50. Returns how many were sent. The courier speaks outside of any
  /// transaction: a message may arrive twice after a crash, with the same key.
  std::size_t run_once(UtcNs now);

 private:
  void settle(Delivery& delivery, const Result<void>& outcome, UtcNs now);

  Store& store_;
  std::map<std::string, std::unique_ptr<Courier>> couriers_;
};

}  // namespace sb::gateway
