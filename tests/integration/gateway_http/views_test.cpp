// What the page's maps, spectra and calendars ask for.
#include <gtest/gtest.h>

#include "gateway/place/outlines.hpp"
#include "tests/support/test_server.hpp"
#include "wire/codec.hpp"
#include "wire/topics.hpp"

namespace sb::gateway::testing {
namespace {

using nlohmann::json;

constexpr UtcNs kHourNs = 3600LL * 1'000'000'000;
constexpr const char* kBox = "/api/v1/map/clusters?bbox=102,21,106,24";
constexpr std::size_t kSundayAt19 = 6 * 24 + 19;  // kNoon is a Sunday, 19:00 in Viet Nam

std::uint64_t counted(const json& answer) {
  std::uint64_t count = 0;
  for (const auto& cluster : answer["clusters"]) count += cluster["count"].get<std::uint64_t>();
  return count;
}

TEST(Views, ClustersLeaveExercisesOutUnlessAskedForThem) {
  TestServer server;
  server.add_incident("real");
  server.store->write([](Transaction& tx) {
    auto drill = incident_row("drill");
    drill.exercise = true;
    tx.put_incident(drill);
    auto closed = incident_row("closed");
    closed.state = "closed";
    tx.put_incident(closed);
    auto heard = observation("lc-01", 8, 1);
    heard.exercise = true;
    tx.insert_observation(heard);
  });
  auto client = server.signed_in("operator");
  const std::string box(kBox);
  EXPECT_EQ(counted(client.get(box).json()), 2U);
  EXPECT_EQ(counted(client.get(box + "&state=active").json()), 1U);
  EXPECT_EQ(counted(client.get(box + "&exercise=true").json()), 1U);
  EXPECT_EQ(counted(client.get(box + "&layer=observations").json()), 1U);
  EXPECT_EQ(counted(client.get(box + "&layer=observations&exercise=true").json()), 1U);
  EXPECT_EQ(client.get(box + "&state=closed").status, 400U);
}

TEST(Views, OutlinesComeAsTheyWereImportedAndAreAskedAboutOnce) {
  TestServer server;
  auto client = server.signed_in("operator");
  EXPECT_EQ(client.get("/api/v1/communes.geojson").status, 404U);
  const CommuneOutline outline{
      "02647", "Phường Lào Cai", "", {{{{104.0, 22.5}, {104.1, 22.5}, {104.0, 22.6}, {104.0, 22.5}}}}};
  server.store->write([&](Transaction& tx) {
    tx.put_document({"commune", outline.code, to_feature_json(outline), kNoon, "cli"});
    tx.put_document({"commune", "02683", "{}", kNoon, "cli"});
    tx.put_document({"commune", "02683", "", kNoon + 1, "cli"});
  });
  const auto answer = client.get("/api/v1/communes.geojson");
  ASSERT_EQ(answer.status, 200U) << answer.body;
  EXPECT_EQ(answer.headers.at("content-type"), "application/geo+json");
  const auto read = read_outlines(answer.body);
  ASSERT_TRUE(read) << read.error().text;
  ASSERT_EQ(read->size(), 1U) << "a withdrawn outline is gone";
  EXPECT_EQ(read->front().polygons, outline.polygons);
  EXPECT_EQ(client.get("/api/v1/communes.geojson", {{"If-None-Match", answer.headers.at("etag")}}).status,
            304U);
  EXPECT_EQ(server.client().get("/api/v1/communes.geojson").status, 401U);
}

TEST(Views, TheHourOfTheWeekKnowsWhatWasListenedToAndWhatWasHeard) {
  TestServer server;
  server.store->write([](Transaction& tx) {
    tx.put_node(node_row());
    auto cell = observation("lc-01", 7, 1);
    tx.insert_observation(cell);
    auto week_before = observation("lc-01", 7, 2);
    week_before.first_seen = week_before.last_seen = kNoon - 168 * kHourNs;
    tx.insert_observation(week_before);
    auto quiet = observation("lc-01", 7, 3);
    quiet.cell.reset();
    quiet.coverage_json = R"({"bands":[{"low_hz":1.8e9,"high_hz":1.85e9,"listened_s":60}]})";
    quiet.first_seen = kNoon - 2 * kHourNs;
    quiet.last_seen = kNoon - kHourNs;  // the hour that ended at 18:00 in Viet Nam
    tx.insert_observation(quiet);
    auto elsewhere = observation("lc-01", 7, 4);
    elsewhere.cell->frequency_hz = 935e6;
    tx.insert_observation(elsewhere);
  });
  server.now = kNoon + kHourNs;
  auto client = server.signed_in("operator");
  const auto of = [&](const std::string& more) {
    return client.get("/api/v1/occupancy?low_hz=1805000000&high_hz=1880000000&weeks=2" + more).json();
  };
  const auto answer = of("&node=lc-01");
  EXPECT_EQ(answer["heard"][kSundayAt19], 2U) << "on two Sundays";
  EXPECT_EQ(answer["listened"][kSundayAt19], 2U);
  EXPECT_EQ(answer["observations"][kSundayAt19], 2U);
  EXPECT_EQ(answer["heard"][kSundayAt19 - 2], 0U);
  EXPECT_EQ(answer["listened"][kSundayAt19 - 2], 1U) << "listened to and nothing heard";
  EXPECT_EQ(answer["listened"][0], 0U) << "nobody listened";
  EXPECT_EQ(of("&node=lc-09")["heard"][kSundayAt19], 0U);
  EXPECT_EQ(of("&exercise=true")["heard"][kSundayAt19], 0U);
  EXPECT_EQ(client.get("/api/v1/occupancy?low_hz=1805000000").status, 400U);
}

TEST(Views, ThePastIsShownAsItStoodThen) {
  TestServer server;
  const auto id = server.add_incident("a");
  server.now = kNoon + kHourNs;
  auto client = server.signed_in("operator");
  ASSERT_EQ(client.post("/api/v1/incidents/" + std::to_string(id) + "/acknowledge", json::object()).status,
            200U);
  server.now = kNoon + 2 * kHourNs;
  ASSERT_EQ(client.post("/api/v1/incidents/" + std::to_string(id) + "/close", json::object()).status, 200U);
  server.now = kNoon + 4 * kHourNs;
  client.sign_in("operator", kPassword);  // two hours unused
  const auto at = [&](const char* time) {
    const auto answer = client.get(std::string("/api/v1/history?at=2026-11-22T") + time);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return answer.json();
  };
  EXPECT_TRUE(at("11:00:00Z")["incidents"].empty()) << "it had not begun";
  EXPECT_EQ(at("12:30:00Z")["incidents"][0]["state"], "open");
  EXPECT_EQ(at("12:30:00Z")["nodes"][0]["heard"], true);
  EXPECT_EQ(at("13:30:00Z")["incidents"][0]["state"], "acknowledged");
  EXPECT_EQ(at("13:30:00Z")["nodes"][0]["heard"], false) << "the last hour was silent";
  EXPECT_TRUE(at("14:30:00Z")["incidents"].empty()) << "closed";
  EXPECT_EQ(at("14:30:00Z")["whole"], true);
  EXPECT_EQ(client.get("/api/v1/history?at=2026-11-23T12:00:00Z").status, 400U) << "the future";
  EXPECT_EQ(
      server.signed_in("mobi", "carrier", "mobifone").get("/api/v1/history?at=2026-11-22T12:30:00Z").status,
      403U);
}

class Rows : public ::testing::Test {
 protected:
  Rows() {
    auto row = node_row();
    row.public_key_pem = key_.public_pem();
    server_.store->write([&](Transaction& tx) { tx.put_node(row); });
  }
  bool deliver(const wire::SigningKey& key, const std::string& node = "lc-01",
               const std::string& mean = "\x10\x20\x30") {
    wire::pb::SpectrumRow row;
    row.set_node_id(node);
    row.set_boot_id(7);
    row.set_t0_utc_ns(kNoon - kHourNs);  // a recording's rows are old
    row.set_f0_hz(1.8e9);
    row.set_bin_hz(18750.0);
    row.set_rbw_hz(28125.0F);
    row.set_averages(4);
    row.set_offset_dbfs(-190.0F);
    row.set_step_db(0.5F);
    row.set_mean(mean);
    return server_.spectrum->take(wire::topic("laocai", "lc-01", wire::Leaf::kSpectrum),
                                  wire::seal(wire::pb::BODY_KIND_SPECTRUM, wire::encode(row), key),
                                  server_.now);
  }
  wire::SigningKey key_ = std::move(*wire::SigningKey::generate());
  TestServer server_;
};

TEST_F(Rows, AreThereForTheOneWhoOrderedThemAndNobodyElse) {
  auto asker = server_.signed_in("operator");
  auto other = server_.signed_in("technician");
  EXPECT_TRUE(deliver(key_)) << "a row from before the order";
  server_.now += 1'000'000'000;
  EXPECT_EQ(asker.get("/api/v1/nodes/lc-01/spectrum").status, 404U);
  ASSERT_EQ(asker.post("/api/v1/nodes/lc-01/spectrum", {{"low_hz", 1.8e9}, {"high_hz", 1.88e9}}).status,
            202U);
  EXPECT_TRUE(deliver(key_));
  EXPECT_TRUE(deliver(key_));
  const auto answer = asker.get("/api/v1/nodes/lc-01/spectrum").json();
  ASSERT_EQ(answer["rows"].size(), 2U) << answer.dump();
  EXPECT_EQ(answer["rows"][0]["mean"], "ECAw");
  EXPECT_EQ(answer["rows"][0]["rbw_hz"], 28125.0);
  EXPECT_EQ(answer["next"], answer["rows"][1]["id"]);
  const auto next = std::to_string(answer["next"].get<std::int64_t>());
  EXPECT_TRUE(asker.get("/api/v1/nodes/lc-01/spectrum?after=" + next).json()["rows"].empty());
  EXPECT_EQ(other.get("/api/v1/nodes/lc-01/spectrum").status, 404U);
  EXPECT_EQ(server_.signed_in("auditor").get("/api/v1/nodes/lc-01/spectrum").status, 403U);
  server_.now += 3 * kHourNs;
  asker.sign_in("operator", kPassword);
  EXPECT_EQ(asker.get("/api/v1/nodes/lc-01/spectrum").status, 404U) << "an order of this morning is over";
}

TEST_F(Rows, OfStrangersAndOfTheRevokedAreRefused) {
  EXPECT_FALSE(deliver(*wire::SigningKey::generate()));
  EXPECT_FALSE(deliver(key_, "lc-02")) << "signed by lc-01, told of lc-02";
  EXPECT_FALSE(server_.spectrum->take("songbien/v1/laocai/lc-01/spectrum", "rubbish", kNoon));
  EXPECT_FALSE(server_.spectrum->take("songbien/v1/laocai/lc-01/report", "", kNoon));
  EXPECT_TRUE(deliver(key_));
  server_.store->write([&](Transaction& tx) {
    auto row = *tx.node("lc-01");
    row.revoked = true;
    tx.put_node(row);
  });
  server_.now += SpectrumDesk::kKeysFor;
  EXPECT_FALSE(deliver(key_));
  EXPECT_EQ(server_.spectrum->counters().refused, 5U);
}

TEST_F(Rows, NeitherPaceNorSizeOfRowsGrowsTheGateway) {
  for (int i = 0; i < 20; ++i) deliver(key_);
  EXPECT_EQ(server_.spectrum->counters().taken, 8U) << "of one second";
  const std::string widest(8192, '\x20');
  for (int i = 0; i < 700; ++i) {
    server_.now += 1'000'000'000;
    EXPECT_TRUE(deliver(key_, "lc-01", widest));
  }
  const auto rows = server_.spectrum->rows("lc-01", 0, 0, 10'000);
  EXPECT_LE(rows.size(), SpectrumDesk::kKeptRows);
  EXPECT_LE(rows.size() * widest.size(), SpectrumDesk::kKeptOctets);
  EXPECT_GT(rows.size(), 400U);
}

}  // namespace
}  // namespace sb::gateway::testing
