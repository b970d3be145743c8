#include "node/enrol/signing_request.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "wire/signing.hpp"

namespace sb::node {
namespace {

class SigningRequest : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  int shell(const std::string& line) const {
    return std::system(("cd '" + folder_.string() + "' && { " + line + "; } > out 2>&1").c_str());
  }
  std::string read(const char* name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("songbien-csr-" + std::to_string(::getpid()));
};

TEST_F(SigningRequest, ProvesTheKeyToOpensslAndDoesNotHoldIt) {
  const auto key = wire::SigningKey::load_or_create(folder_ / "node.key.pem");
  ASSERT_TRUE(key);
  const auto request = make_signing_request(folder_ / "node.key.pem", "lc-07");
  ASSERT_TRUE(request) << request.error().text;
  std::ofstream(folder_ / "r.csr") << *request;
  EXPECT_EQ(shell("openssl req -in r.csr -verify -noout -pubkey"), 0) << read("out");
  EXPECT_NE(read("out").find(key->public_pem()), std::string::npos);
  EXPECT_EQ(request->find("PRIVATE"), std::string::npos);
  ASSERT_EQ(shell("openssl asn1parse -in r.csr"), 0);
}

TEST_F(SigningRequest, KnowsHowMuchOfACertificatesLifeIsOver) {
  // 20260101000000Z .. 20260111000000Z: ten days.
  ASSERT_EQ(shell("openssl genpkey -algorithm ED25519 -out c.key && openssl req -new -key c.key -subj /CN=c "
                  "-out c.csr && touch index.txt && "
                  "printf "
                  "'[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\nserial=serial\\nrand_serial="
                  "yes\\ndefault_md=default\\n"
                  "policy=p\\nnew_certs_dir=.\\n[p]\\ncommonName=supplied\\n' > c.cnf && openssl ca -config "
                  "c.cnf -batch -selfsign -keyfile c.key "
                  "-in c.csr -startdate 20260101000000Z -enddate 20260111000000Z -notext -out c.crt"),
            0)
      << read("out");
  constexpr std::int64_t kBeginS = 1767225600;
  EXPECT_NEAR(*used_life(read("c.crt"), (kBeginS + 5 * 86400) * 1'000'000'000), 0.5, 1e-9);
  EXPECT_NEAR(*used_life(read("c.crt"), (kBeginS + 20 * 86400) * 1'000'000'000), 2.0, 1e-9);
  EXPECT_FALSE(used_life("rubbish", 0));
}

}  // namespace
}  // namespace sb::node
