// What the reports say, checked against what was put into the store.
#include <gtest/gtest.h>

#include "gateway/registry/restricted.hpp"
#include "gateway/report/reports.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "gateway/time/instant.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

class Reports : public ::testing::Test {
 protected:
  std::int64_t add(const std::string& cause, const std::string& kind = "spillover", bool exercise = false) {
    auto incident = incident_row(cause);
    incident.kind = kind;
    incident.exercise = exercise;
    incident.nodes = {"lc-01"};
    incident.observation_count = 7;
    store_->write([&](Transaction& tx) {
      if (!tx.node("lc-01")) tx.put_node(node_row());
      tx.put_incident(incident);
    });
    return incident.id;
  }
  ReportRequest request(const std::string& type, std::int64_t incident = 0) {
    ReportRequest asked;
    asked.type = type;
    asked.incident_id = incident;
    asked.period_from = vietnam_midnight(2026, 10, 1);
    asked.period_until = vietnam_midnight(2027, 1, 1);
    asked.sender_vi = "Sở KH&CN";
    asked.sender_en = "DST";
    asked.author = "lan";
    return asked;
  }
  Paper made(const ReportRequest& asked, UtcNs now = kNoon + 3600 * kSecondNs) {
    const auto row = make_report(*store_, asked, now);
    EXPECT_TRUE(row) << row.error().text;
    std::optional<ReportRow> stored;
    store_->read([&](Ledgers& ledgers) { stored = ledgers.report(row->id); });
    return paper_from_json(stored.value().document_json).value();
  }
  static std::string cell(const Paper& paper, const std::string& name) {
    for (const auto& section : paper.sections) {
      for (const auto& table : section.tables) {
        for (const auto& row : table.rows) {
          if (row.cells.front().en == name) return row.cells.back().en;
        }
      }
    }
    return "(no such row)";
  }
  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "db.sqlite");
};

// The items of the form of RR Appendix 10, in its three parts.
TEST_F(Reports, Appendix10HasEveryItemOfTheForm) {
  const auto paper = made(request("rr_appendix10", add("a")));
  for (const auto* item :
       {"Name or call sign and means of identification", "Frequency measured", "Date and time (UTC)",
        "Class of emission", "Bandwidth (measured or estimated)", "Field strength or power flux-density",
        "Observed polarization", "Class of station and nature of service", "Location, position or bearing",
        "Location of the facility that made the measurements", "Name or call sign", "Frequency assigned",
        "Name of station", "Dates and times (UTC) of occurrence", "Bearings or other particulars",
        "Nature of the interference", "Field strength of the wanted emission",
        "Polarization of the receiving antenna", "Action requested"}) {
    EXPECT_NE(cell(paper, item), "(no such row)") << item;
  }
  EXPECT_EQ(cell(paper, "Class of emission"), "10M0W7D") << "50 resource blocks are 10 MHz";
  EXPECT_EQ(cell(paper, "Date and time (UTC)"), "2026-11-22T12:00:00.000Z");
  EXPECT_EQ(cell(paper, "Observed polarization"), "not measured") << "what was not measured says so";
  for (const auto& section : paper.sections) {
    EXPECT_FALSE(section.heading.vi.empty());
    for (const auto& table : section.tables) {
      for (const auto& row : table.rows) EXPECT_FALSE(row.cells.front().vi.empty()) << row.cells.front().en;
    }
  }
}

TEST_F(Reports, DesignatorsAreOfAppendix1) {
  auto cell = unicom_cell();
  cell.bandwidth_prb = 100;
  EXPECT_EQ(emission_designator(cell), "20M0W7D");
  cell.bandwidth_prb = 6;
  EXPECT_EQ(emission_designator(cell), "1M40W7D");
  cell.rat = "gsm";
  EXPECT_EQ(emission_designator(cell), "200KG7W");
}

TEST_F(Reports, The24HourReportSaysWhenItIsLate) {
  const auto id = add("a");
  const auto in_time = made(request("daily24h", id), kNoon + 24 * 3600 * kSecondNs - kSecondNs);
  EXPECT_EQ(in_time.sections[0].paragraphs[0].en.find("LATE"), std::string::npos);
  const auto late = made(request("daily24h", id), kNoon + 24 * 3600 * kSecondNs);
  EXPECT_NE(late.sections[0].paragraphs[0].en.find("LATE"), std::string::npos);
  EXPECT_EQ(cell(late, "Times heard"), "7");
}

TEST_F(Reports, APeriodCountsRealIncidentsOnlyAndNamesTheirSource) {
  add("a");
  add("b");
  add("c", "jamming");
  add("d", "spillover", true);
  const auto paper = made(request("quarterly"));
  EXPECT_EQ(cell(paper, "Total"), "3");
  EXPECT_EQ(cell(paper, "Jamming"), "1");
  for (const auto& section : paper.sections) {
    for (const auto& table : section.tables) {
      for (const auto& row : table.rows) EXPECT_FALSE(row.trace.empty()) << row.cells.front().en;
    }
  }
  auto before = request("yearly");
  before.period_from = vietnam_midnight(2025, 1, 1);
  before.period_until = vietnam_midnight(2026, 1, 1);
  EXPECT_EQ(cell(made(before), "Total"), "0");
}

TEST_F(Reports, TheLedgerHasOneRowPerForeignCell) {
  add("a");
  add("b");  // the same cell under another cause
  const auto paper = made(request("coordination_ledger"));
  ASSERT_EQ(paper.sections[0].tables[0].rows.size(), 1U);
  EXPECT_EQ(paper.sections[0].tables[0].rows[0].cells.back().en, "14");
  EXPECT_NE(paper.sections[0].tables[0].rows[0].cells[0].en.find("460-01"), std::string::npos);
}

TEST_F(Reports, RestrictedBandsAppearNowhere) {
  const auto id = add("a");
  store_->write([](Transaction& tx) {
    tx.put_document(
        {kRestrictedBandCollection, "t", to_json_text({1'840e6, 1'850e6, "quốc phòng"}), kNoon, "lan"});
  });
  EXPECT_EQ(make_report(*store_, request("rr_appendix10", id), kNoon).error().code, ErrorCode::kRefused);
  EXPECT_EQ(make_report(*store_, request("daily24h", id), kNoon).error().code, ErrorCode::kRefused);
  EXPECT_EQ(cell(made(request("quarterly")), "Total"), "0");
  EXPECT_TRUE(made(request("coordination_ledger")).sections[0].tables[0].rows.empty());
}

TEST_F(Reports, AreKeptAuditedAndMarkedAsATrial) {
  const auto paper = made(request("quarterly"));
  EXPECT_EQ(paper.watermark.vi, "DỮ LIỆU THỬ NGHIỆM");
  const auto drill = made(request("daily24h", add("d", "jamming", true)));
  EXPECT_NE(drill.watermark.vi.find("DIỄN TẬP"), std::string::npos);
  EXPECT_EQ(store_->audit_of("report/1", 10).size(), 1U);
  EXPECT_FALSE(make_report(*store_, request("weekly"), kNoon));
  EXPECT_EQ(make_report(*store_, request("daily24h", 99), kNoon).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(make_report(*store_, request("daily24h"), kNoon).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace sb::gateway::testing
