#include "node/evidence/bundle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "node/evidence/tar.hpp"

namespace sb::node {
namespace {

using ::testing::HasSubstr;

class Bundle : public ::testing::Test {
 protected:
  Bundle() {
    snippet_.sample_rate_hz = 250e3;
    snippet_.centre_hz = 433.92e6;
    snippet_.t0_utc_ns = 1795478400'123456789;
    snippet_.iq = {1, -1, 32767, -32768};
    report_.set_node_id("lc-01");
    report_.set_boot_id(0xAB);
    report_.set_seq(7);
    report_.set_calibration_id("cal-1");
    report_.mutable_software()->set_version("0.1.0");
    report_.mutable_emission()->set_model_hash(std::string("\x12\x34", 2));
    circumstance_.evidence_id = "00000000000000ab-7";
    circumstance_.source = "soapy:driver=rtlsdr";
    circumstance_.gain_db = 30.0;
  }
  std::string make() { return make_bundle(snippet_, report_, circumstance_, std::string(64, '0'), key_); }
  Snippet snippet_;
  wire::pb::Report report_;
  Circumstance circumstance_;
  wire::SigningKey key_{*wire::SigningKey::generate()};
  wire::VerifyingKey public_{*wire::VerifyingKey::from_pem(key_.public_pem())};
};

TEST_F(Bundle, IsASigmfArchiveThatSaysHowItWasTaken) {
  const auto members = read_tar(make(), 1 << 20);
  ASSERT_TRUE(members);
  const std::string name = "00000000000000ab-7/00000000000000ab-7";
  EXPECT_EQ(members->at(name + ".sigmf-data"), std::string("\x01\x00\xff\xff\xff\x7f\x00\x80", 8));
  const auto meta = nlohmann::json::parse(members->at(name + ".sigmf-meta"));
  EXPECT_EQ(meta["global"]["core:datatype"], "ci16_le");
  EXPECT_EQ(meta["global"]["core:sample_rate"], 250e3);
  EXPECT_EQ(meta["global"]["songbien:calibration_id"], "cal-1");
  EXPECT_EQ(meta["global"]["songbien:gain_db"], 30.0);
  EXPECT_EQ(meta["captures"][0]["core:frequency"], 433.92e6);
  EXPECT_EQ(meta["captures"][0]["core:datetime"], "2026-11-24T00:00:00.123456789Z");
  const auto statement = nlohmann::json::parse(members->at("statement.json"));
  EXPECT_EQ(statement["model_sha256"], "1234");
  EXPECT_EQ(statement["seq"], 7);
  wire::pb::Report inside;
  ASSERT_TRUE(inside.ParseFromString(members->at("report.bin")));
  EXPECT_EQ(inside.node_id(), "lc-01");
}

TEST_F(Bundle, VerifiesAsItIsAndNotOtherwise) {
  const std::string good = make();
  EXPECT_TRUE(verify_bundle(good, public_));
  const auto other = wire::SigningKey::generate();
  EXPECT_FALSE(verify_bundle(good, *wire::VerifyingKey::from_pem(other->public_pem())));
  auto members = *read_tar(good, 1 << 20);
  for (const auto& [changed, content] : members) {
    std::vector<TarMember> spoiled;
    for (const auto& [name, octets] : members) {
      std::string copy = octets;
      if (name == changed) copy[copy.size() / 2] = static_cast<char>(copy[copy.size() / 2] ^ 1);
      spoiled.push_back({name, copy});
    }
    EXPECT_FALSE(verify_bundle(write_tar(spoiled), public_)) << changed;
  }
  EXPECT_EQ(verify_bundle("no archive at all", public_).error().code, ErrorCode::kUnreadable);
  EXPECT_FALSE(verify_bundle(std::string_view(good).substr(0, good.size() / 3), public_));
}

TEST_F(Bundle, NamesTheOneBefore) {
  const std::string first = make();
  const auto hash = statement_hash(first);
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->size(), 64U);
  const auto second = read_tar(make_bundle(snippet_, report_, circumstance_, *hash, key_), 1 << 20);
  EXPECT_THAT(second->at("statement.json"), HasSubstr(*hash));
}

}  // namespace
}  // namespace sb::node
