// Once written, a message is tried until it went or is dead; sharing follows the events from where it was.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/registry/restricted.hpp"
#include "gateway/sharing/event_sharer.hpp"
#include "gateway/sharing/outbox_worker.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kSecond = 1'000'000'000;

/// Does as it is told, and writes down what it carried.
struct ToldCourier final : Courier {
  explicit ToldCourier(std::vector<std::string>& seen, Result<void>& outcome)
      : carried(seen), next(outcome) {}
  Result<void> deliver(const Delivery& delivery, UtcNs) override {
    carried.push_back(delivery.key);
    return next;
  }
  std::vector<std::string>& carried;
  Result<void>& next;
};

struct Outbox : ::testing::Test {
  void SetUp() override { worker.add("webhook", std::make_unique<ToldCourier>(carried, outcome)); }
  bool put(const std::string& key, const std::string& channel = "webhook") {
    bool added = false;
    store->write([&](Transaction& tx) {
      added = tx.ledgers().enqueue(
          {0, key, channel, "viettel", "application/json", "{}", kNoon, kNoon, 0, 0, "waiting", ""});
    });
    return added;
  }
  Delivery only() {
    std::vector<Delivery> rows;
    store->read([&](Ledgers& ledgers) { rows = ledgers.deliveries("", 10); });
    EXPECT_EQ(rows.size(), 1U);
    return rows.at(0);
  }
  ScratchFolder folder;
  std::unique_ptr<Store> store = open_sqlite_store(folder / "db.sqlite");
  std::vector<std::string> carried;
  Result<void> outcome;
  OutboxWorker worker{*store};
};

TEST_F(Outbox, AKeyIsWrittenOnceAndSentOnce) {
  EXPECT_TRUE(put("ticket/3/create"));
  EXPECT_FALSE(put("ticket/3/create"));
  EXPECT_EQ(worker.run_once(kNoon), 1U);
  EXPECT_EQ(worker.run_once(kNoon + 99 * kSecond), 0U);
  EXPECT_FALSE(put("ticket/3/create")) << "also after it was sent";
  EXPECT_EQ(carried.size(), 1U);
  EXPECT_EQ(store->audit_of("ticket/3", 10).at(0).action, "delivery.sent");
}

TEST_F(Outbox, TriesAgainLaterAndLaterThenIsDeadAndCanBeRevived) {
  put("ticket/3/create");
  outcome = fail(ErrorCode::kUnavailable, "no route");
  auto now = kNoon;
  worker.run_once(now);
  EXPECT_EQ(only().next_try, now + 30 * kSecond);
  EXPECT_EQ(worker.run_once(now + 29 * kSecond), 0U);
  EXPECT_EQ(carried.size(), 1U) << "not before its time";
  for (int i = 1; i < OutboxWorker::kMostAttempts; ++i) {
    now = only().next_try;
    worker.run_once(now);
  }
  EXPECT_EQ(only().state, "dead");
  EXPECT_EQ(only().last_error, "no route");
  EXPECT_GT(now - kNoon, 48LL * 3600 * kSecond) << "a weekend's outage is survived";
  EXPECT_EQ(static_cast<int>(carried.size()), OutboxWorker::kMostAttempts);
  EXPECT_EQ(store->audit_of("ticket/3", 10).at(0).action, "delivery.dead");
  store->write([&](Transaction& tx) { EXPECT_TRUE(tx.ledgers().revive(only().id, now)); });
  outcome = {};
  EXPECT_EQ(worker.run_once(now), 1U);
}

TEST_F(Outbox, WhatCanNeverGoIsDeadAtOnceAndUnknownChannelsWait) {
  put("ticket/3/create");
  outcome = fail(ErrorCode::kRefused, "status 410");
  worker.run_once(kNoon);
  EXPECT_EQ(only().state, "dead");
  put("x", "pigeon");
  worker.run_once(kNoon);
  std::vector<Delivery> waiting;
  store->read([&](Ledgers& ledgers) { waiting = ledgers.deliveries("waiting", 10); });
  ASSERT_EQ(waiting.size(), 1U);
}

struct Sharing : Outbox {
  std::int64_t happen(const std::string& cause, bool exercise = false) {
    auto incident = incident_row(cause);
    incident.exercise = exercise;
    store->write([&](Transaction& tx) {
      tx.put_incident(incident);
      tx.event("incident", nlohmann::json{{"id", incident.id}}.dump());
      tx.event("node", R"({"id":"lc-01"})");
    });
    return incident.id;
  }
  std::vector<Delivery> waiting() {
    std::vector<Delivery> rows;
    store->read([&](Ledgers& ledgers) { rows = ledgers.deliveries("waiting", 100); });
    return rows;
  }
  EventSharer sharer{
      {{"a05", "syslog", {"kind"}, false}, {"soc", "mqtt", {"kind", "commune"}, true}}, "laocai", "gw"};
};

TEST_F(Sharing, BeginsWithWhatHappensFromNowOnAndSharesEachOnce) {
  happen("before");
  EXPECT_EQ(sharer.run_once(*store, kNoon), 0U);
  happen("a");
  EXPECT_EQ(sharer.run_once(*store, kNoon), 2U);
  EXPECT_EQ(sharer.run_once(*store, kNoon), 0U);
  const auto rows = waiting();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].target, "songbien/v1/laocai/events/incident");
  const auto shared = nlohmann::json::parse(rows[0].payload)["incident"];
  EXPECT_EQ(shared["commune"], "Phường Lào Cai");
  EXPECT_FALSE(shared.contains("plmn"));
  EXPECT_EQ(rows[1].channel, "syslog:a05");
}

TEST_F(Sharing, ExercisesGoOnlyWhereTheyAreWantedAndRestrictedBandsNowhere) {
  sharer.run_once(*store, kNoon);
  happen("drill", true);
  EXPECT_EQ(sharer.run_once(*store, kNoon), 1U);
  store->write([](Transaction& tx) {
    tx.put_document(
        {kRestrictedBandCollection, "t", to_json_text({1'840e6, 1'850e6, "quốc phòng"}), kNoon, "lan"});
  });
  happen("secret");
  EXPECT_EQ(sharer.run_once(*store, kNoon), 0U);
}

}  // namespace
}  // namespace sb::gateway::testing
