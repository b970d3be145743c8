#include "gateway/sharing/outbox_worker.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sb::gateway {
namespace {

constexpr int kAtOnce = 50;

UtcNs pause_after(int attempts) {
  const int doublings = std::min(attempts - 1, 20);
  return std::min(OutboxWorker::kFirstPause << doublings, OutboxWorker::kLongestPause);
}

}  // namespace

std::size_t OutboxWorker::run_once(UtcNs now) {
  std::vector<Delivery> due;
  store_.read([&](Ledgers& ledgers) { due = ledgers.due_deliveries(now, kAtOnce); });
  std::size_t sent = 0;
  for (auto& delivery : due) {
    const auto courier = couriers_.find(delivery.channel);
    const Result<void> outcome =
        courier != couriers_.end()
            ? courier->second->deliver(delivery, now)
            : fail(ErrorCode::kUnavailable, fmt::format("channel {} is not configured", delivery.channel));
    settle(delivery, outcome, now);
    if (outcome) ++sent;
  }
  return sent;
}

void OutboxWorker::settle(Delivery& delivery, const Result<void>& outcome, UtcNs now) {
  ++delivery.attempts;
  if (outcome) {
    delivery.state = "sent";
    delivery.done = now;
    delivery.last_error.clear();
  } else {
    delivery.last_error = outcome.error().text;
    const bool hopeless =
        outcome.error().code != ErrorCode::kUnavailable || delivery.attempts >= kMostAttempts;
    if (hopeless) delivery.state = "dead";
    delivery.next_try = now + pause_after(delivery.attempts);
  }
  store_.write([&](Transaction& tx) {
    tx.ledgers().put_delivery_outcome(delivery);
    if (delivery.state == "waiting") return;
    const auto subject = delivery.key.starts_with("ticket/")
                             ? delivery.key.substr(0, delivery.key.find('/', 7))
                             : fmt::format("delivery/{}", delivery.id);
    tx.audit({0, now, "gateway", delivery.state == "sent" ? "delivery.sent" : "delivery.dead", subject,
              nlohmann::json{{"delivery", delivery.id},
                             {"channel", delivery.channel},
                             {"key", delivery.key},
                             {"attempts", delivery.attempts},
                             {"error", delivery.last_error}}
                  .dump()});
    if (delivery.state == "dead")
      tx.event("delivery", nlohmann::json{{"id", delivery.id}, {"state", "dead"}}.dump());
  });
}

}  // namespace sb::gateway
