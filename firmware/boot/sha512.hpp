#pragma once
// SHA-512 (FIPS 180-4), in one pass over what is given piece by piece. The host uses OpenSSL; here there is
// none.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sb::fw {

class Sha512 {
 public:
  using Digest = std::array<std::uint8_t, 64>;
  void update(std::span<const std::uint8_t> octets);
  /// Once, at the end. At most 2^61 octets may have been given.
  Digest finish();

 private:
  void compress();

  std::array<std::uint64_t, 8> state_ = kStart;
  std::array<std::uint8_t, 128> block_{};
  std::size_t filled_ = 0;
  std::uint64_t octets_ = 0;
  static const std::array<std::uint64_t, 8> kStart;  // NOLINT(readability-identifier-naming): a constant
};

}  // namespace sb::fw
