#include "gateway/sharing/event_sharer.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "gateway/sharing/forms.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr int kAtOnce = 500;

/// Incidents that these events speak of, each once with its newest event.
std::vector<std::pair<std::int64_t, std::int64_t>> incidents_in(const std::vector<EventRow>& events) {
  std::vector<std::pair<std::int64_t, std::int64_t>> found;  // incident, event
  std::set<std::int64_t> seen;
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (event->kind != "incident") continue;
    const auto data = json::parse(event->data_json, nullptr, false);
    const auto id = data.is_object() ? data.value("id", std::int64_t{0}) : 0;
    if (id != 0 && seen.insert(id).second) found.emplace_back(id, event->id);
  }
  return {found.rbegin(), found.rend()};
}

}  // namespace

std::size_t EventSharer::share(Transaction& tx, const Receiver& receiver, const std::vector<EventRow>& events,
                               const RestrictedBands& restricted, UtcNs now) const {
  std::size_t written = 0;
  for (const auto& [id, event] : incidents_in(events)) {
    const auto incident = tx.incident(id);
    if (!incident || !is_shareable(*incident, restricted) || (incident->exercise && !receiver.exercises))
      continue;
    const bool is_syslog = receiver.channel == "syslog";
    Delivery delivery;
    delivery.key = fmt::format("share/{}/{}", receiver.name, event);
    delivery.channel = is_syslog ? "syslog:" + receiver.name : "mqtt";
    delivery.target = is_syslog ? receiver.name : fmt::format("songbien/v1/{}/events/incident", province_);
    delivery.content_type = is_syslog ? "text/plain" : "application/json";
    delivery.payload =
        is_syslog
            ? to_syslog(*incident, receiver.fields, host_, now)
            : json{{"event", event}, {"at", now}, {"incident", shared_incident(*incident, receiver.fields)}}
                  .dump();
    delivery.created = delivery.next_try = now;
    if (tx.ledgers().enqueue(delivery)) ++written;
  }
  return written;
}

std::size_t EventSharer::run_once(Store& store, UtcNs now) const {
  std::size_t written = 0;
  for (const auto& receiver : receivers_) {
    const auto name = "share/" + receiver.name;
    std::int64_t from = 0;
    store.read([&](Ledgers& ledgers) { from = ledgers.mark(name); });
    const auto newest = store.newest_event_id();
    if (from == 0) {
      // New: begins with what happens from now on. An empty book is marked as -1, for 0 means "not marked".
      store.write([&](Transaction& tx) { tx.ledgers().put_mark(name, newest != 0 ? newest : -1); });
      continue;
    }
    from = std::max<std::int64_t>(from, 0);
    if (newest <= from) continue;
    const auto events = store.events_after(from, kAtOnce);
    if (events.empty()) continue;
    store.write([&](Transaction& tx) {
      written += share(tx, receiver, events, RestrictedBands::read(tx), now);
      tx.ledgers().put_mark(name, events.back().id);
    });
  }
  return written;
}

}  // namespace sb::gateway
