#pragma once
// The encoders of TS 36.212 written word for word, slowly and without a look at the receiver: what decoders
// are tested with.
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace sb::tests::textbook {

using Bits = std::vector<std::uint8_t>;

/// Appends the remainder of polynomial division (the polynomial's terms as exponents, highest first).
Bits with_crc(const Bits& data, const std::vector<int>& exponents, const Bits& mask = {});
inline const std::vector<int> kCrc24A{24, 23, 18, 17, 14, 11, 10, 7, 6, 5, 4, 3, 1, 0};
inline const std::vector<int> kCrc16{16, 12, 5, 0};

/// Three streams.
std::vector<Bits> tail_biting(const Bits& c);
std::vector<Bits> turbo(const Bits& c, int f1, int f2);

/// Bits e of a convolutional code's circular buffer, §5.1.4.2.
Bits match_convolutional(const std::vector<Bits>& d, int e_length);
/// Bits e of a turbo code's circular buffer, §5.1.4.1.
Bits match_turbo(const std::vector<Bits>& d, int e_length, int rv);

Bits random_bits(std::size_t count, std::mt19937& random);

}  // namespace sb::tests::textbook
