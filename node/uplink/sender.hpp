#pragma once
// What is said to the gateway and when: findings of this moment first, then what waits in the spool, in order
// and at a pace, each until acknowledged; status; answers to orders. Decides; moves no octet itself and makes
// no thread, so that tests turn its hours into microseconds.
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include <spdlog/logger.h>

#include "node/source/clock.hpp"
#include "node/spool/spool.hpp"
#include "node/uplink/byte_budget.hpp"
#include "node/uplink/orders.hpp"
#include "node/uplink/uplink.hpp"
#include "wire/codec.hpp"

namespace sb::node {

struct SenderOptions {
  std::string node_id;
  std::uint64_t boot_id = 0;
  std::size_t window = 256;                       ///< records of the backlog sent and not acknowledged
  std::int64_t resend_after_ns = 10'000'000'000;  ///< without progress
  std::int64_t status_every_ns = 15'000'000'000;
  std::int64_t first_retry_ns = 500'000'000;  ///< doubled at each failure ...
  std::int64_t last_retry_ns =
      15'000'000'000;  ///< ... up to this; spread by +-25 % so that nodes do not come in step
  std::int64_t outage_ns = 60'000'000'000;  ///< without a link, after which what waited is history
  ByteBudgetOptions budget = {};
};

struct SenderCounters {
  std::uint64_t sent = 0;        ///< records, again and again ones too
  std::uint64_t historical = 0;  ///< of these, flagged as history
  std::uint64_t resent = 0;      ///< times that everything was begun again for want of progress
  std::uint64_t connects = 0;
  std::uint64_t commands_refused = 0;
};

class Sender {
 public:
  /// Makes the status of this moment; called on the sender's thread.
  using StatusMaker = std::function<wire::pb::Status(wire::pb::NodeState)>;

  /// All references outlive it.
  Sender(Uplink& uplink, Spool& spool, const wire::SigningKey& key, const wire::VerifyingKey& gateway_key,
         StatusMaker make_status, Orders& orders, const Clock& clock, SenderOptions options,
         spdlog::logger& log);

  /// Does what is due at the clock's steady time `now_ns` and returns when to come back at the latest. Never
  /// blocks on the network.
  std::int64_t step(std::int64_t now_ns);
  /// Last words: OFFLINE as a status, then a proper goodbye.
  void say_goodbye();

  const SenderCounters& counters() const { return counters_; }

 private:
  struct Key {
    std::uint64_t boot_id = 0, seq = 0;
  };

  void watch_link(std::int64_t now_ns);
  void on_up(std::int64_t now_ns);
  void on_down(std::int64_t now_ns);
  void begin_again(std::int64_t now_ns);
  void watch_progress(std::int64_t now_ns);
  void send_live(std::int64_t now_ns);
  void send_backlog(std::int64_t now_ns);
  bool hand_over(const Record& record, bool is_history, std::int64_t now_ns);
  bool fill(std::deque<Record>& box, SpoolCursor& cursor, SpoolCursor until, std::int64_t now_ns);
  bool backlog_is_over() const { return backlog_.empty() && !cursor_.is_before(live_from_); }
  void send_status(wire::pb::NodeState state, std::int64_t now_ns);
  void take_commands(std::int64_t now_ns);
  Result<wire::pb::Command> verified(const std::string& envelope) const;
  void obey(const wire::pb::Command& command, std::int64_t now_ns);
  void acknowledged(const wire::pb::Acknowledge& order, std::int64_t now_ns);
  void say(const wire::pb::Reply& reply, std::int64_t now_ns);
  void say_later_things(std::int64_t now_ns);
  Result<void> check_order(const wire::pb::Command& command) const;
  std::string sealed_status(wire::pb::NodeState state) const;

  Uplink& uplink_;
  Spool& spool_;
  const wire::SigningKey& key_;
  const wire::VerifyingKey& gateway_key_;
  StatusMaker make_status_;
  Orders& orders_;
  const Clock& clock_;
  SenderOptions options_;
  spdlog::logger& log_;

  LinkState link_ = LinkState::kDown;
  std::string told_error_;  ///< the last one in the log, so that a night without a broker is one line
  std::int64_t retry_at_ns_ = 0;
  std::int64_t retry_delay_ns_ = 0;
  std::int64_t down_since_ns_;
  bool was_outage_ = false;         ///< before the link came up
  SpoolCursor cursor_, live_from_;  ///< the backlog is what lies between them
  SpoolCursor live_cursor_;
  std::deque<Record> backlog_, live_;  ///< read and not handed over yet; at most kReadAtOnce
  std::deque<Key> in_flight_, live_in_flight_;
  std::int64_t progress_ns_ = 0;  ///< of the last acknowledgement, or of the first record in flight
  std::int64_t go_on_at_ns_ = 0;  ///< after a failure to read or to hand over
  std::int64_t status_at_ns_ = 0;
  std::int64_t newest_order_utc_ns_ = 0;
  std::int64_t started_utc_ns_;
  ByteBudget budget_;
  double bytes_per_s_ = 0.0;
  SenderCounters counters_;
};

}  // namespace sb::node
