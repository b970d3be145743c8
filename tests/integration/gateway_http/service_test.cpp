#include <gtest/gtest.h>

#include "tests/support/test_server.hpp"

namespace sb::gateway::testing {
namespace {

TEST(Service, HealthAndReadiness) {
  TestServer server;
  auto client = server.client();
  EXPECT_EQ(client.get("/healthz").status, 200U);
  EXPECT_EQ(client.get("/readyz").status, 200U);
  server.broker_connected = false;
  EXPECT_EQ(client.get("/readyz").status, 503U);
}

TEST(Service, MetricsCountWhatHappened) {
  TestServer server;
  server.add_incident("a");
  auto client = server.client();
  client.get("/healthz");
  client.get("/nothing.js");
  const auto text = client.get("/metrics").body;
  EXPECT_NE(text.find("songbien_active_incidents{kind=\"spillover\",state=\"open\"} 1"), std::string::npos)
      << text;
  EXPECT_NE(text.find("songbien_nodes{state=\"never_seen\"} 1"), std::string::npos);
  EXPECT_NE(text.find("songbien_ingest_total{outcome=\"refused_envelope\"} 1"), std::string::npos);
  EXPECT_NE(text.find("songbien_http_answers_total{status=\"2xx\"} 1"), std::string::npos);
  EXPECT_NE(text.find("songbien_http_answers_total{status=\"4xx\"} 1"), std::string::npos);
  EXPECT_NE(text.find("songbien_http_connections 1"), std::string::npos);
  EXPECT_NE(text.find("# TYPE songbien_ingest_total counter"), std::string::npos);
}

TEST(Service, MapNamesTheProvinceAndTheArchipelagosOfVietNam) {
  TestServer server;
  auto client = server.signed_in("carrier");
  const auto map = client.get("/api/v1/map").json();
  EXPECT_EQ(map["province"]["name"], "Tỉnh Lào Cai");
  EXPECT_EQ(map["communes"].size(), 9U);
  ASSERT_EQ(map["islands"].size(), 2U);
  EXPECT_EQ(map["islands"][0]["name_vi"], "Quần đảo Hoàng Sa (Việt Nam)");
  EXPECT_EQ(map["islands"][1]["name_vi"], "Quần đảo Trường Sa (Việt Nam)");
  EXPECT_FALSE(map.contains("border"));
}

TEST(Service, OnlyLoopbackGoesWithoutTls) {
  TestServer server;
  api::StaticFiles files;
  api::HttpCounters counters;
  api::Api api({.store = *server.store,
                .accounts = *server.accounts,
                .files = files,
                .http = counters,
                .nodes = *server.nodes,
                .map_json = "{}",
                .cell_verdict = {},
                .password_changed = {},
                .ingest_counters = {},
                .ready = {}});
  for (const auto* address : {"0.0.0.0", "192.168.1.10", "::"}) {
    api::ServerSettings settings;
    settings.address = address;
    settings.port = 0;
    const auto refused = api::Server::listen(
        settings, api, counters, {}, [] { return UtcNs{0}; }, [](const std::string&) {});
    ASSERT_FALSE(refused) << address;
    EXPECT_NE(refused.error().text.find("TLS"), std::string::npos);
  }
}

}  // namespace
}  // namespace sb::gateway::testing
