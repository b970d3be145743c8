#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/store/sqlite/open.hpp"
#include "gateway/ticket/affected.hpp"
#include "gateway/ticket/draft.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

class Tickets : public ::testing::Test {
 protected:
  RegistryCell near(std::uint64_t id, std::uint32_t channel, double bandwidth_mhz,
                    const std::string& carrier = "viettel") {
    auto row = registry_row(id);
    row.channel = channel;
    row.bandwidth_mhz = bandwidth_mhz;
    row.operator_name = carrier;
    return row;
  }
  std::vector<AffectedCell> affected(std::vector<RegistryCell> rows, const HeardCell& cell = unicom_cell()) {
    std::vector<AffectedCell> result;
    store_->write([&](Transaction& tx) {
      for (auto& row : rows) tx.put_registry_cell(row);
      result = affected_cells(tx, cell, nodes_, kAffectedRadiusM, "2026-11-22");
    });
    return result;
  }
  std::vector<Ticket> draft(const std::vector<AffectedCell>& cells) {
    store_->write([&](Transaction& tx) {
      if (incident_.id == 0) tx.put_incident(incident_);
      draft_tickets(tx, incident_, cells, kNoon);
    });
    return store_->tickets(incident_.id);
  }

  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "gateway.db");
  const std::vector<HeardAt> nodes_{{"lc-01", 22.4989, 104.0107, 10.0, {}, {}, 1}};
  Incident incident_ = incident_row("spillover:x");
};

// The heard carrier: EARFCN 1575 = 1842.5 MHz, 50 blocks = 10 MHz: 1837.5 .. 1847.5.
TEST_F(Tickets, OverlapAndNeighbourhoodByOccupiedBand) {
  const auto cells = affected({near(1, 1575, 10), near(2, 1674, 10), near(3, 1675, 10), near(4, 1774, 10),
                               near(5, 1776, 10), near(6, 1476, 10)});
  std::map<std::uint64_t, std::string> relation;
  for (const auto& item : cells) relation[item.cell.cell_id] = item.relation;
  EXPECT_EQ(relation[1], "co_channel");
  EXPECT_EQ(relation[2], "co_channel");  // 1852.4 - 5 < 1847.5
  EXPECT_EQ(relation[3], "adjacent");    // edges touch
  EXPECT_EQ(relation[4], "adjacent");    // gap 9.9 MHz
  EXPECT_EQ(relation.count(5), 0u);      // gap 10.1 MHz
  EXPECT_EQ(relation[6], "co_channel");  // below as above
}

TEST_F(Tickets, BandsThatMeetInFrequencyCountWhateverTheirNumbers) {
  auto heard = unicom_cell();  // band 39 at 1882.5 MHz, EARFCN 38275, beside the top of band 3
  heard.channel = 38275;
  heard.frequency_hz = 1882.5e6;
  heard.bandwidth_prb = 25;
  const auto cells = affected({near(1, 1899, 10)}, heard);  // band 3, 1874.9 MHz: 1869.9 .. 1879.9
  ASSERT_EQ(cells.size(), 1u);
  EXPECT_EQ(cells[0].relation, "adjacent");
}

TEST_F(Tickets, FarEndedAndForeignRatRowsDoNotCount) {
  auto far = near(1, 1575, 10), ended = near(2, 1575, 10), gsm = near(3, 1575, 10),
       unplaced = near(4, 1575, 10);
  far.latitude_deg = 22.78;  // 31 km
  ended.valid_to = "2026-11-21";
  gsm.rat = "gsm";
  unplaced.latitude_deg = unplaced.longitude_deg = std::nullopt;
  EXPECT_TRUE(affected({far, ended, gsm, unplaced}).empty());
}

TEST_F(Tickets, NearestFirst) {
  auto close = near(1, 1575, 10), further = near(2, 1575, 10);
  further.latitude_deg = 22.60;
  const auto cells = affected({further, close});
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_EQ(cells[0].cell.cell_id, 1u);
  EXPECT_NEAR(cells[0].distance_m, 1478.0, 20.0);  // 0.0089 and 0.0107 degrees at 22.5 N
}

TEST_F(Tickets, OneDraftPerCarrierUpdatedInPlace) {
  const auto cells = affected({near(1, 1575, 10), near(2, 1575, 10), near(3, 1575, 10, "vnpt")});
  auto tickets = draft(cells);
  ASSERT_EQ(tickets.size(), 2u);
  const auto events = store_->newest_event_id();
  draft(cells);
  EXPECT_EQ(store_->newest_event_id(), events);  // nothing new to say
  incident_.place.commune = "Xã Bát Xát";
  tickets = draft(cells);
  ASSERT_EQ(tickets.size(), 2u);
  EXPECT_NE(tickets[0].summary_vi.find("Xã Bát Xát"), std::string::npos);
}

TEST_F(Tickets, ATicketThatLeftTheDraftIsLeftAlone) {
  const auto cells = affected({near(1, 1575, 10)});
  auto sent = draft(cells).at(0);
  sent.state = "sent";
  store_->write([&](Transaction& tx) { tx.put_ticket(sent); });
  incident_.place.commune = "Xã Bát Xát";
  EXPECT_EQ(draft(cells).at(0).summary_vi, sent.summary_vi);
}

TEST_F(Tickets, TheBodySaysWhatTheCarrierNeeds) {
  const auto body =
      nlohmann::json::parse(draft(affected({near(1, 1575, 10), near(2, 1675, 10)})).at(0).body_json);
  EXPECT_EQ(body["channel"], 1575);
  EXPECT_EQ(body["frequency_hz"], 1842.5e6);
  EXPECT_EQ(body["cell"]["plmns"], nlohmann::json({"460-01"}));
  EXPECT_EQ(body["cell"]["pci"], 257);
  EXPECT_EQ(body["place"]["commune"], "Phường Lào Cai");
  ASSERT_EQ(body["affected"].size(), 2u);
  EXPECT_EQ(body["affected"][0]["relation"], "co_channel");
  EXPECT_EQ(body["affected"][0]["operator"], "viettel");
}

TEST_F(Tickets, SummariesInBothLanguagesAndDrillsMarked) {
  incident_.exercise = true;
  const auto ticket = draft(affected({near(1, 1575, 10)})).at(0);
  EXPECT_EQ(
      ticket.summary_vi,
      "[DIỄN TẬP] Sóng nước ngoài chồng lấn: 460-01 (China Unicom, Trung Quốc), kênh 1575, 1842,5 MHz, PCI "
      "257, thu tại Phường "
      "Lào Cai. 1 cell của Viettel cùng kênh, 0 cell kênh lân cận trong bán kính 30 km; gần nhất 1,5 km.");
  EXPECT_TRUE(
      ticket.summary_en.starts_with("[EXERCISE] Foreign signal spilling over: 460-01 (China Unicom, CN)"));
}

TEST_F(Tickets, NoRegistryNoTicket) {
  EXPECT_TRUE(draft(affected({})).empty());
}

}  // namespace
}  // namespace sb::gateway::testing
