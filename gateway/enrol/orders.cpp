#include "gateway/enrol/orders.hpp"

#include <array>

#include <openssl/rand.h>

#include "wire/codec.hpp"
#include "wire/validate.hpp"

namespace sb::gateway {
namespace {

namespace pb = wire::pb;

constexpr std::size_t kMaxConfigBytes = 32U << 10U;  // an envelope has at most 64 KiB

std::string random_id() {
  std::array<unsigned char, 12> octets{};
  RAND_bytes(octets.data(), static_cast<int>(octets.size()));
  return wire::to_hex({reinterpret_cast<const char*>(octets.data()), octets.size()});
}

Result<NodeCommand> row(const OrderHead& head, const char* kind, pb::Command command) {
  command.set_node_id(head.node_id);
  command.set_command_id(random_id());
  command.set_issued_utc_ns(head.now);
  command.set_expires_utc_ns(head.now + head.valid_for);
  if (const auto valid = wire::validate(command); !valid) {
    return fail(ErrorCode::kInvalidArgument, valid.error().text);
  }
  NodeCommand out;
  out.command_id = command.command_id();
  out.node_id = head.node_id;
  out.kind = kind;
  out.body = wire::encode(command);
  out.asked_by = head.by;
  out.created = head.now;
  out.expires = head.now + head.valid_for;
  return out;
}

}  // namespace

Result<NodeCommand> listen_order(const OrderHead& head, const ListenOrder& order) {
  pb::Command command;
  auto& listen = *command.mutable_listen();
  listen.set_centre_hz(order.centre_hz);
  listen.set_sample_rate_hz(order.sample_rate_hz);
  listen.set_duration_s(static_cast<float>(order.duration_s));
  return row(head, "listen", std::move(command));
}

Result<NodeCommand> spectrum_order(const OrderHead& head, const SpectrumOrder& order) {
  pb::Command command;
  auto& stream = *command.mutable_stream_spectrum();
  stream.set_low_hz(order.low_hz);
  stream.set_high_hz(order.high_hz);
  stream.set_duration_s(static_cast<float>(order.duration_s));
  stream.set_rows_per_s(static_cast<float>(order.rows_per_s));
  return row(head, "spectrum", std::move(command));
}

Result<NodeCommand> calibrate_order(const OrderHead& head) {
  pb::Command command;
  command.mutable_calibrate();
  return row(head, "calibrate", std::move(command));
}

Result<NodeCommand> update_order(const OrderHead& head, const UpdateOrder& order) {
  const bool config = order.artefact == "config";
  if (!config && order.artefact != "software") {
    return fail(ErrorCode::kInvalidArgument, "the artefact must be 'config' or 'software'");
  }
  if (config && order.content.size() > kMaxConfigBytes) {
    return fail(ErrorCode::kInvalidArgument, "a configuration has at most 32768 octets");
  }
  const auto digest = wire::sha256(order.content);
  pb::Command command;
  auto& update = *command.mutable_update();
  update.set_artefact(config ? pb::ARTEFACT_CONFIGURATION : pb::ARTEFACT_SOFTWARE);
  update.set_version(order.version);
  update.set_sha256(digest.data(), digest.size());
  update.set_octets(order.content.size());
  if (config) update.set_content(order.content);
  return row(head, "update", std::move(command));
}

}  // namespace sb::gateway
