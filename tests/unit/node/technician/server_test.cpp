// The page behind TLS on loopback; the client is the one that the node itself uses, pinned by the label's
// fingerprint.
#include <thread>

#include <gtest/gtest.h>

#include "node/enrol/https.hpp"
#include "node/technician/technician_server.hpp"
#include "tests/unit/node/technician/fake_site.hpp"

namespace sb::node::testing {
namespace {

class Serving : public ::testing::Test {
 protected:
  void SetUp() override {
    identity_ = std::move(*load_or_make_tls_identity(scratch_.path, "127.0.0.1"));
    page_ = std::move(*TechnicianPage::open(
        scratch_.path, {"lc-07", "Bát Xát", "laocai", "0.1.0", 22.5, 104.0, identity_.fingerprint}, site_,
        clock_, key_));
    server_ = std::move(*TechnicianServer::bind({"127.0.0.1", 0}, identity_, *page_, access_, clock_));
    thread_ = std::jthread([this] { server_->run(); });
  }
  void TearDown() override { server_->stop(); }
  std::string get(const std::string& path, int& status) {
    std::string body;
    const auto answered = get_pieces({"127.0.0.1", server_->port()}, PinnedCertificate{identity_.fingerprint},
                                     path, [&](std::string_view piece) {
                                       body += piece;
                                       return true;
                                     });
    status = answered ? *answered : 0;
    return body;
  }
  int post(const std::string& path, const std::string& body) {
    const auto answer =
        post_json({"127.0.0.1", server_->port()}, PinnedCertificate{identity_.fingerprint}, path, body);
    return answer ? answer->status : 0;
  }
  Scratch scratch_;
  FakeSite site_;
  FakeClock clock_;
  wire::SigningKey key_ = std::move(*wire::SigningKey::generate());
  TlsIdentity identity_;
  std::unique_ptr<TechnicianPage> page_;
  Access access_{"ABCDE23456"};
  std::unique_ptr<TechnicianServer> server_;
  std::jthread thread_;
};

TEST_F(Serving, ShowsNothingWithoutTheCode) {
  int status = 0;
  EXPECT_NE(get("/", status).find("Sóng Biên"), std::string::npos);
  EXPECT_EQ(status, 200);
  for (const auto* path :
       {"/api/state", "/api/wizard", "/api/spectrum", "/api/site", "/api/acceptance", "/api/communes"}) {
    EXPECT_EQ(get(path, status).find("lc-07"), std::string::npos);
    EXPECT_EQ(status, 401) << path;
  }
  for (const auto* path :
       {"/api/wizard/start", "/api/site", "/api/photo", "/api/acceptance", "/api/wizard/baseline"}) {
    EXPECT_EQ(post(path, "{}"), 401) << path;
  }
  get("/api/nothing", status);
  EXPECT_EQ(status, 404);
  get("/../../etc/passwd", status);
  EXPECT_NE(status, 200);
}

TEST_F(Serving, SignsInAndRefusesBodiesThatAreTooLong) {
  EXPECT_EQ(post("/api/session", R"({"code":"wrong"})"), 401);
  EXPECT_EQ(post("/api/session", R"({"code":7})"), 401);
  EXPECT_EQ(post("/api/session", R"({"code":"abcde23456"})"), 200);
  EXPECT_EQ(post("/api/session", std::string(100'000, 'x')), 413);
}

TEST_F(Serving, LocksAfterFiveWrongCodes) {
  for (int i = 0; i < Access::kFreeTries; ++i) EXPECT_EQ(post("/api/session", R"({"code":"wrong"})"), 401);
  EXPECT_EQ(post("/api/session", R"({"code":"ABCDE23456"})"), 429);
}

TEST_F(Serving, KeepsItsCertificateForTheLabel) {
  EXPECT_EQ(load_or_make_tls_identity(scratch_.path, "127.0.0.1")->fingerprint, identity_.fingerprint);
  EXPECT_NE(load_or_make_tls_identity(scratch_.path, "127.0.0.2")->fingerprint, identity_.fingerprint);
}

TEST_F(Serving, NeverListensEverywhere) {
  for (const auto* everywhere : {"", "0.0.0.0", "::"}) {
    EXPECT_EQ(TechnicianServer::bind({everywhere, 0}, identity_, *page_, access_, clock_).error().code,
              ErrorCode::kInvalidArgument);
  }
  // TEST-NET-1 (RFC 5737): an address of no interface of ours.
  EXPECT_EQ(TechnicianServer::bind({"192.0.2.1", 0}, identity_, *page_, access_, clock_).error().code,
            ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace sb::node::testing
