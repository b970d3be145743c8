// SHA-512 and Ed25519 against FIPS 180-4, RFC 8032 §7.1 and OpenSSL.
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "firmware/boot/ed25519_verify.hpp"
#include "tests/unit/firmware/boot/signer.hpp"

namespace sb::fw {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets from_hex(std::string_view hex) {
  Octets octets;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    octets.push_back(static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return octets;
}

template <std::size_t kSize>
std::array<std::uint8_t, kSize> array_of(std::string_view hex) {
  const Octets octets = from_hex(hex);
  EXPECT_EQ(octets.size(), kSize);
  std::array<std::uint8_t, kSize> array{};
  std::copy_n(octets.begin(), std::min(kSize, octets.size()), array.begin());
  return array;
}

bool verify(const PublicKey& key, const Signature& signature, std::span<const std::uint8_t> message) {
  Ed25519Verifier verifier(key, signature);
  verifier.update(message);
  return verifier.finish();
}

constexpr std::string_view kShaOfAbc =
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

TEST(Sha512, GivesTheExampleOfFips180) {
  Sha512 hash;
  hash.update(from_hex("616263"));
  EXPECT_EQ(hash.finish(), array_of<64>(kShaOfAbc));
}

TEST(Sha512, AgreesWithOpenSslAtEveryLength) {
  for (std::size_t size = 0; size < 300; ++size) {
    Octets message(size);
    for (std::size_t i = 0; i < size; ++i) message[i] = static_cast<std::uint8_t>(i * 31 + size);
    Sha512::Digest expected{};
    unsigned length = 0;
    EVP_Digest(message.data(), size, expected.data(), &length, EVP_sha512(), nullptr);
    Sha512 hash;
    hash.update(std::span(message).first(size / 3));
    hash.update(std::span(message).subspan(size / 3));
    ASSERT_EQ(hash.finish(), expected) << size;
  }
}

struct Vector {
  std::string_view key, message, signature;
};

const Vector kRfc8032[] = {
    {"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f"
     "059"
     "5bbe24655141438e7a100b"},
    {"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2ea"
     "eb4"
     "302aeeb00d291612bb0c00"},
    {"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e"
     "971"
     "6ed28dc027beceea1ec40a"},
    {"ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf", kShaOfAbc,
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179"
     "c13"
     "8ac17ad9bef1177331a704"},
};

TEST(Ed25519, AcceptsTheVectorsOfTheRfc) {
  for (const Vector& v : kRfc8032) {
    EXPECT_TRUE(verify(array_of<32>(v.key), array_of<64>(v.signature), from_hex(v.message))) << v.key;
  }
}

TEST(Ed25519, RefusesEveryFlippedBit) {
  const Vector& v = kRfc8032[1];
  for (std::size_t bit = 0; bit < 512; bit += 23) {
    Signature wrong = array_of<64>(v.signature);
    wrong[bit / 8] = static_cast<std::uint8_t>(wrong[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(verify(array_of<32>(v.key), wrong, from_hex(v.message))) << "signature, bit " << bit;
  }
  for (std::size_t bit = 0; bit < 256; bit += 23) {
    PublicKey wrong = array_of<32>(v.key);
    wrong[bit / 8] = static_cast<std::uint8_t>(wrong[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(verify(wrong, array_of<64>(v.signature), from_hex(v.message))) << "key, bit " << bit;
  }
  EXPECT_FALSE(verify(array_of<32>(v.key), array_of<64>(v.signature), from_hex("73")));
}

TEST(Ed25519, RefusesASecondFaceOfAGoodSignature) {
  // S + L signs the same under a lax verifier (RFC 8032 §8.4).
  Signature malleable = array_of<64>(kRfc8032[2].signature);
  const Octets order = from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += malleable[32 + i] + order[i];
    malleable[32 + i] = static_cast<std::uint8_t>(carry & 0xFFU);
    carry >>= 8U;
  }
  EXPECT_FALSE(verify(array_of<32>(kRfc8032[2].key), malleable, from_hex("af82")));
  Signature at_order = malleable;
  std::copy(order.begin(), order.end(), at_order.begin() + 32);
  EXPECT_FALSE(verify(array_of<32>(kRfc8032[2].key), at_order, from_hex("af82"))) << "S = L";
}

TEST(Ed25519, RefusesKeysThatAreNoPoints) {
  const Signature signature = array_of<64>(kRfc8032[0].signature);
  PublicKey above_p{};
  above_p.fill(0xFF);
  EXPECT_FALSE(verify(above_p, signature, {}));
  PublicKey odd_zero{};  // y = 1 has x = 0, which cannot be odd
  odd_zero[0] = 1;
  odd_zero[31] = 0x80;
  EXPECT_FALSE(verify(odd_zero, signature, {}));
  PublicKey off_curve{};
  off_curve[0] = 2;  // no x for y = 2
  EXPECT_FALSE(verify(off_curve, signature, {}));
}

TEST(Ed25519, AgreesWithOpenSsl) {
  std::mt19937 random(9);
  for (int i = 0; i < 20; ++i) {
    const tests::Signer signer(static_cast<std::uint8_t>(i + 1));
    Octets message(random() % 400);
    for (auto& octet : message) octet = static_cast<std::uint8_t>(random());
    Signature signature = signer.sign(message);
    EXPECT_TRUE(verify(signer.public_key, signature, message)) << i;
    signature[random() % 64] ^= static_cast<std::uint8_t>(1U << (random() % 8));
    EXPECT_FALSE(verify(signer.public_key, signature, message)) << i;
  }
}

}  // namespace
}  // namespace sb::fw
