#include "gateway/enrol/authority.hpp"

#include <gtest/gtest.h>

#include "tests/unit/gateway/enrol/openssl.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kDayNs = 86'400LL * 1'000'000'000;

TEST(Authority, ACertificateIsWhatOpensslCallsAClientOfThisNode) {
  ScratchFolder folder;
  const auto authority = authority_in(folder);
  const auto certificate = authority.issue(request_in(folder, "node"), "lc-07", kNow, 90);
  ASSERT_TRUE(certificate) << certificate.error().text;
  write_text(folder / "node.crt", certificate->pem);
  EXPECT_EQ(shell(folder, "openssl verify -x509_strict -purpose sslclient -CAfile ca.crt node.crt"), 0)
      << read_text(folder / "out");
  EXPECT_NE(shell(folder, "openssl verify -purpose sslserver -CAfile ca.crt node.crt"), 0);
  const auto at_day = [](int days) { return std::to_string(kNow / 1'000'000'000 + days * 86'400); };
  EXPECT_EQ(shell(folder, "openssl verify -attime " + at_day(89) + " -CAfile ca.crt node.crt"), 0);
  EXPECT_NE(shell(folder, "openssl verify -attime " + at_day(91) + " -CAfile ca.crt node.crt"), 0);
  shell(folder, "openssl x509 -in node.crt -noout -subject -serial -pubkey");
  const auto text = read_text(folder / "out");
  EXPECT_NE(text.find("CN = lc-07"), std::string::npos) << text;
  EXPECT_EQ(text.find("whatever"), std::string::npos) << "the subject of the request is not taken over";
  EXPECT_NE(text.find(certificate->serial), std::string::npos) << text;
  EXPECT_NE(text.find(read_text(folder / "node.pub")), std::string::npos);
  EXPECT_EQ(certificate->expires, kNow + 90 * kDayNs);
}

TEST(Authority, RefusesRequestsThatProveNothing) {
  ScratchFolder folder;
  const auto authority = authority_in(folder);
  auto good = request_in(folder, "node");
  EXPECT_EQ(authority.issue("rubbish", "lc-07", kNow, 90).error().code, ErrorCode::kUnreadable);
  EXPECT_EQ(authority.issue(std::string(20000, 'A'), "lc-07", kNow, 90).error().code, ErrorCode::kUnreadable);
  const auto rsa = request_in(folder, "rsa", "RSA");
  EXPECT_EQ(authority.issue(rsa, "lc-07", kNow, 90).error().code, ErrorCode::kUnsupported);
  // One letter of the signature, near the end of the base 64.
  const auto at = good.find("\n-----END") - 6;
  good[at] = good[at] == 'A' ? 'B' : 'A';
  const auto forged = authority.issue(good, "lc-07", kNow, 90);
  ASSERT_FALSE(forged);
  EXPECT_TRUE(forged.error().code == ErrorCode::kRefused || forged.error().code == ErrorCode::kUnreadable);
}

TEST(Authority, TheListRevokesWhatItNamesAndNothingElse) {
  ScratchFolder folder;
  const auto authority = authority_in(folder);
  auto lost = *authority.issue(request_in(folder, "lost"), "lc-01", kNow, 90);
  const auto kept = *authority.issue(request_in(folder, "kept"), "lc-02", kNow, 90);
  write_text(folder / "lost.crt", lost.pem);
  write_text(folder / "kept.crt", kept.pem);
  lost.revoked = kNow;
  write_text(folder / "list.pem", authority.revocation_list(std::vector{lost}, kNow));
  const std::string check = "openssl verify -crl_check -CAfile ca.crt -CRLfile list.pem ";
  EXPECT_EQ(shell(folder, check + "kept.crt"), 0) << read_text(folder / "out");
  EXPECT_NE(shell(folder, check + "lost.crt"), 0);
  EXPECT_NE(read_text(folder / "out").find("certificate revoked"), std::string::npos);
}

TEST(Authority, AKeyThatOthersCanReadIsRefused) {
  ScratchFolder folder;
  make_authority(folder);
  std::filesystem::permissions(folder / "ca.key", std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(Authority::load(folder / "ca.crt", folder / "ca.key").error().code, ErrorCode::kRefused);
}

TEST(Authority, TheFingerprintIsOpenssls) {
  ScratchFolder folder;
  make_authority(folder);
  ASSERT_EQ(
      shell(folder,
            "openssl x509 -in ca.crt -noout -fingerprint -sha256 | cut -d= -f2 | tr -d ':\\n' | tr A-F a-f"),
      0);
  EXPECT_EQ(*certificate_fingerprint(folder / "ca.crt"), read_text(folder / "out"));
}

}  // namespace
}  // namespace sb::gateway::testing
