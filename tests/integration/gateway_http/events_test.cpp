#include <chrono>

#include <gtest/gtest.h>

#include "tests/support/test_server.hpp"

namespace sb::gateway::testing {
namespace {

using namespace std::chrono_literals;
using sb::testing::EventReader;

template <typename Condition>
bool soon(Condition condition) {
  for (int i = 0; i < 500; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

TEST(Events, ArriveInOrderAndResumeWhereTheyStopped) {
  TestServer server;
  auto client = server.signed_in("operator");
  server.add_event(R"({"id":1})");  // before anybody listens
  EventReader reader(server.port(), client.cookie);
  ASSERT_NE(reader.head().find("text/event-stream"), std::string::npos) << reader.head();
  server.add_event(R"({"id":2})");
  server.add_event(R"({"id":3})");
  const auto second = reader.next(10s);
  const auto third = reader.next(10s);
  ASSERT_TRUE(second && third);
  EXPECT_EQ(second->kind, "incident");
  EXPECT_EQ(second->data, R"({"id":2})");
  EXPECT_EQ(third->id, second->id + 1);

  EventReader resumed(server.port(), client.cookie, second->id);
  const auto again = resumed.next(10s);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, third->id);
  EventReader from_start(server.port(), client.cookie, 0);
  for (std::int64_t id = 1; id <= third->id; ++id) {
    const auto event = from_start.next(10s);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->id, id);
  }
}

TEST(Events, AStreamThatLagsBehindTheRingReadsFromTheStore) {
  TestServer server;
  auto client = server.signed_in("operator");
  server.store->write([](Transaction& tx) {
    for (int i = 0; i < 5000; ++i) tx.event("observation", "{}");
  });
  const auto newest = server.store->newest_event_id();
  EventReader reader(server.port(), client.cookie, newest - 4500);
  for (auto id = newest - 4499; id <= newest; ++id) {
    const auto event = reader.next(20s);
    ASSERT_TRUE(event) << id;
    ASSERT_EQ(event->id, id);
  }
}

TEST(Events, HeartbeatKeepsAnIdleStreamAndTheEndOfTheSessionEndsIt) {
  api::ServerSettings settings;
  settings.heartbeat = 100ms;
  TestServer server(settings);
  auto client = server.signed_in("operator");
  EventReader reader(server.port(), client.cookie);
  EXPECT_FALSE(reader.next(500ms));
  EXPECT_FALSE(reader.closed());
  EXPECT_EQ(client.request("DELETE", "/api/v1/session").status, 204U);
  EXPECT_FALSE(reader.next(5s));
  EXPECT_TRUE(reader.closed());
}

TEST(Events, AClientThatDoesNotReadIsDroppedAndHoldsNobodyUp) {
  api::ServerSettings settings;
  settings.answer_timeout = 500ms;
  TestServer server(settings);
  auto client = server.signed_in("operator");
  EventReader deaf(server.port(), client.cookie);
  EventReader good(server.port(), client.cookie);
  ASSERT_TRUE(soon([&] { return server.counters.event_clients == 2; }));
  const std::string bulk = R"({"text":")" + std::string(30'000, 'x') + R"("})";
  int received = 0;
  for (int i = 0; i < 400 && server.counters.event_clients == 2;
       ++i) {  // until the deaf one's buffers are full and its time over
    server.add_event(bulk);
    while (good.next(5ms)) ++received;
  }
  EXPECT_TRUE(soon([&] {
    while (good.next(5ms)) ++received;
    return server.counters.event_clients == 1;
  }));
  EXPECT_GT(received, 100);
  EXPECT_EQ(client.get("/healthz").status, 200U);
}

TEST(Events, TwoHundredStreamsOnOneThread) {
  api::ServerSettings settings;
  TestServer server(settings);
  auto client = server.signed_in("operator");
  std::vector<std::unique_ptr<EventReader>> readers;
  for (int i = 0; i < 200; ++i)
    readers.push_back(std::make_unique<EventReader>(server.port(), client.cookie));
  EXPECT_EQ(server.counters.event_clients, 200);
  for (int i = 0; i < 10; ++i) server.add_event("{}");
  for (auto& reader : readers) {
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(reader->next(20s));
  }
  const auto before = std::chrono::steady_clock::now();
  server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 2s) << "two seconds are what systemd and people wait";
}

TEST(Events, TooManyStreamsAndForeignIdsAreRefused) {
  api::ServerSettings settings;
  settings.max_event_clients = 1;
  TestServer server(settings);
  auto client = server.signed_in("operator");
  EXPECT_EQ(client.get("/api/v1/events?last_event_id=x").status, 400U);
  EventReader first(server.port(), client.cookie);
  EXPECT_EQ(client.get("/api/v1/events").status, 503U);
  EventReader from_the_future(server.port(), client.cookie, 1'000'000);
  EXPECT_NE(from_the_future.head().find("503"), std::string::npos);
}

}  // namespace
}  // namespace sb::gateway::testing
