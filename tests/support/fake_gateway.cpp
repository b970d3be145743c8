#include "tests/support/fake_gateway.hpp"

#include <mutex>

#include <mqtt/async_client.h>

#include "wire/topics.hpp"

namespace sb::tests {
namespace {

namespace pb = wire::pb;

}  // namespace

struct FakeGateway::State {
  State(Broker& the_broker, const wire::SigningKey& the_key, const std::string& pem)
      : broker(the_broker),
        key(the_key),
        node_key(*wire::VerifyingKey::from_pem(pem)),
        client("ssl://localhost:" + std::to_string(broker.port()), "gateway-test", nullptr) {}

  void arrived(const mqtt::message& message) {
    const auto topic = wire::parse_topic(message.get_topic());
    const std::string envelope = message.get_payload_str();
    const std::scoped_lock lock(mutex);
    if (!topic || !(topic->leaf == wire::Leaf::kReport ? report(envelope) : other(topic->leaf, envelope)))
      ++rejected;
  }

  bool report(const std::string& envelope) {
    const auto opened = wire::open(envelope, pb::BODY_KIND_REPORT, node_key);
    const auto report = opened ? wire::decode_report(opened->body) : tl::unexpected(opened.error());
    if (!report) return false;
    arrivals.emplace_back(report->boot_id(), report->seq());
    bodies.emplace(arrivals.back(), opened->body);
    return true;
  }

  bool other(wire::Leaf leaf, const std::string& envelope) {
    const bool is_status = leaf == wire::Leaf::kStatus;
    const auto opened =
        wire::open(envelope, is_status ? pb::BODY_KIND_STATUS : pb::BODY_KIND_REPLY, node_key);
    if (!opened) return false;
    if (!is_status) return wire::decode_reply(opened->body) && ++replies > 0;
    if (auto decoded = wire::decode_status(opened->body)) last_status = std::move(*decoded);
    return last_status.has_value();
  }

  Broker& broker;
  const wire::SigningKey& key;
  wire::VerifyingKey node_key;
  mutable std::mutex mutex;
  std::map<Key, std::string> bodies;
  std::vector<Key> arrivals;
  std::optional<pb::Status> last_status;
  std::size_t replies = 0;
  std::size_t rejected = 0;
  mqtt::async_client client;
};

FakeGateway::FakeGateway(Broker& broker, const wire::SigningKey& key, const std::string& node_public_pem)
    : state_(std::make_unique<State>(broker, key, node_public_pem)) {
  const Identity identity = broker.identity("gateway");
  mqtt::ssl_options tls;
  tls.set_trust_store(identity.ca.string());
  tls.set_key_store(identity.certificate.string());
  tls.set_private_key(identity.key.string());
  mqtt::connect_options options;
  options.set_ssl(tls);
  options.set_automatic_reconnect(1, 1);
  options.set_clean_session(false);
  options.set_max_inflight(1000);
  state_->client.set_message_callback([this](mqtt::const_message_ptr message) { state_->arrived(*message); });
  state_->client.set_connected_handler([this](const std::string&) {
    for (const auto leaf : {wire::Leaf::kReport, wire::Leaf::kStatus, wire::Leaf::kReply}) {
      state_->client.subscribe(wire::subscription(state_->broker.province(), leaf), 1);
    }
  });
  state_->client.connect(options)->wait();
}

FakeGateway::~FakeGateway() {
  state_->client.disable_callbacks();
}

std::map<FakeGateway::Key, std::string> FakeGateway::reports() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->bodies;
}

std::vector<FakeGateway::Key> FakeGateway::arrivals() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->arrivals;
}

std::optional<pb::Status> FakeGateway::status() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->last_status;
}

std::size_t FakeGateway::replies() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->replies;
}

std::size_t FakeGateway::rejected() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->rejected;
}

std::string FakeGateway::sealed(const pb::Command& command) const {
  return wire::seal(pb::BODY_KIND_COMMAND, wire::encode(command), state_->key);
}

void FakeGateway::send(const std::string& node_id, const std::string& envelope) {
  try {
    state_->client.publish(wire::topic(state_->broker.province(), node_id, wire::Leaf::kCommand), envelope, 1,
                           false);
  } catch (const mqtt::exception&) {  // the broker is down: a real gateway says it again, so does the test
  }
}

void FakeGateway::acknowledge(const std::string& node_id, std::uint64_t boot_id, std::uint64_t through_seq) {
  pb::Command command;
  command.set_node_id(node_id);
  command.set_command_id("ack");
  command.mutable_acknowledge()->set_boot_id(boot_id);
  command.mutable_acknowledge()->set_through_seq(through_seq);
  send(node_id, sealed(command));
}

}  // namespace sb::tests
