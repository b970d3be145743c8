#include "gateway/api/event_feed.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sb::gateway::api {

std::string event_text(const EventRow& row) {
  // The data is one line of JSON: line breaks exist in it only as escapes.
  return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", row.id, row.kind, row.data_json);
}

void EventFeed::append(std::span<const EventRow> rows) {
  for (const auto& row : rows) {
    if (row.id <= newest_) continue;
    ring_.push_back({row.id, event_text(row)});
    newest_ = row.id;
    if (ring_.size() > kRingEvents) {
      ring_after_ = ring_.front().id;
      ring_.pop_front();
    }
  }
  wake_all();
}

std::string EventFeed::text_after(std::int64_t& id) const {
  std::string text;
  auto entry = std::upper_bound(ring_.begin(), ring_.end(), id,
                                [](std::int64_t wanted, const Entry& held) { return wanted < held.id; });
  for (; entry != ring_.end() && text.size() < kMaxChunkBytes; ++entry) {
    text += entry->text;
    id = entry->id;
  }
  return text;
}

void EventFeed::wake_all() {
  for (auto* timer : waiters_) timer->cancel();
}

}  // namespace sb::gateway::api
