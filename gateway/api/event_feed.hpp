#pragma once
// The newest events as text, shared by every stream. Streams pull at their own pace: one that lags behind the
// ring reads from the store, one that does not take its bytes runs into the answer timeout. Lives on the
// server's thread.
#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <span>
#include <string>

#include <boost/asio/steady_timer.hpp>

#include "gateway/store/records.hpp"

namespace sb::gateway::api {

/// "id: 7\nevent: incident\ndata: {...}\n\n"
std::string event_text(const EventRow& row);

class EventFeed {
 public:
  static constexpr std::size_t kRingEvents = 2048;
  static constexpr std::size_t kMaxChunkBytes = 64U << 10U;

  explicit EventFeed(std::int64_t newest) : newest_(newest), ring_after_(newest) {}

  std::int64_t newest() const { return newest_; }
  /// Rows in order, all above newest(); wakes every waiting stream.
  void append(std::span<const EventRow> rows);
  /// Whether the ring holds everything after `id`.
  bool reaches_back_to(std::int64_t id) const { return id >= ring_after_; }
  /// Text of what follows `id`, at most about kMaxChunkBytes; moves `id` on.
  std::string text_after(std::int64_t& id) const;

  /// A stream's place among the waiting; leaves with its scope.
  class Waiter {
   public:
    Waiter(EventFeed& feed, const boost::asio::any_io_executor& executor)
        : timer(executor), feed_(feed), place_(feed.waiters_.insert(feed.waiters_.end(), &timer)) {}
    ~Waiter() { feed_.waiters_.erase(place_); }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    boost::asio::steady_timer timer;  ///< wait on it; append() and wake_all() cancel it

   private:
    EventFeed& feed_;
    std::list<boost::asio::steady_timer*>::iterator place_;
  };
  void wake_all();

 private:
  struct Entry {
    std::int64_t id;
    std::string text;
  };
  std::int64_t newest_;
  std::int64_t ring_after_;  ///< the ring holds every event above this id
  std::deque<Entry> ring_;
  std::list<boost::asio::steady_timer*> waiters_;
};

}  // namespace sb::gateway::api
