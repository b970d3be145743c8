#pragma once
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/correlate/correlator.hpp"
#include "gateway/ingest/ingest.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/ingest/signed_node.hpp"

namespace sb::gateway::testing {

class IngestTest : public ::testing::Test {
 protected:
  void SetUp() override { enrol(node_); }

  void enrol(const SignedNode& node, bool revoked = false) {
    store_->write([&](Transaction& tx) {
      auto row = node.row();
      row.revoked = revoked;
      tx.put_node(row);
    });
  }
  IngestSettings settings() {
    IngestSettings settings;
    settings.province = "laocai";
    settings.queue_messages = 16;
    return settings;
  }
  std::uint64_t refused(Refusal reason) {
    return ingest_.counters().refused[static_cast<std::size_t>(reason)];
  }
  std::size_t rejections() {
    std::size_t count = 0;
    for (const auto& row : store_->audit_of("node/lc-01", 500))
      count += row.action == "envelope.rejected" ? 1 : 0;
    return count;
  }
  /// What the newest command says, checked with the gateway's public key.
  wire::pb::Command last_command() {
    EXPECT_FALSE(published_.empty());
    const auto key = wire::VerifyingKey::from_pem(gateway_key_.public_pem());
    const auto opened = wire::open(published_.back().payload, wire::pb::BODY_KIND_COMMAND, *key);
    EXPECT_TRUE(opened);
    return *wire::decode_command(opened->body);
  }

  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "gateway.db");
  Correlator correlator_{CommuneIndex::built_in()};
  wire::SigningKey gateway_key_ = std::move(*wire::SigningKey::generate());
  std::vector<Message> published_;
  UtcNs now_ = kNoon + 60'000'000'000;
  Ingest ingest_{settings(),
                 *store_,
                 correlator_,
                 gateway_key_,
                 [this](const std::string& topic, const std::string& payload) {
                   published_.push_back({topic, payload});
                 },
                 [this] { return now_; }};
  SignedNode node_{"lc-01"};
};

}  // namespace sb::gateway::testing
