#pragma once
// Transmit side of TS 36.212 §5.1: parity, tail-biting convolutional and turbo codes, rate matching. Written
// apart from the receiver's decoders, so that each proves the other.
#include <array>
#include <cstdint>
#include <span>

#include "dsp/synth/bits.hpp"

namespace sb::dsp::synth {

/// A generator polynomial without its leading term.
struct CrcPolynomial {
  int length;
  std::uint32_t taps;
};
inline constexpr CrcPolynomial kCrc24A{24, 0x864CFB};
inline constexpr CrcPolynomial kCrc16{16, 0x1021};

/// Parity of the bits, first bit first, register started at zero (§5.1.1).
std::uint32_t crc(std::span<const std::uint8_t> bits, CrcPolynomial polynomial);

/// The three streams of a rate-1/3 encoder.
using Streams = std::array<Bits, 3>;

/// Constraint length 7, generators 133 171 165 octal, register started with the last six bits (§5.1.3.1).
Streams tail_biting_encode(std::span<const std::uint8_t> bits);
/// Interleaves the three streams and repeats or cuts them to `length` bits (§5.1.4.2).
Bits match_convolutional(const Streams& streams, std::size_t length);

/// One code block of K bits, K a size of table 5.1.3-3; streams of K + 4 bits (§5.1.3.2). Throws
/// std::invalid_argument for another K.
Streams turbo_encode(std::span<const std::uint8_t> block);
/// Bits of redundancy version `rv` (0..3) from a circular buffer that holds the whole code word (§5.1.4.1).
Bits match_turbo(const Streams& streams, int rv, std::size_t length);

/// Order in which the convolutional sub-block interleaver reads `length` elements (also the PDCCH's
/// quadruplets).
std::vector<std::size_t> convolutional_interleave_order(std::size_t length);

}  // namespace sb::dsp::synth
