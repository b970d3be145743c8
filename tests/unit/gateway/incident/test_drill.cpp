// A drill from its scenario to its report; nothing of it is taken for real.
#include <gtest/gtest.h>

#include "gateway/correlate/correlator.hpp"
#include "gateway/incident/actions.hpp"
#include "gateway/incident/drill.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kSecond = 1'000'000'000;
constexpr const char* kScenario = R"({"name":"Trạm giả ở chợ","steps":[
  {"after_s":0,"node":"lc-01","jamming":{"kind":"barrage","centre_hz":2600e6,"bandwidth_hz":20e6}},
  {"after_s":60,"node":"lc-01","cell":{"rat":"lte","frequency_hz":1842.5e6,"channel":1575,"pci":7,"plmns":["001-01"],"tac":7,"cell_id":257}}]})";

TEST(Drill, RunsFromScenarioToReport) {
  ScratchFolder folder;
  const auto store = open_sqlite_store(folder / "gateway.db");
  store->write([](Transaction& tx) { tx.put_node(node_row()); });
  Correlator correlator(CommuneIndex::built_in());
  const Inject inject = [&](Transaction& tx, Observation& o, UtcNs now) { correlator.observe(tx, o, now); };

  const auto planned = plan_drill(*store, kScenario, "an", kNoon);
  ASSERT_TRUE(planned) << planned.error().text;
  EXPECT_EQ(advance_drills(*store, inject, kNoon), 0u) << "planned is not started";
  ASSERT_TRUE(start_drill(*store, planned->id, "an", kNoon));
  EXPECT_FALSE(start_drill(*store, planned->id, "an", kNoon)) << "once";
  EXPECT_EQ(advance_drills(*store, inject, kNoon + kSecond), 1u);
  EXPECT_EQ(advance_drills(*store, inject, kNoon + 59 * kSecond), 0u);
  EXPECT_EQ(advance_drills(*store, inject, kNoon + 61 * kSecond), 1u);
  EXPECT_EQ(advance_drills(*store, inject, kNoon + 900 * kSecond), 0u);

  const auto incidents = store->incidents({});
  ASSERT_EQ(incidents.size(), 2u);
  for (const auto& incident : incidents) EXPECT_TRUE(incident.exercise);
  ASSERT_TRUE(acknowledge(*store, incidents[0].id, "binh", "", kNoon + 91 * kSecond));
  ASSERT_TRUE(gateway::close(*store, incidents[0].id, "binh", "", kNoon + 361 * kSecond));
  const auto report = drill_report(*store, *find_drill(*store, planned->id));
  ASSERT_EQ(report.size(), 2u);
  const auto& rogue = report[1];
  EXPECT_EQ(rogue.kind, "rogue_cell");
  EXPECT_EQ(rogue.state, "closed");
  EXPECT_DOUBLE_EQ(*rogue.detect_s, 0.0);
  EXPECT_DOUBLE_EQ(*rogue.acknowledge_s, 30.0);
  EXPECT_DOUBLE_EQ(*rogue.resolve_s, 300.0);
  EXPECT_FALSE(report[0].acknowledge_s);
  IncidentFilter real;
  real.exercise = false;
  EXPECT_TRUE(store->incidents(real).empty());
}

TEST(Drill, BadScenariosAreRefusedByTheirStep) {
  ScratchFolder folder;
  const auto store = open_sqlite_store(folder / "gateway.db");
  const auto complaint = [&](const char* text) {
    const auto drill = plan_drill(*store, text, "an", kNoon);
    return drill ? std::string() : drill.error().text;
  };
  EXPECT_NE(complaint("[]"), "");
  EXPECT_NE(complaint(R"({"name":"x","steps":[]})"), "");
  EXPECT_NE(complaint(R"({"name":"x","steps":[{"after_s":0,"node":"a"}]})").find("step 1"),
            std::string::npos);
  EXPECT_NE(
      complaint(
          R"({"name":"x","steps":[{"after_s":-1,"node":"a","jamming":{"kind":"tone","centre_hz":1e9,"bandwidth_hz":1}}]})")
          .find("after_s"),
      std::string::npos);
  EXPECT_NE(complaint(kScenario).find("lc-01"), std::string::npos) << "not enrolled";
  EXPECT_TRUE(drills(*store).empty());
}

}  // namespace
}  // namespace sb::gateway::testing
