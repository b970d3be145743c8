#pragma once
// What is said to the gateway and when: the spool's records in order until acknowledged, status, answers to
// commands. Decides; moves no octet itself and makes no thread, so that tests turn its hours into
// microseconds.
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include <spdlog/logger.h>

#include "node/spool/spool.hpp"
#include "node/uplink/uplink.hpp"
#include "wire/codec.hpp"

namespace sb::node {

struct SenderOptions {
  std::string node_id;
  std::uint64_t boot_id = 0;
  std::size_t window = 256;                       ///< records sent and not acknowledged
  std::int64_t resend_after_ns = 10'000'000'000;  ///< without progress
  std::int64_t status_every_ns = 15'000'000'000;
  std::int64_t first_retry_ns = 500'000'000;  ///< doubled at each failure ...
  std::int64_t last_retry_ns =
      15'000'000'000;  ///< ... up to this; spread by +-25 % so that nodes do not come in step
};

struct SenderCounters {
  std::uint64_t sent = 0;    ///< records, again and again ones too
  std::uint64_t resent = 0;  ///< times that everything was begun again for want of progress
  std::uint64_t connects = 0;
  std::uint64_t commands_refused = 0;
};

class Sender {
 public:
  /// Makes the status of this moment; called on the sender's thread.
  using StatusMaker = std::function<wire::pb::Status(wire::pb::NodeState)>;

  Sender(Uplink& uplink, Spool& spool, const wire::SigningKey& key, const wire::VerifyingKey& gateway_key,
         StatusMaker make_status, SenderOptions options, spdlog::logger& log);

  /// Does what is due at steady time `now_ns` and returns when to come back at the latest. Never blocks on
  /// the network.
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
  void send_records(std::int64_t now_ns);
  bool fill_outbox(std::int64_t now_ns);
  void send_status(wire::pb::NodeState state, std::int64_t now_ns);
  void take_commands(std::int64_t now_ns);
  Result<wire::pb::Command> verified(const std::string& envelope) const;
  void obey(const wire::pb::Command& command, std::int64_t now_ns);
  void acknowledged(const wire::pb::Acknowledge& order, std::int64_t now_ns);
  void reply(const wire::pb::Command& command);
  std::string sealed_status(wire::pb::NodeState state) const;

  Uplink& uplink_;
  Spool& spool_;
  const wire::SigningKey& key_;
  const wire::VerifyingKey& gateway_key_;
  StatusMaker make_status_;
  SenderOptions options_;
  spdlog::logger& log_;

  LinkState link_ = LinkState::kDown;
  std::string told_error_;  ///< the last one in the log, so that a night without a broker is one line
  std::int64_t retry_at_ns_ = 0;
  std::int64_t retry_delay_ns_ = 0;
  SpoolCursor cursor_;
  std::deque<Record> outbox_;  ///< read and not handed over yet; at most kReadAtOnce
  std::deque<Key> in_flight_;
  std::int64_t progress_ns_ = 0;  ///< of the last acknowledgement, or of the first record in flight
  std::int64_t go_on_at_ns_ = 0;  ///< after a failure to read or to hand over
  std::int64_t status_at_ns_ = 0;
  std::int64_t newest_order_utc_ns_ = 0;
  SenderCounters counters_;
};

}  // namespace sb::node
