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

  /// The first 64 bits of the fractional parts of the square roots of the first eight primes (5.3.5).
  std::array<std::uint64_t, 8> state_ = {0x6A09E667F3BCC908ULL, 0xBB67AE8584CAA73BULL, 0x3C6EF372FE94F82BULL,
                                         0xA54FF53A5F1D36F1ULL, 0x510E527FADE682D1ULL, 0x9B05688C2B3E6C1FULL,
                                         0x1F83D9ABFB41BD6BULL, 0x5BE0CD19137E2179ULL};
  std::array<std::uint8_t, 128> block_{};
  std::size_t filled_ = 0;
  std::uint64_t octets_ = 0;
};

}  // namespace sb::fw
