#include "gateway/enrol/dispatcher.hpp"

#include <gtest/gtest.h>

#include "gateway/enrol/orders.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "gateway/store/sqlite/open_node_book.hpp"
#include "tests/unit/gateway/store/samples.hpp"
#include "wire/codec.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kSecondNs = 1'000'000'000;

class Dispatching : public ::testing::Test {
 protected:
  void SetUp() override { put_node("online"); }
  void put_node(const std::string& state) {
    auto row = node_row();
    row.state = state;
    row.public_key_pem = node_key_.public_pem();
    store_->write([&](Transaction& tx) { tx.put_node(row); });
  }
  std::string order() {
    const auto command = listen_order({"lc-01", "admin", kNoon}, {1.8e9, 0.0, 5.0});
    book_->put_command(*command);
    return command->command_id;
  }
  std::string state() { return book_->commands_of("lc-01", 1).at(0).state; }
  void reply(const std::string& id, const wire::SigningKey& key, bool done = true) {
    wire::pb::Reply said;
    said.set_node_id("lc-01");
    said.set_command_id(id);
    said.set_done(done);
    said.set_text(done ? "" : "busy");
    dispatcher_.on_reply("songbien/v1/laocai/lc-01/reply",
                         wire::seal(wire::pb::BODY_KIND_REPLY, wire::encode(said), key));
  }

  ScratchFolder folder_;
  wire::SigningKey key_ = std::move(*wire::SigningKey::generate());
  wire::SigningKey node_key_ = std::move(*wire::SigningKey::generate());
  wire::VerifyingKey gateway_ = std::move(*wire::VerifyingKey::from_pem(key_.public_pem()));
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "g.sqlite");
  std::unique_ptr<NodeBook> book_ = open_sqlite_node_book(folder_ / "g.sqlite");
  std::vector<std::pair<std::string, std::string>> sent_;
  Dispatcher dispatcher_{
      "laocai", *store_, *book_, key_,
      [this](const std::string& topic, const std::string& payload) { sent_.emplace_back(topic, payload); }};
};

TEST_F(Dispatching, AnOrderIsSignedSentAndClosedByTheReply) {
  const auto id = order();
  dispatcher_.step(kNoon);
  ASSERT_EQ(sent_.size(), 1U);
  EXPECT_EQ(sent_[0].first, "songbien/v1/laocai/lc-01/command");
  const auto opened = wire::open(sent_[0].second, wire::pb::BODY_KIND_COMMAND, gateway_);
  ASSERT_TRUE(opened) << opened.error().text;
  const auto command = wire::decode_command(opened->body);
  ASSERT_TRUE(command);
  EXPECT_EQ(command->listen().centre_hz(), 1.8e9);
  EXPECT_EQ(command->expires_utc_ns(), kNoon + 60 * kSecondNs);
  reply(id, key_);  // not the node's key
  dispatcher_.step(kNoon + 1);
  EXPECT_EQ(state(), "sent");
  reply(id, node_key_, false);
  dispatcher_.step(kNoon + 2);
  EXPECT_EQ(state(), "refused");
  EXPECT_EQ(book_->commands_of("lc-01", 1).at(0).text, "busy");
}

TEST_F(Dispatching, WaitsForTheNodeRepeatsTheSameOctetsAndGivesUp) {
  put_node("offline");
  order();
  dispatcher_.step(kNoon);
  EXPECT_TRUE(sent_.empty());
  put_node("degraded");
  for (int s = 1; s < 60; ++s) dispatcher_.step(kNoon + s * kSecondNs);
  EXPECT_EQ(sent_.size(), static_cast<std::size_t>(Dispatcher::kAttempts));
  for (const auto& each : sent_) EXPECT_EQ(each, sent_[0]);
  dispatcher_.step(kNoon + 60 * kSecondNs);
  EXPECT_EQ(state(), "expired");
}

TEST_F(Dispatching, ASecondSignatureIsAddedAndAPolicyCanRequireIt) {
  auto second = std::move(*wire::SigningKey::generate());
  const auto second_public = std::move(*wire::VerifyingKey::from_pem(second.public_pem()));
  const wire::VerifyingKey* both[] = {&gateway_, &second_public};
  order();
  dispatcher_.step(kNoon);
  EXPECT_FALSE(wire::open(sent_.back().second, wire::pb::BODY_KIND_COMMAND, both))
      << "one signature where two are required";
  dispatcher_.also_sign_with(std::move(second));
  dispatcher_.step(kNoon + Dispatcher::kAgainAfter);
  EXPECT_TRUE(wire::open(sent_.back().second, wire::pb::BODY_KIND_COMMAND, both));
  EXPECT_TRUE(wire::open(sent_.back().second, wire::pb::BODY_KIND_COMMAND, gateway_))
      << "who requires one is not disturbed";
}

TEST(Orders, OutOfRangeIsSaidInTheWiresWords) {
  const OrderHead head{"lc-01", "admin", kNoon};
  EXPECT_EQ(listen_order(head, {1.8e9, 0.0, 0.0}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(spectrum_order(head, {2e9, 1e9, 60.0, 1.0}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(update_order(head, {"firmware", "1", "x"}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(update_order(head, {"config", "1", std::string(40000, 'x')}).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_TRUE(update_order(head, {"config", "1", "[node]"}));
}

}  // namespace
}  // namespace sb::gateway::testing
