// The broker as deployed keeps to its rules: what the integration tests stand on.
#include "tests/support/broker.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace sb::tests {
namespace {

/// mosquitto_pub says nothing about the ACL before MQTT 5.
bool publishes(const Broker& broker, const Identity& who, const std::string& topic) {
  const std::string command = "mosquitto_pub -V mqttv5 -q 1 -h localhost -p " +
                              std::to_string(broker.port()) + " --cafile " + who.ca.string() + " --cert " +
                              who.certificate.string() + " --key " + who.key.string() + " -t " + topic +
                              " -m x 2>&1 | grep -qi 'not authorized\\|error'";
  return std::system(command.c_str()) != 0;
}

TEST(Broker, KeepsANodeToItsOwnSubtree) {
  Broker broker;
  broker.start();
  const auto node = broker.identity("lc-01");
  EXPECT_TRUE(publishes(broker, node, "songbien/v1/laocai/lc-01/report"));
  EXPECT_FALSE(publishes(broker, node, "songbien/v1/laocai/lc-02/report"));
  EXPECT_FALSE(publishes(broker, node, "songbien/v1/laocai/lc-01/command"));
  EXPECT_FALSE(publishes(broker, node, "songbien/v1/quang-ninh/lc-01/report"));
  EXPECT_TRUE(publishes(broker, broker.identity("gateway"), "songbien/v1/laocai/lc-01/command"));
}

TEST(Broker, KnowsOnlyItsOwnAuthority) {
  Broker broker;
  broker.start();
  EXPECT_FALSE(publishes(broker, broker.stranger("lc-01"), "songbien/v1/laocai/lc-01/report"));
}

TEST(Broker, ComesBackOnTheSamePort) {
  Broker broker;
  broker.start();
  const auto node = broker.identity("lc-01");
  broker.kill();
  EXPECT_FALSE(publishes(broker, node, "songbien/v1/laocai/lc-01/report"));
  broker.start();
  EXPECT_TRUE(publishes(broker, node, "songbien/v1/laocai/lc-01/report"));
}

}  // namespace
}  // namespace sb::tests
