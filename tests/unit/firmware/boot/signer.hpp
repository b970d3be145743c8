#pragma once
// Signs images as firmware/sign_image.py does, with OpenSSL: the code under test never signs.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <openssl/evp.h>

#include "firmware/boot/image.hpp"
#include "firmware/core/octets.hpp"
#include "firmware/port/host/sim_flash.hpp"

namespace sb::fw::tests {

class Signer {
 public:
  explicit Signer(std::uint8_t seed) {
    std::array<std::uint8_t, 32> secret{};
    secret.fill(seed);
    key_ = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret.data(), secret.size());
    std::size_t size = public_key.size();
    EVP_PKEY_get_raw_public_key(key_, public_key.data(), &size);
  }
  ~Signer() { EVP_PKEY_free(key_); }
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  Signature sign(std::span<const std::uint8_t> message) const {
    Signature signature{};
    std::size_t size = signature.size();
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key_);
    EVP_DigestSign(context, signature.data(), &size, message.data(), message.size());
    EVP_MD_CTX_free(context);
    return signature;
  }

  /// Header and `octets` octets of something.
  std::vector<std::uint8_t> image(std::uint32_t slot, std::uint32_t number, std::uint32_t octets,
                                  board::BoardId board = board::BoardId::kHost) const {
    std::vector<std::uint8_t> whole(board::kImageHeaderBytes + octets, 0xFF);
    std::fill_n(whole.begin(), 64, std::uint8_t{0});
    put32(whole, 0, 0x57464253);
    put32(whole, 4, 1);
    put32(whole, 8, number);
    put32(whole, 12, octets);
    put32(whole, 16, slot);
    put32(whole, 20, static_cast<std::uint32_t>(board));
    for (std::uint32_t i = 0; i < octets; ++i) {
      whole[board::kImageHeaderBytes + i] = static_cast<std::uint8_t>((i * 7 + number) & 0xFFU);
    }
    std::vector<std::uint8_t> message(whole.begin(), whole.begin() + 64);
    message.insert(message.end(), whole.begin() + board::kImageHeaderBytes, whole.end());
    const Signature signature = sign(message);
    std::copy(signature.begin(), signature.end(), whole.begin() + 64);
    return whole;
  }

  PublicKey public_key{};

 private:
  EVP_PKEY* key_ = nullptr;
};

inline void install(SimFlash& flash, std::uint32_t slot, const std::vector<std::uint8_t>& image) {
  std::copy(image.begin(), image.end(), flash.octets().begin() + board::kSlotAt.at(slot));
}

}  // namespace sb::fw::tests
