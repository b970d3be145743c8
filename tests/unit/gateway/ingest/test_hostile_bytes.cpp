// 100 000 payloads of an attacker: random, mutated and re-signed ones. None is stored unless it is a valid
// report of the node; nothing crashes, memory stays flat, and the store stays whole. The long form:
// SB_HOSTILE_PAYLOADS=1000000.
#include <cstdlib>
#include <fstream>
#include <random>

#include <google/protobuf/stubs/logging.h>

#include "tests/unit/gateway/ingest/ingest_fixture.hpp"

namespace sb::gateway::testing {
namespace {

class HostileBytes : public IngestTest {
 protected:
  std::string random_bytes(std::size_t most) {
    std::string bytes(std::uniform_int_distribution<std::size_t>(0, most)(random_), '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random_());
    return bytes;
  }
  std::string mutated(std::string bytes) {
    const int changes = 1 + static_cast<int>(random_() % 4);
    for (int i = 0; i < changes && !bytes.empty(); ++i) {
      const auto at = random_() % bytes.size();
      if (random_() % 3 == 0)
        bytes.erase(at, 1 + random_() % 8);
      else if (random_() % 2 == 0)
        bytes.insert(at, random_bytes(8));
      else
        bytes[at] = static_cast<char>(random_());
    }
    return bytes;
  }
  static std::size_t payloads() {
    const char* asked = std::getenv("SB_HOSTILE_PAYLOADS");
    return asked != nullptr ? std::strtoull(asked, nullptr, 10) : 90'000;
  }
  /// Resident memory in MiB.
  static double resident_mib() {
    std::ifstream statm("/proc/self/statm");
    double total = 0.0, resident = 0.0;
    statm >> total >> resident;
    return resident * 4096.0 / (1 << 20);
  }
  google::protobuf::LogSilencer quiet_;  // it prints every text that is not UTF-8
  std::mt19937_64 random_{20261122};
};

TEST_F(HostileBytes, RandomAndMutatedPayloadsNeverGetIn) {
  const auto genuine = node_.next();
  const std::size_t rounds = payloads() / 1000;
  double settled_mib = 0.0;
  for (std::size_t round = 0; round < rounds; ++round) {
    if (round == rounds / 5) settled_mib = resident_mib();
    std::vector<Message> batch;
    for (int i = 0; i < 1000; ++i) {
      auto payload = i % 2 == 0 ? random_bytes(200) : mutated(genuine.payload);
      if (payload == genuine.payload) continue;
      const char* leaf = i % 5 == 0 ? "songbien/v1/laocai/lc-01/status" : "songbien/v1/laocai/lc-01/report";
      batch.push_back({leaf, std::move(payload)});
    }
    ingest_.process(batch);
  }
  // A mutation may leave the signed body untouched (a field appended that nobody knows): then it is that
  // report, once.
  EXPECT_LE(store_->observation_count(), 1u);
  EXPECT_EQ(ingest_.counters().store_failures, 0u);
  EXPECT_LT(resident_mib() - settled_mib, 16.0) << "memory grows with what an attacker sends";
}

TEST_F(HostileBytes, AStolenKeyCanSayNothingInvalid) {
  const auto body = wire::encode(node_.report());
  for (int round = 0; round < 10; ++round) {
    std::vector<Message> batch;
    for (int i = 0; i < 1000; ++i) {
      batch.push_back({"songbien/v1/laocai/lc-01/report",
                       wire::seal(wire::pb::BODY_KIND_REPORT, mutated(body), node_.key())});
    }
    ingest_.process(batch);
  }
  EXPECT_EQ(ingest_.counters().store_failures, 0u);
  ObservationFilter page;
  page.limit = 500;
  for (const auto& o : store_->observations(page)) {
    EXPECT_EQ(o.key.node_id, "lc-01");
    EXPECT_TRUE(o.cell.has_value() != o.event.has_value());
    EXPECT_LE(o.confidence, 1.0);
  }
}

}  // namespace
}  // namespace sb::gateway::testing
