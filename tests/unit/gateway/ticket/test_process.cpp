// A ticket's way from draft to closed, and what leaves the gateway on it.
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/registry/restricted.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "gateway/ticket/dispatch.hpp"
#include "gateway/ticket/process.hpp"
#include "gateway/ticket/sla.hpp"
#include "gateway/ticket/tmf621.hpp"
#include "tests/unit/gateway/store/samples.hpp"
#include "tests/unit/gateway/ticket/tmf_schema.hpp"

namespace sb::gateway::testing {
namespace {

const Actor kSupervisor{"lan", "supervisor", ""};
const Actor kNoc{"noc", "carrier", "viettel"};
const Actor kOther{"other", "carrier", "vnpt"};

class TicketProcess : public ::testing::Test {
 protected:
  void SetUp() override {
    settings_.carriers = {{"viettel",
                           "Viettel Lào Cai",
                           {"noc@viettel.example"},
                           "https://noc.example/hook",
                           "",
                           {"noc.example"}}};
    store_->write([&](Transaction& tx) {
      tx.put_node(node_row());
      incident_.nodes = {"lc-01"};
      tx.put_incident(incident_);
      auto heard = observation("lc-01", 7, 1);
      tx.insert_observation(heard);
      tx.link_observation(heard.id, incident_.id);
      Ticket ticket{
          0,
          incident_.id,
          "viettel",
          "draft",
          kNoon,
          "Sóng nước ngoài chồng lấn: 460-01",
          "Foreign signal",
          R"({"affected":[{"site_id":"LCI0001","cell_id":1234567,"channel":1575,"distance_m":1200,"relation":"co_channel"}]})"};
      tx.put_ticket(ticket);
      id_ = ticket.id;
      Hub hub{0, "viettel", "https://noc.example/events", "", kNoon};
      tx.ledgers().put_hub(hub);
    });
  }
  TicketCase now_is() {
    std::optional<TicketCase> row;
    store_->read([&](Ledgers& ledgers) { row = ledgers.ticket_case(id_); });
    return row.value();
  }
  std::vector<Delivery> outbox() {
    std::vector<Delivery> rows;
    store_->read([&](Ledgers& ledgers) { rows = ledgers.deliveries("", 100); });
    return rows;
  }
  void send() {
    ASSERT_TRUE(approve_ticket(*store_, id_, kSupervisor, "", kNoon));
    ASSERT_TRUE(send_ticket(*store_, settings_, id_, kSupervisor, "", kNoon));
  }
  Result<TicketCase> status(const char* word, UtcNs at, const char* reason = "") {
    return carrier_status(*store_, settings_, id_, kNoc, word, reason, "", at);
  }
  void listen(int reports, UtcNs at, bool heard_again) {
    store_->write([&](Transaction& tx) {
      for (int i = 0; i < reports; ++i) {
        auto o = observation("lc-01", 8, static_cast<std::uint64_t>(i) + 1);
        o.first_seen = at + i;
        o.last_seen = at + i + 1;
        tx.insert_observation(o);
        if (heard_again && i == 0) tx.link_observation(o.id, incident_.id);
      }
    });
  }

  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "db.sqlite");
  TicketSettings settings_;
  Incident incident_ = incident_row("spillover:x");
  std::int64_t id_ = 0;
};

TEST_F(TicketProcess, NothingLeavesBeforeItIsSentAndEverythingOnce) {
  EXPECT_EQ(send_ticket(*store_, settings_, id_, kSupervisor, "", kNoon).error().code, ErrorCode::kRefused)
      << "a draft";
  ASSERT_TRUE(approve_ticket(*store_, id_, kSupervisor, "", kNoon));
  EXPECT_TRUE(outbox().empty());
  ASSERT_TRUE(send_ticket(*store_, settings_, id_, kSupervisor, "", kNoon));
  ASSERT_EQ(outbox().size(), 3U) << "mail, webhook, hub";
  EXPECT_EQ(send_ticket(*store_, settings_, id_, kSupervisor, "", kNoon).error().code, ErrorCode::kRefused);
  EXPECT_EQ(outbox().size(), 3U);
  EXPECT_EQ(now_is().approved_by, "lan");
  EXPECT_EQ(store_->audit_of("ticket/" + std::to_string(id_), 10).size(), 2U);
}

TEST_F(TicketProcess, TheWholeWayEndsClosedOnlyAfterOurOwnMeasurement) {
  send();
  ASSERT_TRUE(status("acknowledged", kNoon + kHourNs));
  ASSERT_TRUE(status("inProgress", kNoon + 2 * kHourNs));
  ASSERT_TRUE(status("resolved", kNoon + 3 * kHourNs));
  EXPECT_FALSE(close_ticket(*store_, settings_, id_, kSupervisor, "", kNoon + 4 * kHourNs)) << "not verified";
  const auto early = verify_ticket(*store_, settings_, id_, kSupervisor, kNoon + 4 * kHourNs);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, ErrorCode::kRefused) << "nobody listened since";
  listen(static_cast<int>(kLeastListened), kNoon + 4 * kHourNs, false);
  const auto verified = verify_ticket(*store_, settings_, id_, kSupervisor, kNoon + 5 * kHourNs);
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->ticket.state, "verified");
  EXPECT_EQ(nlohmann::json::parse(verified->verification_json)["listened"], kLeastListened);
  ASSERT_TRUE(close_ticket(*store_, settings_, id_, kSupervisor, "xong", kNoon + 6 * kHourNs));
  EXPECT_EQ(now_is().ticket.state, "closed");
  EXPECT_FALSE(cancel_ticket(*store_, settings_, id_, kSupervisor, "x", kNoon + 6 * kHourNs)) << "final";
}

TEST_F(TicketProcess, StillHeardSendsItBackToTheCarrier) {
  send();
  ASSERT_TRUE(status("resolved", kNoon + kHourNs));
  listen(3, kNoon + 2 * kHourNs, true);
  const auto again = verify_ticket(*store_, settings_, id_, kSupervisor, kNoon + 3 * kHourNs);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->ticket.state, "inProgress");
  EXPECT_EQ(again->resolved, 0) << "the clock runs on";
}

TEST_F(TicketProcess, AnotherCarrierSeesNothing) {
  EXPECT_EQ(status("acknowledged", kNoon).error().code, ErrorCode::kNotFound) << "not sent yet";
  send();
  for (const auto& result : {carrier_status(*store_, settings_, id_, kOther, "acknowledged", "", "", kNoon),
                             answer_ticket(*store_, settings_, id_, kOther, "ours", "", kNoon),
                             comment_ticket(*store_, settings_, id_, kOther, "x", kNoon)}) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
  }
  EXPECT_EQ(now_is().ticket.state, "sent");
}

TEST_F(TicketProcess, TheClockStandsWhileTheCarrierWaitsForUs) {
  send();
  auto row = now_is();
  EXPECT_EQ(sla_clock(row, kNoon).due, kNoon + 24 * kHourNs) << "severity medium";
  ASSERT_TRUE(answer_ticket(*store_, settings_, id_, kNoc, "need_information", "azimuth?", kNoon + kHourNs));
  row = now_is();
  EXPECT_EQ(row.ticket.state, "pending");
  EXPECT_TRUE(sla_clock(row, kNoon + 90 * kHourNs).paused);
  EXPECT_FALSE(sla_clock(row, kNoon + 90 * kHourNs).breached);
  ASSERT_TRUE(comment_ticket(*store_, settings_, id_, kSupervisor, "120°", kNoon + 5 * kHourNs));
  row = now_is();
  EXPECT_EQ(row.ticket.state, "acknowledged");
  EXPECT_EQ(sla_clock(row, kNoon + 6 * kHourNs).due, kNoon + 28 * kHourNs);
  EXPECT_FALSE(sla_clock(row, kNoon + 28 * kHourNs).breached);
  EXPECT_TRUE(sla_clock(row, kNoon + 28 * kHourNs + 1).breached);
  ASSERT_TRUE(status("resolved", kNoon + 27 * kHourNs));
  EXPECT_FALSE(sla_clock(now_is(), kNoon + 99 * kHourNs).breached) << "it was resolved in time";
}

TEST_F(TicketProcess, ARepeatedStatusChangesNothingAndEmitsNothing) {
  send();
  ASSERT_TRUE(status("acknowledged", kNoon + 1));
  const auto rows = outbox().size();
  ASSERT_TRUE(status("acknowledged", kNoon + 2));
  EXPECT_EQ(outbox().size(), rows);
  EXPECT_EQ(now_is().acknowledged, kNoon + 1);
}

TEST_F(TicketProcess, RejectingNeedsAReasonAndUnknownWordsAreRefused) {
  EXPECT_EQ(reject_ticket(*store_, settings_, id_, kSupervisor, " ", kNoon).error().code,
            ErrorCode::kInvalidArgument);
  send();
  EXPECT_EQ(status("rejected", kNoon).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(status("closed", kNoon).error().code, ErrorCode::kInvalidArgument) << "closing is the DST's";
  EXPECT_EQ(answer_ticket(*store_, settings_, id_, kNoc, "perhaps", "", kNoon).error().code,
            ErrorCode::kInvalidArgument);
  ASSERT_TRUE(
      answer_ticket(*store_, settings_, id_, kNoc, "not_ours", "không phải trạm của chúng tôi", kNoon));
  EXPECT_EQ(now_is().ticket.state, "rejected");
}

TEST_F(TicketProcess, SilenceIsEscalatedOnce) {
  send();
  EXPECT_EQ(escalate_overdue(*store_, kNoon + settings_.acknowledge_within - 1), 0U);
  EXPECT_EQ(escalate_overdue(*store_, kNoon + settings_.acknowledge_within), 1U);
  EXPECT_EQ(escalate_overdue(*store_, kNoon + 99 * kHourNs), 0U);
}

TEST_F(TicketProcess, ARestrictedBandNeverLeaves) {
  ASSERT_TRUE(approve_ticket(*store_, id_, kSupervisor, "", kNoon));
  store_->write([&](Transaction& tx) {
    tx.put_document(
        {kRestrictedBandCollection, "test", to_json_text({1'840e6, 1'850e6, "quốc phòng"}), kNoon, "lan"});
  });
  EXPECT_EQ(send_ticket(*store_, settings_, id_, kSupervisor, "", kNoon).error().code, ErrorCode::kRefused);
  EXPECT_TRUE(outbox().empty());
  EXPECT_EQ(now_is().ticket.state, "approved");
}

TEST_F(TicketProcess, EveryBodyThatLeavesFitsTmf621) {
  send();
  ASSERT_TRUE(status("acknowledged", kNoon + 1));
  ASSERT_TRUE(comment_ticket(*store_, settings_, id_, kNoc, "đang kiểm tra", kNoon + 2));
  ASSERT_TRUE(answer_ticket(*store_, settings_, id_, kNoc, "need_information", "azimuth?", kNoon + 3));
  ASSERT_TRUE(status("resolved", kNoon + 4, "đã tắt"));
  std::size_t events = 0;
  std::set<std::string> types;
  for (const auto& row : outbox()) {
    if (row.channel == "mail") continue;
    const auto body = nlohmann::json::parse(row.payload);
    EXPECT_EQ(tmf4_complaints(body, "event"), "") << row.payload;
    types.insert(body["eventType"]);
    ++events;
  }
  EXPECT_GE(events, 8U);
  EXPECT_EQ(types,
            (std::set<std::string>{"TroubleTicketCreateEvent", "TroubleTicketStatusChangeEvent",
                                   "TroubleTicketResolvedEvent", "TroubleTicketInformationRequiredEvent"}));
  const auto history = history_of(store_->audit_of("ticket/" + std::to_string(id_), 100));
  const auto row = now_is();
  const auto body = tmf4_ticket({row, history, "medium", false}, settings_);
  EXPECT_EQ(tmf4_complaints(body, "troubleTicket"), "") << body.dump();
  EXPECT_EQ(body["status"], "resolved");
  EXPECT_EQ(body["note"].size(), 2U);
  EXPECT_NE(tmf4_complaints({{"id", 3}}, "troubleTicket"), "") << "the schema can say no";
}

TEST_F(TicketProcess, TheExamplesOfTheStandardFitOurSchemaToo) {
  const std::string folder = SB_SOURCE_DIR "/../../shared/facts/interface-examples/";
  std::ifstream in(folder + "tmf621v4_event_status.json");
  if (!in) GTEST_SKIP() << "no ../shared beside this tree";
  auto event = nlohmann::json::parse(in);
  auto& ticket =
      event["event"]["troubleTicket"];  // an event may carry a part of the ticket; ours carries all
  ticket.update({{"description", "d"}, {"severity", "Major"}, {"ticketType", "t"}});
  EXPECT_EQ(tmf4_complaints(event, "event"), "");
}

TEST_F(TicketProcess, TheFifthVersionMovesTheIdentifiersAndEntities) {
  send();
  ASSERT_TRUE(carrier_status(*store_, settings_, id_, kNoc, "acknowledged", "", "TT-889", kNoon + 1));
  const auto row = now_is();
  const auto body = tmf5_ticket({row, {}, "high", true}, settings_);
  EXPECT_FALSE(body.contains("externalId"));
  EXPECT_FALSE(body.contains("statusChange"));
  EXPECT_EQ(body["externalIdentifier"][1]["id"], "TT-889");
  EXPECT_EQ(body["externalIdentifier"][1]["owner"], "viettel");
  EXPECT_EQ(body["relatedEntity"][0]["entity"]["id"], "LCI0001-1234567");
  EXPECT_EQ(body["ticketType"], "radioInterference.exercise");
}

TEST(Callbacks, OnlyHttpsToAHostOfTheCarrier) {
  const CarrierProfile profile{"viettel", "", {}, "", "", {"noc.example"}};
  EXPECT_TRUE(allowed_callback(profile, "https://noc.example/events?x=1"));
  EXPECT_TRUE(allowed_callback(profile, "https://noc.example:8443"));
  for (const auto* bad :
       {"http://noc.example/", "https://evil.example/", "https://noc.example@evil.example/",
        "https://noc.example.evil/", "https://127.0.0.1/", "https://evil.example#noc.example",
        "https://noc.example\r\nHost: x", "file:///etc/passwd", ""}) {
    EXPECT_FALSE(allowed_callback(profile, bad)) << bad;
  }
}

}  // namespace
}  // namespace sb::gateway::testing
