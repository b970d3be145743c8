#pragma once
// Turbo decoder: two eight-state recursive codes (feedback 13, forward 15 octal) and the QPP interleaver.
// TS 36.212 §5.1.3.2.
#include <cstdint>
#include <span>
#include <vector>

namespace sb::dsp::lte {

/// Scaled max-log-MAP. One decoder per block size; decode() does not allocate.
class TurboDecoder {
 public:
  static constexpr int kIterations = 8;

  /// `k`: bits of the code block, a turbo size.
  explicit TurboDecoder(int k);

  int block_bits() const { return k_; }
  /// `soft`: 3 (k + 4) values log P(0)/P(1), streams one after the other as the encoder numbers them; only
  /// their ratio matters. `bits`: k. Stops when CRC24A passes; false after eight iterations without. A block
  /// of zeros does not pass: its CRC says nothing. Cost: 2 k x 16 branches per half iteration and direction.
  bool decode(std::span<const float> soft, std::span<std::uint8_t> bits);

 private:
  using States = float __attribute__((vector_size(32)));
  /// One code's inputs: values of the k bits (with what the other code knows) and of the parity, then the
  /// three tail steps.
  struct Input {
    std::vector<float> bit, parity;
  };
  void load(std::span<const float> soft);
  void siso(const Input& in, std::span<float> extrinsic);
  bool decide(std::span<std::uint8_t> bits) const;

  int k_;
  std::vector<std::uint16_t> order_;
  std::vector<float> systematic_;
  Input first_, second_;
  std::vector<float> extrinsic_first_, extrinsic_second_;
  std::vector<States> backward_;
};

}  // namespace sb::dsp::lte
