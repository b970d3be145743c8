#include "node/uplink/sender.hpp"

#include <algorithm>
#include <iterator>

namespace sb::node {
namespace {

namespace pb = wire::pb;

constexpr std::int64_t kIdleNs = 1'000'000'000;  ///< longest time between two looks around
constexpr std::int64_t kAfterFailureNs = 1'000'000'000;
constexpr std::int64_t kPaceNs = 20'000'000;  ///< between two looks while a backlog is sent
constexpr std::size_t kReadAtOnce = 64;
constexpr std::size_t kMaxLive = 65536;  ///< live records in flight; beyond that they wait
constexpr std::int64_t kClockSlackNs =
    300'000'000'000;  ///< by which a node's and a gateway's clock may differ

}  // namespace

Sender::Sender(Uplink& uplink, Spool& spool, const wire::SigningKey& key,
               const wire::VerifyingKey& gateway_key, StatusMaker make_status, Orders& orders,
               const Clock& clock, SenderOptions options, spdlog::logger& log)
    : uplink_(uplink),
      spool_(spool),
      key_(key),
      gateway_key_(gateway_key),
      make_status_(std::move(make_status)),
      orders_(orders),
      clock_(clock),
      options_(std::move(options)),
      log_(log),
      retry_delay_ns_(options_.first_retry_ns),
      down_since_ns_(clock.steady_ns()),
      started_utc_ns_(clock.utc_ns()),
      budget_(options_.budget, clock.steady_ns()) {}

std::int64_t Sender::step(std::int64_t now_ns) {
  watch_link(now_ns);
  take_commands(now_ns);
  if (link_ != LinkState::kUp) return now_ns + kIdleNs;
  watch_progress(now_ns);
  send_live(now_ns);
  if (now_ns >= status_at_ns_) send_status(pb::NODE_STATE_ONLINE, now_ns);
  say_later_things(now_ns);
  send_backlog(now_ns);
  return now_ns + (backlog_is_over() ? kIdleNs : kPaceNs);
}

void Sender::watch_link(std::int64_t now_ns) {
  const LinkState before = link_;
  link_ = uplink_.state();
  if (link_ == LinkState::kUp && before != LinkState::kUp) on_up(now_ns);
  if (link_ == LinkState::kDown && before != LinkState::kDown) on_down(now_ns);
  if (link_ != LinkState::kDown || now_ns < retry_at_ns_) return;
  static_cast<void>(uplink_.begin_connect(sealed_status(pb::NODE_STATE_OFFLINE)));
  link_ = LinkState::kConnecting;  // an attempt that failed at once is seen as a fall at the next look
}

void Sender::on_up(std::int64_t now_ns) {
  ++counters_.connects;
  log_.info("uplink: connected");
  told_error_.clear();
  retry_delay_ns_ = options_.first_retry_ns;
  was_outage_ = now_ns - down_since_ns_ >= options_.outage_ns;
  begin_again(now_ns);
  send_status(pb::NODE_STATE_ONLINE, now_ns);
}

void Sender::on_down(std::int64_t now_ns) {
  const std::string error = uplink_.last_error();
  if (error != told_error_) log_.warn("uplink: {}; findings are kept and sent later", error);
  told_error_ = error;
  down_since_ns_ = now_ns;
  // Nodes that lost the same broker do not come back in step: the spread is fixed for a boot.
  const auto spread = static_cast<std::int64_t>(options_.boot_id % 1000);
  retry_at_ns_ = now_ns + retry_delay_ns_ * (750 + spread / 2) / 1000;
  retry_delay_ns_ = std::min(retry_delay_ns_ * 2, options_.last_retry_ns);
}

/// From the oldest record on: what the broker or the gateway may have lost is said again. What comes from now
/// on is news and does not wait for it.
void Sender::begin_again(std::int64_t now_ns) {
  cursor_ = {};
  live_from_ = live_cursor_ = spool_.end();
  backlog_.clear();
  live_.clear();
  in_flight_.clear();
  live_in_flight_.clear();
  progress_ns_ = now_ns;
}

void Sender::watch_progress(std::int64_t now_ns) {
  // Live records are acknowledged only when nothing before them is missing.
  const bool waiting = !in_flight_.empty() || (backlog_is_over() && !live_in_flight_.empty());
  if (!waiting || now_ns - progress_ns_ < options_.resend_after_ns) return;
  ++counters_.resent;
  log_.info("uplink: no acknowledgement for {} s, sending {} records again",
            options_.resend_after_ns / 1'000'000'000, in_flight_.size() + live_in_flight_.size());
  begin_again(now_ns);
}

void Sender::send_live(std::int64_t now_ns) {
  if (now_ns < go_on_at_ns_) return;
  while (live_in_flight_.size() < kMaxLive && fill(live_, live_cursor_, kSpoolEnd, now_ns)) {
    const Record& record = live_.front();
    if (!hand_over(record, false, now_ns)) return;
    budget_.spend(record.body.size(), now_ns);
    if (in_flight_.empty() && live_in_flight_.empty()) progress_ns_ = now_ns;
    live_in_flight_.push_back({record.boot_id, record.seq});
    live_.pop_front();
  }
}

void Sender::send_backlog(std::int64_t now_ns) {
  if (now_ns < go_on_at_ns_) return;
  while (in_flight_.size() < options_.window && budget_.allows_backlog(now_ns) &&
         fill(backlog_, cursor_, live_from_, now_ns)) {
    const Record& record = backlog_.front();
    if (!hand_over(record, was_outage_ || record.boot_id != options_.boot_id, now_ns)) return;
    budget_.spend_backlog(record.body.size(), now_ns);
    if (in_flight_.empty()) progress_ns_ = now_ns;
    in_flight_.push_back({record.boot_id, record.seq});
    backlog_.pop_front();
  }
}

bool Sender::hand_over(const Record& record, bool is_history, std::int64_t now_ns) {
  const auto handed =
      uplink_.publish(wire::Leaf::kReport, is_history ? wire::as_historical(record.body) : record.body);
  if (!handed) {
    log_.debug("uplink: {}", handed.error().text);  // a queue is full, or the link is about to fall
    go_on_at_ns_ = now_ns + kAfterFailureNs;
    return false;
  }
  ++counters_.sent;
  if (is_history) ++counters_.historical;
  return true;
}

/// False when there is nothing to send.
bool Sender::fill(std::deque<Record>& box, SpoolCursor& cursor, SpoolCursor until, std::int64_t now_ns) {
  if (!box.empty()) return true;
  if (!cursor.is_before(until)) return false;
  auto records = spool_.read(cursor, kReadAtOnce, until);
  if (!records) {
    log_.error("spool: {}", records.error().text);
    go_on_at_ns_ = now_ns + kAfterFailureNs;
    return false;
  }
  std::move(records->begin(), records->end(), std::back_inserter(box));
  if (box.empty() && until != kSpoolEnd) cursor = until;  // all before it is acknowledged
  return !box.empty();
}

std::string Sender::sealed_status(pb::NodeState state) const {
  auto status = make_status_(state);
  status.set_uplink_bytes_per_s(static_cast<float>(bytes_per_s_));
  return wire::seal(pb::BODY_KIND_STATUS, wire::encode(status), key_);
}

void Sender::send_status(pb::NodeState state, std::int64_t now_ns) {
  status_at_ns_ = now_ns + options_.status_every_ns;
  bytes_per_s_ = budget_.bytes_per_s(now_ns);
  const std::string sealed = sealed_status(state);
  budget_.spend(sealed.size(), now_ns);
  if (auto handed = uplink_.publish(wire::Leaf::kStatus, sealed); !handed) {
    log_.warn("uplink: {}", handed.error().text);
  }
}

void Sender::take_commands(std::int64_t now_ns) {
  for (const auto& envelope : uplink_.take_commands()) {
    if (const auto command = verified(envelope)) {
      obey(*command, now_ns);
    } else {
      ++counters_.commands_refused;
      log_.warn("uplink: command refused: {}", command.error().text);
    }
  }
}

Result<pb::Command> Sender::verified(const std::string& envelope) const {
  const auto opened = wire::open(envelope, pb::BODY_KIND_COMMAND, gateway_key_);
  if (!opened) return tl::unexpected(opened.error());
  auto command = wire::decode_command(opened->body);
  if (!command) return command;
  if (command->node_id() != options_.node_id) {
    return fail(ErrorCode::kRefused, "command.node_id: meant for " + command->node_id());
  }
  return command;
}

/// An order is obeyed once: the gateway's clock gives the order. One that was made long before this process
/// began has been heard by an earlier one.
Result<void> Sender::check_order(const pb::Command& command) const {
  const std::int64_t issued_ns = command.issued_utc_ns();
  if (issued_ns <= newest_order_utc_ns_) {
    return fail(ErrorCode::kRefused, "command.issued_utc_ns: not newer than the last order (replayed?)");
  }
  if (clock_.quality() == dsp::TimeQuality::kFreeRunning) return {};  // nothing to compare with
  if (issued_ns < started_utc_ns_ - kClockSlackNs) {
    return fail(ErrorCode::kRefused, "command.issued_utc_ns: from before this program began (replayed?)");
  }
  if (command.expires_utc_ns() != 0 && clock_.utc_ns() > command.expires_utc_ns()) {
    return fail(ErrorCode::kRefused, "command.expires_utc_ns: is over");
  }
  return {};
}

void Sender::obey(const pb::Command& command, std::int64_t now_ns) {
  if (command.has_acknowledge()) return acknowledged(command.acknowledge(), now_ns);
  pb::Reply reply;
  if (const auto fresh = check_order(command); !fresh) {
    ++counters_.commands_refused;
    log_.warn("uplink: command refused: {}", fresh.error().text);
    // The gateway says an order again until it is answered: a second copy is no answer to the first.
    if (command.issued_utc_ns() <= newest_order_utc_ns_) return;
    reply.set_text(fresh.error().text);
    reply.set_command_id(command.command_id());
    return say(reply, now_ns);
  }
  newest_order_utc_ns_ = command.issued_utc_ns();
  reply.set_done(true);
  if (command.has_request_status()) {
    send_status(pb::NODE_STATE_ONLINE, now_ns);
  } else {
    auto answer = orders_.obey(command);
    if (!answer) return;
    reply = std::move(*answer);
  }
  reply.set_command_id(command.command_id());
  say(reply, now_ns);
}

void Sender::say(const pb::Reply& reply, std::int64_t now_ns) {
  pb::Reply ours = reply;
  ours.set_node_id(options_.node_id);
  const std::string sealed = wire::seal(pb::BODY_KIND_REPLY, wire::encode(ours), key_);
  budget_.spend(sealed.size(), now_ns);
  if (auto handed = uplink_.publish(wire::Leaf::kReply, sealed); !handed) {
    log_.warn("uplink: {}", handed.error().text);
  }
}

void Sender::say_later_things(std::int64_t now_ns) {
  while (auto reply = orders_.next_reply()) say(*reply, now_ns);
  while (auto row = orders_.next_row()) {
    if (!budget_.allows_spectrum(now_ns)) continue;  // left out: the next row comes soon
    const std::string sealed = wire::seal(pb::BODY_KIND_SPECTRUM, wire::encode(*row), key_);
    budget_.spend(sealed.size(), now_ns);
    static_cast<void>(uplink_.publish(wire::Leaf::kSpectrum, sealed));
  }
}

void Sender::acknowledged(const pb::Acknowledge& order, std::int64_t now_ns) {
  spool_.acknowledge(order.boot_id(), order.through_seq());
  const auto is_done = [&](const Key& key) {
    return key.boot_id == order.boot_id() && key.seq <= order.through_seq();
  };
  const std::size_t gone = std::erase_if(in_flight_, is_done) + std::erase_if(live_in_flight_, is_done);
  if (gone > 0) progress_ns_ = now_ns;
}

void Sender::say_goodbye() {
  if (uplink_.state() == LinkState::kUp) {
    static_cast<void>(uplink_.publish(wire::Leaf::kStatus, sealed_status(pb::NODE_STATE_OFFLINE)));
  }
  uplink_.close();
}

}  // namespace sb::node
