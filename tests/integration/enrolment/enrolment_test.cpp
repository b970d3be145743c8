#include <chrono>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "node/enrol/https.hpp"
#include "node/uplink/mqtt_uplink.hpp"
#include "tests/integration/enrolment/enrolled_device.hpp"

namespace sb::tests {
namespace {

using namespace std::chrono_literals;

class EnrolmentTest : public EnrolledDevice {
 protected:
  /// How the broker takes the node's certificate, after at most five seconds.
  node::LinkState link() {
    const node::IdentityFiles files(state());
    auto uplink =
        std::move(*node::MqttUplink::make({"localhost", broker_.port(), files.authority, files.certificate,
                                           files.key, broker_.province(), "lc-07"},
                                          [] {}));
    static_cast<void>(uplink->begin_connect("will"));
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    while (uplink->state() == node::LinkState::kConnecting && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(20ms);
    }
    const auto state = uplink->state();
    uplink->close();
    return state;
  }
};

TEST_F(EnrolmentTest, FromACodeToTheBrokerAndOutAgain) {
  const auto admission = node::enrol(invitation(code()), state());
  ASSERT_TRUE(admission) << admission.error().text;
  EXPECT_EQ(admission->node_id, "lc-07");
  EXPECT_EQ(admission->name, "Bát Xát");
  EXPECT_EQ(admission->province, broker_.province());
  EXPECT_EQ(admission->gateway_public_key_pem, gateway_key_.public_pem());

  const node::IdentityFiles files(state());
  const auto key = wire::SigningKey::load(files.key);
  ASSERT_TRUE(key);
  EXPECT_EQ(server_.store->nodes().at(0).public_key_pem, key->public_pem())
      << "the gateway knows the key that was made here";
  for (const auto& file : {files.key, files.certificate}) {
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << file;
  }

  broker_.start();
  EXPECT_EQ(link(), node::LinkState::kUp) << broker_.log();
  ASSERT_TRUE(server_.enrolment->revoke("lc-07", "admin", server_.now));
  broker_.stop();  // Mosquitto 2.0.11 reads its list at the start
  broker_.start();
  EXPECT_EQ(link(), node::LinkState::kDown) << "a revoked certificate";
}

TEST_F(EnrolmentTest, AGatewayThatIsNotThePinnedOneLearnsNothing) {
  auto wrong = invitation(code());
  wrong.fingerprint.back() = wrong.fingerprint.back() == '0' ? '1' : '0';
  const auto refused = node::enrol(wrong, state());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused) << refused.error().text;
  EXPECT_FALSE(std::filesystem::exists(node::IdentityFiles(state()).certificate));
  EXPECT_TRUE(server_.store->nodes().empty());
}

TEST_F(EnrolmentTest, ACodeWorksOnceAndTheAnswerSaysSo) {
  const auto once = code();
  ASSERT_TRUE(node::enrol(invitation(once), state()));
  const auto again = node::enrol(invitation(once), broker_.folder() / "other");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kRefused);
  EXPECT_NE(again.error().text.find("used"), std::string::npos) << again.error().text;
}

TEST_F(EnrolmentTest, RenewalKeepsTheKeyAndReplacesTheCertificate) {
  enrol();
  const node::IdentityFiles files(state());
  const auto before = read_text(files.certificate), key = read_text(files.key);
  EXPECT_FALSE(*node::renewal_is_due(state(), wall_clock()));
  EXPECT_TRUE(*node::renewal_is_due(state(), wall_clock() + 61 * 24 * kHourNs));
  const auto renewed = node::renew(state(), "lc-07", wall_clock());
  ASSERT_TRUE(renewed) << renewed.error().text;
  EXPECT_NE(read_text(files.certificate), before);
  EXPECT_EQ(read_text(files.key), key);
  broker_.start();
  EXPECT_EQ(link(), node::LinkState::kUp);
  EXPECT_FALSE(node::renew(state(), "lc-08", wall_clock())) << "another node's name";
  ASSERT_TRUE(server_.enrolment->revoke("lc-07", "admin", server_.now));
  EXPECT_FALSE(node::renew(state(), "lc-07", wall_clock()));
}

TEST_F(EnrolmentTest, AnAuthorityThatDidNotSignTheGatewayIsRefusedLater) {
  const auto stranger = broker_.stranger("x");
  const auto answer = node::post_json({"localhost", server_.port()}, node::SignedBy{stranger.certificate},
                                      "/api/v1/enrol", "{}");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kRefused) << answer.error().text;
}

}  // namespace
}  // namespace sb::tests
