#pragma once
// The sender against a link that a test moves by hand and a clock that it sets.
#include <algorithm>
#include <memory>
#include <sstream>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include "node/uplink/sender.hpp"
#include "tests/support/faulty_file_system.hpp"

namespace sb::node {

namespace pb = wire::pb;

inline constexpr std::int64_t kSecond = 1'000'000'000;

class FakeUplink final : public Uplink {
 public:
  Result<void> begin_connect(std::string_view last_will) override {
    ++attempts;
    will = last_will;
    link = LinkState::kConnecting;
    return {};
  }
  LinkState state() const override { return link; }
  std::string last_error() const override { return error; }
  Result<void> publish(wire::Leaf leaf, std::string_view envelope) override {
    if (leaf == wire::Leaf::kReport && room == 0) return fail(ErrorCode::kUnavailable, "queue is full");
    if (leaf == wire::Leaf::kReport) --room;
    (leaf == wire::Leaf::kReport ? reports : others).emplace_back(envelope);
    return {};
  }
  std::vector<std::string> take_commands() override { return std::exchange(commands, {}); }
  void close() override { link = LinkState::kDown; }

  LinkState link = LinkState::kDown;
  std::string error = "broker away", will;
  int attempts = 0;
  std::size_t room = 1'000'000;
  std::vector<std::string> reports, others, commands;
};

class SetClock final : public Clock {
 public:
  std::int64_t utc_ns() const override { return now_ns + kEpoch; }
  std::int64_t steady_ns() const override { return now_ns; }
  dsp::TimeQuality quality() const override {
    return trusted ? dsp::TimeQuality::kNtp : dsp::TimeQuality::kFreeRunning;
  }
  void sleep_ns(std::int64_t /*duration*/) const override {}
  static constexpr std::int64_t kEpoch = 1'700'000'000 * kSecond;
  std::int64_t now_ns = 1000 * kSecond;
  bool trusted = true;
};

/// Answers when the test says so.
class Desk final : public Orders {
 public:
  std::optional<pb::Reply> obey(const pb::Command& command) override {
    obeyed.push_back(command);
    return now;
  }
  std::optional<pb::Reply> next_reply() override { return std::exchange(later, std::nullopt); }
  std::optional<pb::SpectrumRow> next_row() override {
    if (rows == 0) return std::nullopt;
    --rows;
    pb::SpectrumRow row;
    row.set_node_id("lc-01");
    row.set_boot_id(500);
    row.set_bin_hz(1e3);
    row.set_step_db(0.75F);
    row.set_mean(std::string(1000, 'x'));
    return row;
  }
  std::vector<pb::Command> obeyed;
  std::optional<pb::Reply> now, later;
  int rows = 0;
};

class SenderTest : public ::testing::Test {
 protected:
  SenderTest()
      : spool_(std::move(*Spool::open(disk_, {"/spool", 1U << 20U, 1U << 12U, SyncPolicy::kEachRecord}))) {
    options_.node_id = "lc-01";
    options_.boot_id = 500;  // no spread
    options_.window = 10;
  }
  void start() {
    sender_ = std::make_unique<Sender>(
        uplink_, *spool_, key_, gateway_key_,
        [](pb::NodeState state) {
          pb::Status status;
          status.set_node_id("lc-01");
          status.set_boot_id(500);
          status.set_state(state);
          return status;
        },
        desk_, clock_, options_, log_);
  }
  /// A second passes, with as many looks as the sender asks for.
  void pass(double seconds) {
    const auto until = clock_.now_ns + static_cast<std::int64_t>(seconds * 1e9);
    while (clock_.now_ns < until)
      clock_.now_ns = std::min(until, std::min(sender_->step(clock_.now_ns), clock_.now_ns + kSecond));
    sender_->step(clock_.now_ns);
  }
  void go_down_for(double seconds) {
    uplink_.link = LinkState::kDown;
    pass(seconds);
    uplink_.link = LinkState::kUp;
  }
  pb::Command listen(std::int64_t issued_ns, std::int64_t expires_ns = 0) {
    pb::Command command;
    command.set_node_id("lc-01");
    command.set_command_id("c1");
    command.set_issued_utc_ns(issued_ns);
    command.set_expires_utc_ns(expires_ns);
    command.mutable_listen()->set_centre_hz(1e9);
    command.mutable_listen()->set_duration_s(1.0F);
    return command;
  }
  void order(const pb::Command& command) {
    uplink_.commands.push_back(wire::seal(pb::BODY_KIND_COMMAND, wire::encode(command), gateway_));
  }
  pb::Reply last_reply() {
    const auto own = wire::VerifyingKey::from_pem(key_.public_pem());
    const auto opened = wire::open(uplink_.others.back(), pb::BODY_KIND_REPLY, *own);
    EXPECT_TRUE(opened);
    return opened ? *wire::decode_reply(opened->body) : pb::Reply();
  }
  void come_up() {
    start();
    sender_->step(now_);
    uplink_.link = LinkState::kUp;
    sender_->step(now_);
  }
  void spool(std::uint64_t from, std::uint64_t through) {
    for (auto seq = from; seq <= through; ++seq) {
      ASSERT_TRUE(spool_->append(RecordKind::kReport, 500, seq, std::to_string(seq)));
    }
  }
  void gateway_says(std::uint64_t through) {
    pb::Command command;
    command.set_node_id("lc-01");
    command.set_command_id("ack");
    command.mutable_acknowledge()->set_boot_id(500);
    command.mutable_acknowledge()->set_through_seq(through);
    uplink_.commands.push_back(wire::seal(pb::BODY_KIND_COMMAND, wire::encode(command), gateway_));
  }

  tests::FaultyFileSystem disk_;
  std::unique_ptr<Spool> spool_;
  wire::SigningKey key_{*wire::SigningKey::generate()}, gateway_{*wire::SigningKey::generate()};
  wire::VerifyingKey gateway_key_{*wire::VerifyingKey::from_pem(gateway_.public_pem())};
  std::ostringstream words_;
  spdlog::logger log_{"test", std::make_shared<spdlog::sinks::ostream_sink_mt>(words_)};
  FakeUplink uplink_;
  SenderOptions options_;
  Desk desk_;
  SetClock clock_;
  std::unique_ptr<Sender> sender_;
  std::int64_t now_ = 1000 * kSecond;
};

}  // namespace sb::node
