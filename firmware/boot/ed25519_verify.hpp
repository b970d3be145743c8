#pragma once
// Is this signature good? (RFC 8032 §5.1.7, pure Ed25519, without the cofactor.) Only verification: the
// private key stays with whoever builds releases.
#include <array>
#include <cstdint>
#include <span>

#include "firmware/boot/sha512.hpp"

namespace sb::fw {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

/// The message comes piece by piece, so that an image is read out of flash once and never held in memory.
/// Some 8 000 field multiplications at the end: 0.1 to 0.3 s on the reference chip.
class Ed25519Verifier {
 public:
  Ed25519Verifier(const PublicKey& key, const Signature& signature);
  void update(std::span<const std::uint8_t> octets) { hash_.update(octets); }
  /// Once, at the end.
  bool finish();

 private:
  PublicKey key_;
  Signature signature_;
  Sha512 hash_;
};

}  // namespace sb::fw
