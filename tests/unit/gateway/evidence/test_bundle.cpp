// A bundle stands alone, and every change of it is found.
#include <ctime>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/evidence/bundle.hpp"
#include "gateway/report/zip.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/ingest/signed_node.hpp"

namespace sb::gateway::testing {
namespace {

class Evidence : public ::testing::Test {
 protected:
  void SetUp() override { fill(20); }
  void fill(int reports) {
    auto incident = incident_row("spillover:" + std::to_string(reports));
    incident.nodes = {"lc-01"};
    store_->write([&](Transaction& tx) {
      tx.put_node(node_.row());
      tx.put_incident(incident);
      for (int i = 0; i < reports; ++i) {
        const auto report = node_.report();
        const auto body = wire::encode(report);
        auto o = observation("lc-01", report.boot_id(), report.seq());
        o.envelope = node_.send(report).payload;
        const auto digest = wire::sha256(body);
        o.body_sha256.assign(reinterpret_cast<const char*>(digest.data()), digest.size());
        o.calibration_id = "cal-7";
        ASSERT_TRUE(tx.insert_observation(o));
        tx.link_observation(o.id, incident.id);
      }
    });
    id_ = incident.id;
  }
  std::string bundle() {
    const auto made = evidence_bundle(
        *store_, key_, {id_, "lan", "công văn 12", "songbien 0.1", {{"iq.sigmf-meta", "{}"}}}, kNoon);
    EXPECT_TRUE(made) << made.error().text;
    return made.value_or("");
  }
  /// The bundle with one entry changed; the archive itself stays whole.
  std::string changed(const std::string& name, const std::function<void(std::string&)>& change) {
    auto entries = unzip_archive(bundle(), 1 << 26).value();
    for (auto& entry : entries) {
      if (entry.name.find(name) != std::string::npos) {
        change(entry.content);
        break;
      }
    }
    return zip_archive(entries).value();
  }
  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "db.sqlite");
  SignedNode node_{"lc-01"};
  wire::SigningKey key_ = wire::SigningKey::generate().value();
  std::int64_t id_ = 0;
};

TEST_F(Evidence, StandsAloneAndNamesWhatItHolds) {
  const auto check = verify_evidence(bundle(), {});
  ASSERT_TRUE(check) << check.error().text;
  EXPECT_EQ(check->incident_id, id_);
  EXPECT_EQ(check->envelopes, 20U);
  EXPECT_EQ(check->chained, 19U);
  EXPECT_EQ(check->made_by, "lan");
  EXPECT_FALSE(check->gateway_known);
  EXPECT_TRUE(verify_evidence(bundle(), key_.public_pem())->gateway_known);
  const auto other = wire::SigningKey::generate().value();
  EXPECT_EQ(verify_evidence(bundle(), other.public_pem()).error().code, ErrorCode::kRefused);
}

TEST_F(Evidence, EveryReadingIsOnRecordAndInTheBundle) {
  bundle();
  const auto second = bundle();
  const auto rows = store_->audit_of("incident/" + std::to_string(id_), 10);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].action, "evidence.read");
  EXPECT_EQ(rows[0].actor, "lan");
  const auto entries = unzip_archive(second, 1 << 26).value();
  for (const auto& entry : entries) {
    if (entry.name != "custody.json") continue;
    EXPECT_EQ(nlohmann::json::parse(entry.content).size(), 2U) << "its own reading too";
  }
  EXPECT_EQ(evidence_bundle(*store_, key_, {99, "lan", "", "", {}}, kNoon).error().code,
            ErrorCode::kNotFound);
}

TEST_F(Evidence, AChangeAnywhereIsFound) {
  for (const auto* name :
       {"manifest.json", "manifest.sig.json", "incident.json", "observations.json", "envelopes/",
        "calibration.json", "software.json", "custody.json", "keys/", "attachments/"}) {
    const auto bad = verify_evidence(changed(name,
                                             [](std::string& content) {
                                               content[content.size() / 2] =
                                                   static_cast<char>(content[content.size() / 2] ^ 1);
                                             }),
                                     {});
    EXPECT_FALSE(bad) << name;
  }
  auto entries = unzip_archive(bundle(), 1 << 26).value();
  entries.push_back({"extra.txt", "x"});
  EXPECT_FALSE(verify_evidence(zip_archive(entries).value(), {})) << "something put in";
  entries = unzip_archive(bundle(), 1 << 26).value();
  std::erase_if(entries, [](const ZipEntry& entry) {
    return entry.name.starts_with("envelopes/") && entry.name.find("000000000007") != std::string::npos;
  });
  EXPECT_FALSE(verify_evidence(zip_archive(entries).value(), {})) << "something taken out";
}

TEST_F(Evidence, AForgerWithAnotherKeyIsFoundOnlyByTheTrustedKey) {
  const auto forger = wire::SigningKey::generate().value();
  const auto forged = evidence_bundle(*store_, forger, {id_, "x", "", "", {}}, kNoon).value();
  EXPECT_TRUE(verify_evidence(forged, {}).has_value());
  EXPECT_FALSE(verify_evidence(forged, key_.public_pem()));
}

TEST_F(Evidence, ReportsThatTheNodeDidNotSignAreFound) {
  SignedNode stranger("lc-01");
  store_->write([&](Transaction& tx) {
    const auto report = stranger.report();
    auto o = observation("lc-01", 9, report.seq());
    o.envelope = stranger.send(report).payload;
    tx.insert_observation(o);
    tx.link_observation(o.id, id_);
  });
  EXPECT_FALSE(verify_evidence(bundle(), {}));
}

TEST_F(Evidence, FiveThousandReportsAreVerifiedAndTheTimeIsSaid) {
  fill(5000);
  const auto made = bundle();
  const auto begin = std::clock();  // of the processor: the machine may have other work
  const auto check = verify_evidence(made, key_.public_pem());
  const auto took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  ASSERT_TRUE(check);
  EXPECT_EQ(check->envelopes, 5000U);
  RecordProperty("verify_s", std::to_string(took));
  std::printf("verify-evidence: %zu octets, 5000 reports: %.3f s of processor time\n", made.size(), took);
}

}  // namespace
}  // namespace sb::gateway::testing
