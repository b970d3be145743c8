#pragma once
// Sub-block interleaving and circular buffers: which coded bit each transmitted bit is. TS 36.212 §5.1.4.
#include <cstdint>
#include <span>
#include <vector>

namespace sb::dsp::lte {

/// Column permutation of the 32-column interleaver of convolutional codes, TS 36.212 table 5.1.4-2
/// (facts/3gpp lte_subblock_permutation.csv: the turbo permutation, five-bit reversal, rotated by 16). Also
/// TS 36.211 §6.8.5.
constexpr int convolutional_column(int j) {
  const int k = (j + 16) % 32;
  return (k & 1) << 4 | (k & 2) << 2 | (k & 4) | (k & 8) >> 2 | (k & 16) >> 4;
}

/// Order in which `length` things leave the 32-column interleaver: output i is input order[i].
std::vector<std::uint16_t> convolutional_interleaver(int length);

/// The circular buffer of a convolutional code: transmitted bit i is coded bit buffer[i mod 3 n] of
/// convolutional_encode.
std::vector<std::uint16_t> convolutional_buffer(int n);

/// Adds the soft values of transmitted bits `first`, first + 1 ... to the coded bits they carry.
void accumulate(std::span<const std::uint16_t> buffer, std::size_t first, std::span<const float> transmitted,
                std::span<float> coded);

/// The circular buffer of a turbo code whose block has `k` bits (no filler): values 0 .. 3 (k + 4) - 1 number
/// systematic, first and second parity streams of k + 4 each. `start` of each redundancy version counts in
/// the same buffer.
struct TurboBuffer {
  std::vector<std::uint16_t> order;
  std::size_t start[4];
};
TurboBuffer turbo_buffer(int k);

}  // namespace sb::dsp::lte
