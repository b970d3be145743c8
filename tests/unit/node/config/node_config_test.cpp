#include "node/config/node_config.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sb::node {
namespace {

using ::testing::HasSubstr;

constexpr const char* kGood = R"([node]
id = "lc-01"
province = "laocai"
name = "Lào Cai"
latitude_deg = 22.50643
longitude_deg = 104.005
state_dir = "state"
exercise = true
[source]
spec = "synthetic:border/0?seed=1"
[plan]
pause_s = 4.0
[[plan.dwell]]
centre_hz = 1815000000.0
sample_rate_hz = 19200000.0
duration_s = 0.16
[[plan.dwell]]
centre_hz = 1835e6
gain_db = 30
[report]
interval_s = 30.0
[uplink]
host = "localhost"
port = 18883
ca = "/pki/ca.crt"
certificate = "pki/lc-01.crt"
key = "pki/lc-01.key"
gateway_public_key = "gateway.pub.pem"
)";

/// The good text with one line replaced (or, for an empty new line, taken out).
std::string with(const std::string& line, const std::string& instead) {
  std::string text = kGood;
  const auto at = text.find(line + "\n");
  EXPECT_NE(at, std::string::npos) << line;
  return text.replace(at, line.size(), instead);
}

std::string error_of(const std::string& text) {
  const auto config = parse_config(text, "/etc/songbien/node.toml");
  EXPECT_FALSE(config);
  if (config) return {};
  EXPECT_EQ(config.error().code, ErrorCode::kInvalidArgument);
  return config.error().text;
}

TEST(NodeConfig, ReadsEveryWord) {
  const auto config = parse_config(kGood, "/etc/songbien/node.toml");
  ASSERT_TRUE(config) << config.error().text;
  EXPECT_EQ(config->node.id, "lc-01");
  EXPECT_EQ(config->node.name, "Lào Cai");
  EXPECT_EQ(config->node.latitude_deg, 22.50643);
  EXPECT_TRUE(config->node.exercise);
  EXPECT_EQ(config->node.state_dir, "/etc/songbien/state") << "relative to the file";
  EXPECT_EQ(config->source.spec, "synthetic:border/0?seed=1");
  EXPECT_TRUE(config->source.loop);
  ASSERT_EQ(config->plan.dwells.size(), 2U);
  EXPECT_EQ(config->plan.dwells[1].centre_hz, 1835e6);
  EXPECT_EQ(config->plan.dwells[1].gain_db, 30.0);
  EXPECT_TRUE(std::isnan(config->plan.dwells[0].gain_db));
  EXPECT_EQ(config->plan.pause_s, 4.0);
  EXPECT_EQ(config->report_interval_s, 30.0);
  EXPECT_EQ(config->uplink.port, 18883);
  EXPECT_EQ(config->uplink.ca, "/pki/ca.crt");
  EXPECT_EQ(config->uplink.key, "/etc/songbien/pki/lc-01.key");
  EXPECT_EQ(config->spool.max_bytes, 4ULL << 30U);
  EXPECT_TRUE(config->spool.sync_each_record);
  EXPECT_EQ(config->log_level, "info");
}

TEST(NodeConfig, ErrorsNameFileLineAndWord) {
  EXPECT_THAT(error_of(with("latitude_deg = 22.50643", "latitude_deg = 122.5")),
              HasSubstr("/etc/songbien/node.toml:5: [node] latitude_deg must be a number from -90 to 90"));
  EXPECT_THAT(error_of(with("id = \"lc-01\"", "id = \"Lào Cai\"")), HasSubstr(":2: [node] id must be"));
  EXPECT_THAT(error_of(with("province = \"laocai\"", "")), HasSubstr("[node] province is missing"));
  EXPECT_THAT(error_of(with("port = 18883", "port = 99999")),
              HasSubstr(":24: [uplink] port must be a whole number"));
  EXPECT_THAT(error_of(with("port = 18883", "port = 1883.5")), HasSubstr("[uplink] port"));
  EXPECT_THAT(error_of(with("host = \"localhost\"", "host = \"ssl://localhost\"")),
              HasSubstr("without scheme"));
  EXPECT_THAT(error_of(with("exercise = true", "exercise = \"yes\"")), HasSubstr("must be true or false"));
  EXPECT_THAT(error_of(with("pause_s = 4.0", "pause_s = -1")), HasSubstr(":12: [plan] pause_s"));
  EXPECT_THAT(error_of(with("gain_db = 30", "gain_db = \"auto\"")), HasSubstr(":19: [plan.dwell] gain_db"));
  EXPECT_THAT(error_of(with("spec = \"synthetic:border/0?seed=1\"", "spec = \"\"")),
              HasSubstr("[source] spec"));
  EXPECT_THAT(error_of(with("centre_hz = 1835e6", "centre_hz = nan")), HasSubstr("[plan.dwell] centre_hz"));
}

TEST(NodeConfig, AMisspeltWordIsNotSilentlyWithoutEffect) {
  EXPECT_THAT(error_of(with("pause_s = 4.0", "pauze_s = 4.0")),
              HasSubstr(":12: [plan] pauze_s is not a word of ours"));
  EXPECT_THAT(error_of(with("[report]", "[reports]")), HasSubstr("reports is not a word of ours"));
  EXPECT_THAT(error_of(with("exercise = true", "plaintext = true")),
              HasSubstr("plaintext is not a word of ours"));
}

TEST(NodeConfig, SyntaxErrorsHaveTheirLine) {
  EXPECT_THAT(error_of(with("name = \"Lào Cai\"", "name = Lào Cai")), HasSubstr("node.toml:4: "));
}

TEST(NodeConfig, NeedsADwell) {
  std::string text = kGood;
  const auto from = text.find("[[plan.dwell]]");
  text.erase(from, text.find("[report]") - from);
  EXPECT_THAT(error_of(text), HasSubstr("at least one [[plan.dwell]] or [[plan.sweep]]"));
  EXPECT_THAT(error_of("plan = 3"), HasSubstr("node.toml"));
  EXPECT_THAT(error_of(""), HasSubstr("[node] id is missing"));
}

TEST(NodeConfig, ThePlanHasTwoSpeeds) {
  const auto config = parse_config(std::string(kGood) + R"(budget_bytes_per_s = 500
[[plan.sweep]]
name = "mobile"
low_hz = 700e6
high_hz = 3800e6
revisit_s = 10
[[reference.cell]]
frequency_hz = 1815e6
physical_id = 100
cell_id = 111276801
[receiver]
usb_port = "/sys/port/disable"
)",
                                   "/etc/node.toml");
  ASSERT_TRUE(config) << config.error().text;
  ASSERT_EQ(config->plan.sweeps.size(), 1U);
  EXPECT_EQ(config->plan.sweeps[0].revisit_s, 10.0);
  EXPECT_EQ(config->plan.sweeps[0].dwell_s, 0.01);
  EXPECT_EQ(config->plan.dwells[0].priority, 5);
  ASSERT_EQ(config->reference_cells.size(), 1U);
  EXPECT_EQ(config->reference_cells[0].cell_id, 111276801U);
  EXPECT_EQ(config->receiver.usb_port, "/sys/port/disable");
  EXPECT_EQ(config->uplink.budget_bytes_per_s, 500.0);
  EXPECT_THAT(error_of(std::string(kGood) + "[[plan.sweep]]\nlow_hz = 9e8\nhigh_hz = 8e8\n"),
              HasSubstr("[plan.sweep] high_hz must be above low_hz"));
  EXPECT_THAT(error_of(std::string(kGood) + "[plan.sweep]\nlow_hz = 9e8\n"), HasSubstr("[[...sweep]]"));
  EXPECT_THAT(error_of(std::string(kGood) + "[[reference.cell]]\nfrequency_hz = 9e8\npci = 3\n"),
              HasSubstr("pci is not a word of ours"));
}

TEST(NodeConfig, SpoolAndLogHaveTheirWords) {
  const auto config = parse_config(
      std::string(kGood) + "[spool]\nmax_bytes = 100000\nfsync = \"batch\"\n[log]\nlevel = \"debug\"\n",
      "/etc/node.toml");
  ASSERT_TRUE(config) << config.error().text;
  EXPECT_EQ(config->spool.max_bytes, 100000U);
  EXPECT_FALSE(config->spool.sync_each_record);
  EXPECT_EQ(config->log_level, "debug");
  EXPECT_THAT(error_of(std::string(kGood) + "[spool]\nfsync = \"never\"\n"), HasSubstr("[spool] fsync"));
  EXPECT_THAT(error_of(std::string(kGood) + "[spool]\nmax_bytes = -1\n"), HasSubstr("[spool] max_bytes"));
  EXPECT_THAT(error_of(std::string(kGood) + "[log]\nlevel = \"loud\"\n"), HasSubstr("[log] level"));
}

TEST(NodeConfig, AMissingFileIsSaid) {
  const auto config = load_config("/nowhere/node.toml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace sb::node
