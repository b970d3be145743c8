#include "wire/signing.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sb::wire {
namespace {

std::string view(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

class Signing : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::temp_directory_path() /
                 ("sb-signing-" + std::to_string(::getpid()) + "-" +
                  ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::filesystem::path write(std::string_view name, std::string_view text, ::mode_t mode = 0600) const {
    const auto file = directory_ / name;
    std::ofstream(file, std::ios::binary) << text;
    ::chmod(file.c_str(), mode);
    return file;
  }
  std::filesystem::path directory_;
};

// RFC 8032 §7.1 TEST 2 as PEM (PKCS#8 of RFC 8410): key 4ccd089b..., message 72.
constexpr const char* kRfcPrivate =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
    "-----END PRIVATE KEY-----\n";
constexpr const char* kRfcSignature =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

TEST_F(Signing, Sha256IsThatOfFips180) {
  EXPECT_EQ(to_hex(view(sha256("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(view(sha256(""))), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_F(Signing, IsThatOfRfc8032) {
  const auto key = SigningKey::load(write("rfc.pem", kRfcPrivate));
  ASSERT_TRUE(key) << key.error().text;
  EXPECT_EQ(to_hex(key->sign("\x72")), kRfcSignature);
  const auto verifying = VerifyingKey::from_pem(key->public_pem());
  ASSERT_TRUE(verifying);
  EXPECT_TRUE(verifying->verify("\x72", from_hex(kRfcSignature)));
  EXPECT_EQ(verifying->id(), key->id());
}

TEST_F(Signing, EveryChangedBitOfASignatureIsRefused) {
  const auto key = SigningKey::generate();
  ASSERT_TRUE(key);
  const auto verifying = VerifyingKey::from_pem(key->public_pem());
  ASSERT_TRUE(verifying);
  const std::string signature = key->sign("sóng biên");
  ASSERT_TRUE(verifying->verify("sóng biên", signature));
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    std::string forged = signature;
    forged[bit / 8] = static_cast<char>(forged[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(verifying->verify("sóng biên", forged)) << bit;
  }
  EXPECT_FALSE(verifying->verify("song bien", signature));
  EXPECT_FALSE(verifying->verify("sóng biên", signature.substr(0, 63)));
  EXPECT_FALSE(verifying->verify("sóng biên", ""));
}

TEST_F(Signing, CreatesOnceWithMode600AndThenLoads) {
  const auto file = directory_ / "node.key.pem";
  const auto first = SigningKey::load_or_create(file);
  ASSERT_TRUE(first) << first.error().text;
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const auto second = SigningKey::load_or_create(file);
  ASSERT_TRUE(second);
  EXPECT_EQ(first->id(), second->id());
  EXPECT_EQ(first->public_pem(), second->public_pem());
}

TEST_F(Signing, RefusesAPrivateKeyThatOthersCanRead) {
  const auto key = SigningKey::load(write("open.pem", kRfcPrivate, 0644));
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, ErrorCode::kRefused);
  EXPECT_NE(key.error().text.find("chmod 600"), std::string::npos);
}

TEST_F(Signing, NeverReplacesADamagedKey) {
  const auto file = write("node.key.pem", "-----BEGIN PRIVATE KEY-----\nMC4CAQ\n");
  const auto key = SigningKey::load_or_create(file);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, ErrorCode::kUnreadable);
  EXPECT_EQ(std::filesystem::file_size(file), 35U);
}

TEST_F(Signing, SaysWhatIsWrongWithAPublicKey) {
  EXPECT_EQ(VerifyingKey::from_pem("nonsense").error().code, ErrorCode::kUnreadable);
  EXPECT_EQ(VerifyingKey::load(directory_ / "absent.pem").error().code, ErrorCode::kNotFound);
  // P-256, made with: openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout
  constexpr const char* kP256 =
      "-----BEGIN PUBLIC KEY-----\n"
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqSjmA/q3qRNt63TDI5LCdnzW3To+\n"
      "R51gYzcvkVF9dF9t8eaY96vK00Co4vUfQYqwcLd0pIqFo7UzY443FeMaTA==\n"
      "-----END PUBLIC KEY-----\n";
  EXPECT_EQ(VerifyingKey::from_pem(kP256).error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace sb::wire
