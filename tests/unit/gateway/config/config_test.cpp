#include "gateway/config/config.hpp"

#include <gtest/gtest.h>

namespace sb::gateway {
namespace {

constexpr const char* kMinimal = R"([gateway]
province = "laocai"
province_code = "15"
database = "gateway.sqlite"
key = "/etc/songbien/gateway.key"
)";

std::string error_of(const std::string& text) {
  const auto config = parse_config(text, "gateway.toml", "/srv");
  return config ? "" : config.error().text;
}

TEST(GatewayConfig, DefaultsAreTheSafeOnes) {
  const auto config = parse_config(kMinimal, "gateway.toml", "/srv");
  ASSERT_TRUE(config) << config.error().text;
  EXPECT_EQ(config->province, "laocai");
  EXPECT_EQ(config->database, "/srv/gateway.sqlite");
  EXPECT_EQ(config->key, "/etc/songbien/gateway.key");
  EXPECT_EQ(config->http.address, "127.0.0.1");
  EXPECT_EQ(config->http.port, 8080);
  EXPECT_TRUE(config->http.tls_certificate.empty());
  EXPECT_FALSE(config->mqtt);
  EXPECT_TRUE(config->one_time_password_file.empty());
}

TEST(GatewayConfig, ReadsEverything) {
  const auto config = parse_config(std::string(kMinimal) + R"(one_time_password_file = "first"
[http]
address = "10.0.0.5"
port = 443
tls_certificate = "page.crt"
tls_key = "page.key"
web_root = "web"
[mqtt]
host = "localhost"
port = 18883
ca = "ca.crt"
certificate = "gw.crt"
key = "gw.key"
client_id = "gw-1"
[map]
border = "border.geojson"
)",
                                   "gateway.toml", "/srv");
  ASSERT_TRUE(config) << config.error().text;
  EXPECT_EQ(config->http.tls_key, "/srv/page.key");
  EXPECT_EQ(config->http.web_root, "/srv/web");
  ASSERT_TRUE(config->mqtt);
  EXPECT_EQ(config->mqtt->port, 18883);
  EXPECT_EQ(config->mqtt->ca, "/srv/ca.crt");
  EXPECT_EQ(config->mqtt->client_id, "gw-1");
  EXPECT_EQ(config->map.border, "/srv/border.geojson");
  EXPECT_EQ(config->one_time_password_file, "/srv/first");
}

TEST(GatewayConfig, MistakesAreNamedWithTheirLine) {
  const std::string minimal = kMinimal;
  EXPECT_NE(error_of(minimal + "[http]\nport = 70000\n").find("gateway.toml:7: [http] port"),
            std::string::npos)
      << error_of(minimal + "[http]\nport = 70000\n");
  EXPECT_NE(error_of(minimal + "[http]\nport = \"80\"\n").find(":7:"), std::string::npos);
  EXPECT_NE(error_of(minimal + "[http]\nadress = \"127.0.0.1\"\n").find(":7: [http] adress is not a key"),
            std::string::npos);
  EXPECT_NE(error_of(minimal + "[htpp]\n").find("'htpp' is not a section"), std::string::npos);
  EXPECT_NE(error_of(minimal + "[http\n").find(":6:"), std::string::npos);
  EXPECT_NE(error_of(minimal + "[http]\ntls_certificate = \"x\"\n").find("tls_key is missing"),
            std::string::npos);
  EXPECT_NE(error_of(minimal + "[http]\ntls_key = \"x\"\n").find("needs a tls_certificate"),
            std::string::npos);
  EXPECT_NE(error_of(minimal + "[mqtt]\nhost = \"h\"\n").find("[mqtt] ca is missing"), std::string::npos)
      << "never plain MQTT";
  EXPECT_NE(error_of("[gateway]\nprovince = \"Lào Cai\"\n").find(":2: [gateway] province"),
            std::string::npos);
  EXPECT_NE(error_of("").find("[gateway] province is missing"), std::string::npos);
  EXPECT_NE(error_of("gateway = 1\n").find("must be a table"), std::string::npos);
  EXPECT_NE(error_of("[gateway]\nprovince = \"\"\n").find("not empty"), std::string::npos);
}

TEST(GatewayConfig, TheMapAsksNobodyButItsOwnOrigin) {
  const std::string minimal = kMinimal;
  for (const char* elsewhere : {"https://gis.example/wms", "//gis.example/wms", "gis/wms"}) {
    const auto text = minimal + "[map]\nwms_path = \"" + elsewhere + "\"\nwms_layers = \"nen\"\n";
    EXPECT_NE(error_of(text).find("its own origin"), std::string::npos) << elsewhere;
  }
  EXPECT_NE(error_of(minimal + "[map]\nwms_path = \"/gis/wms\"\n").find("wms_layers is missing"),
            std::string::npos);
  const auto config = parse_config(
      minimal + "[map]\nwms_path = \"/gis/wms\"\nwms_layers = \"nen\"\ntiles = \"nen.mbtiles\"\n",
      "gateway.toml", "/srv");
  ASSERT_TRUE(config) << config.error().text;
  EXPECT_EQ(config->map.tiles, "/srv/nen.mbtiles");
}

TEST(GatewayConfig, AMissingFileIsSaid) {
  const auto config = load_config("/nowhere/gateway.toml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::kNotFound);
  EXPECT_NE(config.error().text.find("/nowhere/gateway.toml"), std::string::npos);
}

}  // namespace
}  // namespace sb::gateway
