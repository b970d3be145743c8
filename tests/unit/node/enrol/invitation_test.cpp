#include "node/enrol/invitation.hpp"

#include <gtest/gtest.h>

#include "node/config/node_config.hpp"
#include "node/enrol/enrol.hpp"

namespace sb::node {
namespace {

const std::string kPin(64, 'b');

TEST(Invitation, IsReadFromTheTextOfTheQrCode) {
  const auto invitation =
      parse_invitation(" songbien:enrol:1:7KQ2-M0XV-1111-ZZZZ:" + kPin + ":https://gw.example:8443\n");
  ASSERT_TRUE(invitation) << invitation.error().text;
  EXPECT_EQ(invitation->code, "7KQ2-M0XV-1111-ZZZZ");
  EXPECT_EQ(invitation->fingerprint, kPin);
  EXPECT_EQ(invitation->gateway.host, "gw.example");
  EXPECT_EQ(invitation->gateway.port, 8443);
}

TEST(Invitation, SaysWhatIsWrong) {
  for (const std::string& wrong :
       {std::string(), std::string("https://gw.example"), "songbien:enrol:2:C:" + kPin + ":https://h",
        "songbien:enrol:1:C:" + kPin, std::string("songbien:enrol:1:C:xyz:https://h"),
        "songbien:enrol:1:C:" + kPin + ":http://h", "songbien:enrol:1:C:" + kPin + ":https://h:0",
        "songbien:enrol:1:C:" + kPin + ":https://h:99999", "songbien:enrol:1:C:" + kPin + ":https://h/../x",
        "songbien:enrol:1:C:" + kPin + ":https://u@h", std::string(600, 'x')}) {
    const auto refused = parse_invitation(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(refused.error().text.find('\n'), std::string::npos);
  }
}

TEST(FirstConfig, IsOneThatTheNodeAccepts) {
  Admission admission;
  admission.node_id = "lc-07";
  admission.name = "Trạm \"Bát Xát\"\\1";
  admission.province = "laocai";
  admission.latitude_deg = 22.51927;
  admission.longitude_deg = 103.87841;
  admission.broker_host = "gw.example";
  admission.broker_port = 8884;
  const auto config = parse_config(first_config(admission, "/var/lib/songbien", "soapy:driver=rtlsdr"),
                                   "/etc/songbien/node.toml");
  ASSERT_TRUE(config) << config.error().text;
  EXPECT_EQ(config->node.name, admission.name);
  EXPECT_EQ(config->node.longitude_deg, 103.87841);
  EXPECT_EQ(config->uplink.host, "gw.example");
  EXPECT_EQ(config->uplink.port, 8884);
  EXPECT_EQ(config->uplink.certificate, "/var/lib/songbien/identity/node.crt");
  EXPECT_EQ(config->uplink.key, "/var/lib/songbien/node.key.pem");
}

}  // namespace
}  // namespace sb::node
