#pragma once
// A gateway behind TLS with an authority, a broker that may be started, and a device's empty state folder.
#include <chrono>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "gateway/enrol/code.hpp"
#include "node/enrol/enrol.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/test_server.hpp"

namespace sb::tests {

inline constexpr gateway::UtcNs kHourNs = 3600LL * 1'000'000'000;

inline std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline gateway::UtcNs wall_clock() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

class EnrolledDevice : public ::testing::Test {
 protected:
  EnrolledDevice() { server_.now = wall_clock(); }

  gateway::api::ServerSettings tls() {
    gateway::api::ServerSettings settings;
    settings.certificate = pki() / "broker.crt";  // a certificate for localhost
    settings.key = pki() / "broker.key";
    return settings;
  }
  std::filesystem::path pki() const { return broker_.folder() / "pki"; }
  std::filesystem::path state() const { return broker_.folder() / "state"; }

  std::unique_ptr<gateway::Enrolment> make_enrolment(gateway::Store& store, gateway::NodeBook& book) {
    gateway::EnrolmentSettings settings;
    settings.province = broker_.province();
    settings.fingerprint = *gateway::certificate_fingerprint(pki() / "broker.crt");
    settings.broker_host = "localhost";
    settings.broker_port = broker_.port();
    settings.revocation_list = pki() / "revoked.pem";
    settings.gateway_public_key_pem = gateway_key_.public_pem();
    settings.url = "https://localhost:1";  // the port is known later: url()
    auto authority = gateway::Authority::load(pki() / "ca.crt", pki() / "ca.key");
    return std::make_unique<gateway::Enrolment>(settings, std::move(*authority), store, book);
  }
  std::string url() const { return "https://localhost:" + std::to_string(server_.port()); }
  node::Invitation invitation(const std::string& code) {
    return *node::parse_invitation(
        gateway::enrolment_uri(code, server_.enrolment->settings().fingerprint, url()));
  }
  std::string code() {
    return server_.enrolment
        ->issue_code({"lc-07", "Bát Xát", 22.51927, 103.87841}, "admin", server_.now, kHourNs)
        ->code;
  }
  /// Enrols as lc-07 and remembers where the gateway really is.
  void enrol() {
    ASSERT_TRUE(node::enrol(invitation(code()), state()));
    std::ofstream(node::IdentityFiles(state()).gateway_url) << url();
  }

  Broker broker_;
  wire::SigningKey gateway_key_ = std::move(*wire::SigningKey::generate());
  gateway::testing::TestServer server_{
      tls(), [this](gateway::Store& store, gateway::NodeBook& book) { return make_enrolment(store, book); }};
};

}  // namespace sb::tests
