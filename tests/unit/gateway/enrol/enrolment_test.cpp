#include "gateway/enrol/enrolment.hpp"

#include <gtest/gtest.h>

#include "gateway/store/sqlite/open.hpp"
#include "gateway/store/sqlite/open_node_book.hpp"
#include "tests/unit/gateway/enrol/openssl.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kHourNs = 3600LL * 1'000'000'000;

class Enrolling : public ::testing::Test {
 protected:
  EnrolmentSettings settings() {
    EnrolmentSettings s;
    s.province = "laocai";
    s.url = "https://127.0.0.1:8443";
    s.fingerprint = std::string(64, 'a');
    s.broker_host = "localhost";
    s.revocation_list = folder_ / "list.pem";
    return s;
  }
  NodeRow node(const std::string& id) {
    for (auto& row : store_->nodes()) {
      if (row.node_id == id) return row;
    }
    return {};
  }
  std::string code_for(const std::string& id) {
    return enrolment_.issue_code({id, "Lào Cai", 22.5, 104.0}, "admin", kNow, kHourNs)->code;
  }
  bool is_on_list(const std::string& pem) {
    write_text(folder_ / "one.crt", pem);
    shell(folder_, "openssl verify -crl_check -CAfile ca.crt -CRLfile list.pem one.crt");
    const auto said = read_text(folder_ / "out");
    EXPECT_TRUE(said.find("certificate revoked") != std::string::npos ||
                said.find("one.crt: OK") != std::string::npos)
        << said;
    return said.find("certificate revoked") != std::string::npos;
  }

  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "gateway.sqlite");
  std::unique_ptr<NodeBook> book_ = open_sqlite_node_book(folder_ / "gateway.sqlite");
  Enrolment enrolment_{settings(), authority_in(folder_), *store_, *book_};
};

TEST_F(Enrolling, ACodeMakesOneNodeOnce) {
  const auto code = code_for("lc-07");
  const auto request = request_in(folder_, "node");
  EXPECT_EQ(enrolment_.enrol(code, "rubbish", kNow).error().code, ErrorCode::kUnreadable);
  const auto enrolled = enrolment_.enrol(code, request, kNow);
  ASSERT_TRUE(enrolled) << enrolled.error().text << ": a broken request must not use the code up";
  EXPECT_EQ(node("lc-07").public_key_pem, read_text(folder_ / "node.pub"));
  EXPECT_EQ(enrolment_.enrol(code, request, kNow).error().code, ErrorCode::kRefused);
  EXPECT_EQ(store_->audit_of("node/lc-07", 10).size(), 2U);  // the code, the enrolment
}

TEST_F(Enrolling, GuessingIsSlow) {
  const auto request = request_in(folder_, "node");
  const auto code = code_for("lc-07");
  for (int i = 0; i < Enrolment::kMaxWrongCodesPerMinute; ++i) {
    EXPECT_EQ(enrolment_.enrol("0000-0000-0000-0000", request, kNow).error().code, ErrorCode::kRefused);
  }
  EXPECT_EQ(enrolment_.enrol(code, request, kNow).error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(enrolment_.enrol(code, request, kNow + 61LL * 1'000'000'000));
}

TEST_F(Enrolling, ANewDeviceRevokesTheOldOnesCertificate) {
  const auto old = *enrolment_.enrol(code_for("lc-07"), request_in(folder_, "old"), kNow);
  ASSERT_TRUE(enrolment_.revoke("lc-07", "admin", kNow + 1));
  EXPECT_TRUE(node("lc-07").revoked);
  EXPECT_TRUE(is_on_list(old.certificate.pem));
  const auto fresh = *enrolment_.enrol(code_for("lc-07"), request_in(folder_, "new"), kNow + 2);
  EXPECT_FALSE(node("lc-07").revoked);
  EXPECT_EQ(node("lc-07").public_key_pem, read_text(folder_ / "new.pub"));
  EXPECT_TRUE(is_on_list(old.certificate.pem));
  EXPECT_FALSE(is_on_list(fresh.certificate.pem));
  EXPECT_EQ(enrolment_.revoke("lc-99", "admin", kNow).error().code, ErrorCode::kNotFound);
}

class Renewing : public Enrolling {
 protected:
  void SetUp() override {
    request_.node_id = "lc-07";
    request_.request_pem = request_in(folder_, "node");
    request_.made = kNow;
    ASSERT_TRUE(enrolment_.enrol(code_for("lc-07"), request_.request_pem, kNow));
  }
  /// Signed by the openssl program.
  void sign(const std::string& key) {
    write_text(folder_ / "text", renewal_text(request_));
    ASSERT_EQ(shell(folder_, "openssl pkeyutl -sign -rawin -inkey " + key + ".key -in text -out signature"),
              0)
        << read_text(folder_ / "out");
    request_.signature = read_text(folder_ / "signature");
  }
  RenewalRequest request_;
};

TEST_F(Renewing, TheHolderOfTheKeyGetsANewCertificate) {
  sign("node");
  const auto certificate = enrolment_.renew(request_, kNow + 5);
  ASSERT_TRUE(certificate) << certificate.error().text;
  EXPECT_EQ(book_->certificates_of("lc-07").size(), 2U);
}

TEST_F(Renewing, NobodyElseDoes) {
  request_in(folder_, "other");
  sign("other");
  EXPECT_FALSE(enrolment_.renew(request_, kNow));
  sign("node");
  EXPECT_FALSE(enrolment_.renew(request_, kNow + Enrolment::kFreshness + 1)) << "an old request";
  const auto other_request = read_text(folder_ / "other.csr");
  request_.request_pem = other_request;
  sign("node");
  EXPECT_FALSE(enrolment_.renew(request_, kNow)) << "another key under the node's signature";
  request_.request_pem = read_text(folder_ / "node.csr");
  sign("node");
  ASSERT_TRUE(enrolment_.revoke("lc-07", "admin", kNow));
  EXPECT_FALSE(enrolment_.renew(request_, kNow)) << "a revoked node";
}

}  // namespace
}  // namespace sb::gateway::testing
