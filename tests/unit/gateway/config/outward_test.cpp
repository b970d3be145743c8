#include <gtest/gtest.h>

#include "gateway/config/config.hpp"

namespace sb::gateway {
namespace {

const std::string kHead =
    "[gateway]\nprovince = \"laocai\"\nprovince_code = \"15\"\ndatabase = \"g.db\"\nkey = \"g.key\"\n";

Result<Config> parsed(const std::string& rest) {
  return parse_config(kHead + rest, "gateway.toml", "/etc/songbien");
}

TEST(OutwardConfig, NothingLeavesUnlessItIsWritten) {
  const auto config = parsed("");
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->outward.tickets.carriers.empty());
  EXPECT_TRUE(config->outward.shares.empty());
  EXPECT_FALSE(config->outward.mail);
}

TEST(OutwardConfig, CarriersMailAndSharesAreRead) {
  const auto config = parsed(R"(
[tickets]
acknowledge_h = 2
medium_h = 12.5
public_url = "https://gw.example"
[mail]
url = "smtps://mail.example:465"
from = "songbien@dst.example"
[[carrier]]
operator = "viettel"
name = "Viettel Lào Cai"
mail_to = ["noc@viettel.example"]
hub_hosts = ["noc.viettel.example"]
[[carrier]]
operator = "vnpt"
webhook_url = "https://noc.vnpt.example/hook"
webhook_secret = "vnpt.secret"
[[share]]
name = "a05"
channel = "syslog"
host = "syslog.example"
ca = "a05.pem"
fields = ["kind", "commune_code", "first_seen"]
[[share]]
name = "soc"
channel = "mqtt"
fields = ["kind"]
exercises = true
)");
  ASSERT_TRUE(config) << config.error().text;
  const auto& outward = config->outward;
  EXPECT_EQ(outward.tickets.acknowledge_within, 2 * kHourNs);
  EXPECT_EQ(outward.tickets.allowed("medium"), kHourNs * 25 / 2);
  ASSERT_EQ(outward.tickets.carriers.size(), 2U);
  EXPECT_EQ(outward.tickets.carrier("vnpt")->webhook_secret, "/etc/songbien/vnpt.secret");
  ASSERT_EQ(outward.shares.size(), 2U);
  EXPECT_EQ(outward.shares[0].syslog.port, 6514);
  EXPECT_EQ(outward.shares[0].receiver.fields.size(), 3U);
  EXPECT_TRUE(outward.shares[1].receiver.exercises);
}

TEST(OutwardConfig, MistakesAreNamedWithTheirLine) {
  for (const auto& [text, what] :
       {std::pair{"[[carrier]]\noperator = \"viettel\"\nwebhook_url = \"http://x\"\nwebhook_secret = \"s\"\n",
                  "https"},
        {"[[carrier]]\noperator = \"viettel\"\nwebhook_url = \"https://x\"\n", "webhook_secret is missing"},
        {"[[carrier]]\noperator = \"v\"\n[[carrier]]\noperator = \"v\"\n", "twice"},
        {"[carrier]\noperator = \"v\"\n", "list of tables"},
        {"[[share]]\nname = \"a\"\nchannel = \"pigeon\"\n", "syslog or mqtt"},
        {"[[share]]\nname = \"a\"\nchannel = \"mqtt\"\nfields = [\"imsi\"]\n", "may name"},
        {"[[share]]\nname = \"a\"\nchannel = \"syslog\"\nfields = []\n", "host is missing"},
        {"[mail]\nurl = \"ftp://x\"\nfrom = \"a@b\"\n", "smtps://"},
        {"[tickets]\nmedium_h = 0\n", "hours"},
        {"[tickets]\nunknown = 1\n", "not a key"}}) {
    const auto config = parsed(text);
    ASSERT_FALSE(config) << text;
    EXPECT_NE(config.error().text.find(what), std::string::npos) << config.error().text;
    EXPECT_NE(config.error().text.find("gateway.toml:"), std::string::npos);
  }
}

}  // namespace
}  // namespace sb::gateway
