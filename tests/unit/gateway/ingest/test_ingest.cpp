#include <map>
#include <thread>

#include <nlohmann/json.hpp>

#include "tests/unit/gateway/ingest/ingest_fixture.hpp"

namespace sb::gateway::testing {
namespace {

TEST_F(IngestTest, AReportIsStoredCorrelatedAndAcknowledged) {
  const auto message = node_.next();
  ingest_.process({message});
  const auto stored = store_->observations({});
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_EQ(stored[0].envelope, message.payload);
  EXPECT_EQ(stored[0].received, now_);
  EXPECT_TRUE(stored[0].chain_intact);
  ASSERT_TRUE(stored[0].incident_id);
  EXPECT_EQ(store_->incident(*stored[0].incident_id)->kind, "spillover");
  ASSERT_EQ(published_.size(), 1u);
  EXPECT_EQ(published_[0].topic, "songbien/v1/laocai/lc-01/command");
  const auto command = last_command();
  EXPECT_EQ(command.node_id(), "lc-01");
  EXPECT_EQ(command.acknowledge().boot_id(), node_.boot());
  EXPECT_EQ(command.acknowledge().through_seq(), 1u);
  EXPECT_EQ(store_->nodes()[0].last_seen, now_);
}

TEST_F(IngestTest, ABatchIsAcknowledgedOnceUpToTheFirstHole) {
  std::vector<Message> batch;
  for (int i = 0; i < 10; ++i) batch.push_back(node_.next());
  const auto fifth = batch[4];
  batch.erase(batch.begin() + 4);
  ingest_.process(batch);
  ASSERT_EQ(published_.size(), 1u);
  EXPECT_EQ(last_command().acknowledge().through_seq(), 4u);
  ingest_.process({fifth});
  EXPECT_EQ(last_command().acknowledge().through_seq(), 10u);
}

TEST_F(IngestTest, ASecondDeliveryChangesNothingAndIsAcknowledgedAgain) {
  const auto message = node_.next();
  ingest_.process({message, message});
  ingest_.process({message});
  EXPECT_EQ(store_->observation_count(), 1u);
  EXPECT_EQ(ingest_.counters().duplicates, 2u);
  EXPECT_EQ(published_.size(), 2u);
  EXPECT_EQ(rejections(), 0u);
}

TEST_F(IngestTest, TheSameKeyWithOtherContentIsRefusedAndAudited) {
  auto report = node_.report();
  ingest_.process({node_.send(report)});
  report.set_confidence(0.5F);
  ingest_.process({node_.send(report)});
  EXPECT_EQ(store_->observation_count(), 1u);
  EXPECT_EQ(refused(Refusal::kConflict), 1u);
  EXPECT_EQ(rejections(), 1u);
  EXPECT_NEAR(store_->observations({})[0].confidence, 0.99, 1e-6);
}

TEST_F(IngestTest, ABrokenChainIsStoredMarkedAndAudited) {
  const auto first = node_.next();
  auto second = node_.report();
  second.set_prev_hash(std::string(32, 'x'));
  ingest_.process({first, node_.send(second)});
  const auto stored = store_->observations({});
  ASSERT_EQ(stored.size(), 2u);
  EXPECT_FALSE(stored[0].chain_intact);
  EXPECT_TRUE(stored[1].chain_intact);
  EXPECT_EQ(ingest_.counters().broken_chains, 1u);
  EXPECT_EQ(store_->audit_of("node/lc-01", 10)[0].action, "chain.broken");
}

TEST_F(IngestTest, WhatIsNotANodesOwnWordIsRefused) {
  SignedNode stranger("lc-99"), other("lc-02"), revoked("lc-03");
  enrol(other);
  enrol(revoked, true);
  const auto genuine = node_.next();
  auto forged = genuine;
  forged.payload[forged.payload.size() / 2] =
      static_cast<char>(forged.payload[forged.payload.size() / 2] ^ 1);
  auto moved = genuine;  // lc-01's words on lc-02's topic
  moved.topic = "songbien/v1/laocai/lc-02/report";
  auto as_status = genuine;
  as_status.topic = "songbien/v1/laocai/lc-01/status";
  auto elsewhere = genuine;
  elsewhere.topic = "songbien/v1/caobang/lc-01/report";
  ingest_.process({stranger.next(),
                   revoked.next(),
                   forged,
                   moved,
                   as_status,
                   elsewhere,
                   {"nonsense", "x"},
                   {genuine.topic, ""},
                   {genuine.topic, std::string(300, '\xff')}});
  EXPECT_EQ(store_->observation_count(), 0u);
  EXPECT_EQ(refused(Refusal::kUnknownNode), 1u);
  EXPECT_EQ(refused(Refusal::kRevokedNode), 1u);
  EXPECT_EQ(refused(Refusal::kEnvelope), 5u);
  EXPECT_EQ(refused(Refusal::kTopic), 2u);
  EXPECT_TRUE(published_.empty());
  ingest_.process({genuine});
  EXPECT_EQ(store_->observation_count(), 1u);
}

TEST_F(IngestTest, AReportThatNamesAnotherNodeIsRefused) {
  auto report = node_.report();
  report.set_node_id("lc-02");
  ingest_.process({node_.send(report)});
  EXPECT_EQ(refused(Refusal::kNodeMismatch), 1u);
}

TEST_F(IngestTest, AFloodOfRubbishFillsNoAudit) {
  const Message rubbish{"songbien/v1/laocai/lc-01/report", std::string(100, 'x')};
  ingest_.process(std::vector<Message>(1000, rubbish));
  EXPECT_EQ(refused(Refusal::kEnvelope), 1000u);
  EXPECT_EQ(rejections(), 10u);
  now_ += 60'000'000'000;
  ingest_.process({rubbish});
  EXPECT_EQ(rejections(), 11u);
  EXPECT_EQ(nlohmann::json::parse(store_->audit_of("node/lc-01", 1)[0].detail_json)["left_out_before"], 990);
}

TEST_F(IngestTest, StatusUpdatesTheNodeAndTheWillTakesItOffline) {
  auto status = node_.status(wire::pb::NODE_STATE_DEGRADED, kNoon);
  status.add_faults("clock not set");
  ingest_.process({node_.send(status)});
  auto row = store_->nodes()[0];
  EXPECT_EQ(row.state, "degraded");
  EXPECT_EQ(row.last_seen, kNoon);
  EXPECT_EQ(nlohmann::json::parse(row.last_status_json)["faults"][0], "clock not set");
  const auto will =
      node_.send(node_.status(wire::pb::NODE_STATE_OFFLINE, kNoon - 5));  // as old as its connection
  ingest_.process({will});
  row = store_->nodes()[0];
  EXPECT_EQ(row.state, "offline");
  EXPECT_EQ(row.last_seen, kNoon);
  EXPECT_EQ(nlohmann::json::parse(row.last_status_json)["state"], "degraded");  // the last it said itself
  EXPECT_GE(store_->newest_event_id(), 2);
}

TEST_F(IngestTest, OldStatusesAndWillsOfEarlierBootsAreStale) {
  ingest_.process({node_.send(node_.status(wire::pb::NODE_STATE_ONLINE, kNoon))});
  ingest_.process({node_.send(node_.status(wire::pb::NODE_STATE_DEGRADED, kNoon - 1))});
  auto old_will = node_.status(wire::pb::NODE_STATE_OFFLINE, kNoon - 100);
  old_will.set_boot_id(1);
  ingest_.process({node_.send(old_will)});
  EXPECT_EQ(store_->nodes()[0].state, "online");
  EXPECT_EQ(refused(Refusal::kStale), 2u);
}

TEST_F(IngestTest, ARestartWithAnUnsetClockIsNotStale) {
  ingest_.process({node_.send(node_.status(wire::pb::NODE_STATE_ONLINE, kNoon))});
  auto restarted = node_.status(wire::pb::NODE_STATE_DEGRADED, 1000);
  restarted.set_boot_id(2);
  restarted.set_time_quality(wire::pb::TIME_QUALITY_FREE_RUNNING);
  ingest_.process({node_.send(restarted)});
  EXPECT_EQ(store_->nodes()[0].state, "degraded");
  EXPECT_EQ(store_->nodes()[0].last_seen, now_);
}

TEST_F(IngestTest, WhatTheNodeNoLongerHoldsIsAGapAndNotWaitedFor) {
  for (int i = 0; i < 5; ++i) node_.next();  // 1..5 never arrive
  ingest_.process({node_.next()});           // 6
  EXPECT_TRUE(published_.empty());           // nothing contiguous yet
  auto status = node_.status(wire::pb::NODE_STATE_ONLINE);
  status.mutable_spool()->set_records(1);
  status.mutable_spool()->set_oldest_boot_id(node_.boot());
  status.mutable_spool()->set_oldest_seq(6);
  ingest_.process({node_.send(status)});
  EXPECT_EQ(last_command().acknowledge().through_seq(), 6u);
  EXPECT_EQ(store_->audit_of("node/lc-01", 10)[0].action, "sequence.gap");
  ingest_.process({node_.send(status)});  // said again: no second row
  EXPECT_EQ(store_->audit_of("node/lc-01", 10).size(), 1u);
}

TEST_F(IngestTest, AnEmptySpoolDeclaresNothingLost) {
  for (int i = 0; i < 3; ++i) node_.next();
  ingest_.process({node_.send(node_.status(wire::pb::NODE_STATE_ONLINE))});  // reports_made 3, spool empty
  EXPECT_TRUE(published_.empty());
  EXPECT_TRUE(store_->audit_of("node/lc-01", 10).empty());
}

TEST_F(IngestTest, TheQueueIsBoundedAndDropsTheNewest) {
  for (int i = 0; i < 20; ++i) ingest_.enqueue(node_.next());
  EXPECT_EQ(ingest_.counters().queue_full, 4u);
  EXPECT_EQ(ingest_.counters().queue_depth, 16u);
  {
    const std::jthread opening([this](const std::stop_token& stop) { ingest_.run_opening(stop); });
    const std::jthread storing([this](const std::stop_token& stop) { ingest_.run_storing(stop); });
    while (ingest_.counters().stored < 16) std::this_thread::yield();
  }
  EXPECT_EQ(last_command().acknowledge().through_seq(), 16u);
}

TEST_F(IngestTest, TwoThreadsKeepTheOrderOfEveryNode) {
  constexpr std::uint64_t kReports = 1500;
  SignedNode other("lc-02");
  enrol(other);
  Ingest ingest(
      {"laocai", 8192, 64}, *store_, correlator_, gateway_key_,
      [this](const std::string& topic, const std::string& payload) {
        published_.push_back({topic, payload});
      },
      [this] { return now_; });
  {
    const std::jthread opening([&](const std::stop_token& stop) { ingest.run_opening(stop); });
    const std::jthread storing([&](const std::stop_token& stop) { ingest.run_storing(stop); });
    for (std::uint64_t i = 0; i < kReports; ++i) {
      ingest.enqueue(node_.next());
      ingest.enqueue(other.next());
    }
    while (ingest.counters().stored < 2 * kReports) std::this_thread::yield();
  }
  EXPECT_EQ(ingest.counters().broken_chains, 0u);
  std::map<std::string, std::uint64_t>
      through;  // acknowledgements only ever grow, and end at the last report
  const auto key = wire::VerifyingKey::from_pem(gateway_key_.public_pem());
  for (const auto& message : published_) {
    const auto command =
        *wire::decode_command(wire::open(message.payload, wire::pb::BODY_KIND_COMMAND, *key)->body);
    EXPECT_GT(command.acknowledge().through_seq(), through[command.node_id()]);
    through[command.node_id()] = command.acknowledge().through_seq();
  }
  EXPECT_EQ(through["lc-01"], kReports);
  EXPECT_EQ(through["lc-02"], kReports);
}

TEST_F(IngestTest, AKeyThatChangesMeanwhileDecides) {
  ingest_.process({node_.next()});  // the key is known ahead from now on
  SignedNode replaced("lc-01", 77);
  const auto by_old_key = node_.next();
  enrol(replaced);
  ingest_.process({by_old_key, replaced.next()});
  EXPECT_EQ(refused(Refusal::kEnvelope), 1u);
  EXPECT_EQ(store_->observation_count(), 2u);
  SignedNode late("lc-09");
  ingest_.process({late.next()});
  EXPECT_EQ(refused(Refusal::kUnknownNode), 1u);
  enrol(late);
  ingest_.process({late.next()});
  EXPECT_EQ(store_->observation_count(), 3u);
}

TEST_F(IngestTest, WhatRetentionLetGoDoesNotComeBack) {
  wire::pb::CellDetection sync;
  sync.set_rat(wire::pb::RAT_LTE);
  sync.set_level(wire::pb::DECODE_LEVEL_SYNC);
  sync.set_frequency_hz(1867.5e6);
  sync.set_physical_id(54);
  const auto message = node_.send(node_.report(sync));
  ingest_.process({message});
  store_->write([&](Transaction& tx) {
    tx.ledgers().put_retention_run({now_, "test", now_, now_});
    EXPECT_EQ(tx.ledgers().retire_observations(10), 1u);
  });
  ingest_.process({message});
  EXPECT_EQ(store_->observation_count(), 0u);
  EXPECT_EQ(ingest_.counters().duplicates, 1u);
  EXPECT_EQ(last_command().acknowledge().through_seq(), 1u) << "the node may forget it, too";
  ingest_.process({node_.next()});
  EXPECT_EQ(store_->observation_count(), 1u);
}

TEST_F(IngestTest, ExercisesStayExercises) {
  auto drill = node_.report();
  drill.set_exercise(true);
  ingest_.process({node_.send(drill), node_.next()});
  const auto incidents = store_->incidents({});
  ASSERT_EQ(incidents.size(), 2u);  // the same cell, once real and once as a drill
  EXPECT_NE(incidents[0].exercise, incidents[1].exercise);
}

TEST_F(IngestTest, AStalledStreamIsAnIncidentUntilItRecovers) {
  ingest_.process({node_.send(node_.event(wire::pb::NODE_EVENT_KIND_STREAM_STALLED)),
                   node_.send(node_.event(wire::pb::NODE_EVENT_KIND_STREAM_STALLED))});
  auto incidents = store_->incidents({});
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].kind, "node_fault");
  EXPECT_EQ(incidents[0].observation_count, 2u);
  EXPECT_EQ(incidents[0].nodes, std::vector<std::string>{"lc-01"});
  ingest_.process({node_.send(node_.event(wire::pb::NODE_EVENT_KIND_STREAM_RECOVERED))});
  incidents = store_->incidents({});
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].state, "closed");
  EXPECT_EQ(store_->audit_of("incident/" + std::to_string(incidents[0].id), 10)[0].action, "incident.close");
  ingest_.process({node_.send(node_.event(wire::pb::NODE_EVENT_KIND_STREAM_STALLED))});
  EXPECT_EQ(store_->incidents({}).size(), 2u);
}

}  // namespace
}  // namespace sb::gateway::testing
