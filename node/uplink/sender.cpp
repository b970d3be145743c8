#include "node/uplink/sender.hpp"

#include <algorithm>
#include <iterator>

namespace sb::node {
namespace {

namespace pb = wire::pb;

constexpr std::int64_t kIdleNs = 1'000'000'000;  ///< longest time between two looks around
constexpr std::int64_t kAfterFailureNs = 1'000'000'000;
constexpr std::size_t kReadAtOnce = 64;

}  // namespace

Sender::Sender(Uplink& uplink, Spool& spool, const wire::SigningKey& key,
               const wire::VerifyingKey& gateway_key, StatusMaker make_status, SenderOptions options,
               spdlog::logger& log)
    : uplink_(uplink),
      spool_(spool),
      key_(key),
      gateway_key_(gateway_key),
      make_status_(std::move(make_status)),
      options_(std::move(options)),
      log_(log),
      retry_delay_ns_(options_.first_retry_ns) {}

std::int64_t Sender::step(std::int64_t now_ns) {
  watch_link(now_ns);
  take_commands(now_ns);
  if (link_ == LinkState::kUp) {
    if (!in_flight_.empty() && now_ns - progress_ns_ >= options_.resend_after_ns) {
      ++counters_.resent;
      log_.info("uplink: no acknowledgement for {} s, sending {} records again",
                options_.resend_after_ns / 1'000'000'000, in_flight_.size());
      begin_again(now_ns);
    }
    send_records(now_ns);
    if (now_ns >= status_at_ns_) send_status(pb::NODE_STATE_ONLINE, now_ns);
  }
  return now_ns + kIdleNs;
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
  begin_again(now_ns);
  send_status(pb::NODE_STATE_ONLINE, now_ns);
}

void Sender::on_down(std::int64_t now_ns) {
  const std::string error = uplink_.last_error();
  if (error != told_error_) log_.warn("uplink: {}; findings are kept and sent later", error);
  told_error_ = error;
  // Nodes that lost the same broker do not come back in step: the spread is fixed for a boot.
  const auto spread = static_cast<std::int64_t>(options_.boot_id % 1000);
  retry_at_ns_ = now_ns + retry_delay_ns_ * (750 + spread / 2) / 1000;
  retry_delay_ns_ = std::min(retry_delay_ns_ * 2, options_.last_retry_ns);
}

/// From the oldest record on: what the broker or the gateway may have lost is said again.
void Sender::begin_again(std::int64_t now_ns) {
  cursor_ = {};
  outbox_.clear();
  in_flight_.clear();
  progress_ns_ = now_ns;
}

void Sender::send_records(std::int64_t now_ns) {
  if (now_ns < go_on_at_ns_) return;
  while (in_flight_.size() < options_.window && fill_outbox(now_ns)) {
    const Record& record = outbox_.front();
    if (auto handed = uplink_.publish(wire::Leaf::kReport, record.body); !handed) {
      log_.debug("uplink: {}", handed.error().text);  // a queue is full, or the link is about to fall
      go_on_at_ns_ = now_ns + kAfterFailureNs;
      return;
    }
    if (in_flight_.empty()) progress_ns_ = now_ns;
    in_flight_.push_back({record.boot_id, record.seq});
    outbox_.pop_front();
    ++counters_.sent;
  }
}

/// False when there is nothing to send.
bool Sender::fill_outbox(std::int64_t now_ns) {
  if (!outbox_.empty()) return true;
  auto records = spool_.read(cursor_, kReadAtOnce);
  if (!records) {
    log_.error("spool: {}", records.error().text);
    go_on_at_ns_ = now_ns + kAfterFailureNs;
    return false;
  }
  std::move(records->begin(), records->end(), std::back_inserter(outbox_));
  return !outbox_.empty();
}

std::string Sender::sealed_status(pb::NodeState state) const {
  return wire::seal(pb::BODY_KIND_STATUS, wire::encode(make_status_(state)), key_);
}

void Sender::send_status(pb::NodeState state, std::int64_t now_ns) {
  status_at_ns_ = now_ns + options_.status_every_ns;
  if (auto handed = uplink_.publish(wire::Leaf::kStatus, sealed_status(state)); !handed) {
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
  // An acknowledgement said twice changes nothing. Anything else is obeyed once: the gateway's clock gives
  // the order.
  if (!command->has_acknowledge() && command->issued_utc_ns() <= newest_order_utc_ns_) {
    return fail(ErrorCode::kRefused, "command.issued_utc_ns: not newer than the last order (replayed?)");
  }
  return command;
}

void Sender::obey(const pb::Command& command, std::int64_t now_ns) {
  if (command.has_acknowledge()) return acknowledged(command.acknowledge(), now_ns);
  newest_order_utc_ns_ = command.issued_utc_ns();
  if (link_ != LinkState::kUp) return;
  if (command.has_request_status()) send_status(pb::NODE_STATE_ONLINE, now_ns);
  reply(command);
}

void Sender::acknowledged(const pb::Acknowledge& order, std::int64_t now_ns) {
  spool_.acknowledge(order.boot_id(), order.through_seq());
  const auto gone = std::erase_if(in_flight_, [&](const Key& key) {
    return key.boot_id == order.boot_id() && key.seq <= order.through_seq();
  });
  if (gone > 0) progress_ns_ = now_ns;
}

void Sender::reply(const pb::Command& command) {
  pb::Reply reply;
  reply.set_node_id(options_.node_id);
  reply.set_command_id(command.command_id());
  reply.set_done(true);
  const auto handed =
      uplink_.publish(wire::Leaf::kReply, wire::seal(pb::BODY_KIND_REPLY, wire::encode(reply), key_));
  if (!handed) log_.warn("uplink: {}", handed.error().text);
}

void Sender::say_goodbye() {
  if (uplink_.state() == LinkState::kUp) {
    static_cast<void>(uplink_.publish(wire::Leaf::kStatus, sealed_status(pb::NODE_STATE_OFFLINE)));
  }
  uplink_.close();
}

}  // namespace sb::node
