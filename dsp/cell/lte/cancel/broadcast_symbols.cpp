// The broadcast channel as it is sent. TS 36.331 §6.2.2, TS 36.212 §5.3.1, TS 36.211 §6.6.
#include <algorithm>

#include "dsp/cell/lte/cancel/cell_image.hpp"
#include "dsp/cell/lte/coding/convolutional.hpp"
#include "dsp/cell/lte/coding/crc.hpp"
#include "dsp/cell/lte/coding/rate_match.hpp"
#include "dsp/cell/lte/gold.hpp"
#include "dsp/cell/lte/pbch.hpp"

namespace sb::dsp::lte {
namespace {

constexpr int kFramesPerPeriod = 4;
constexpr std::array<std::uint16_t, 6> kBandwidths{6, 15, 25, 50, 75, 100};

std::uint32_t port_mask(int ports) {
  return ports == 1 ? 0x0000U : ports == 2 ? 0xFFFFU : 0x5555U;
}

}  // namespace

BroadcastSymbols::BroadcastSymbols(const CellView& view, const Mib& mib)
    : mib_(mib),
      scrambling_(gold_sequence(view.pci, view.cyclic_prefix == CyclicPrefix::kNormal ? 1920 : 1728)),
      buffer_(convolutional_buffer(static_cast<int>(kPbchBlockBits))),
      per_frame_(scrambling_.size() / kFramesPerPeriod) {}

/// The ten bits at the end are taken for zero, as Release 8 has them; who needs them otherwise sees that the
/// symbols do not fit.
std::array<std::uint8_t, 24> BroadcastSymbols::bits_of(int sfn) const {
  const auto bandwidth =
      static_cast<unsigned>(std::ranges::find(kBandwidths, mib_.bandwidth_prb) - kBandwidths.begin());
  unsigned word = bandwidth << 3U | static_cast<unsigned>(mib_.phich_duration) << 2U |
                  static_cast<unsigned>(mib_.phich_resource);
  word = word << 8U | static_cast<unsigned>(sfn / kFramesPerPeriod);
  std::array<std::uint8_t, 24> bits{};
  for (std::size_t i = 0; i < 14; ++i) bits[i] = static_cast<std::uint8_t>(word >> (13 - i) & 1U);
  return bits;
}

std::span<const cf32> BroadcastSymbols::frame(int sfn) {
  if (sfn / kFramesPerPeriod != period_) {
    period_ = sfn / kFramesPerPeriod;
    std::array<std::uint8_t, kPbchBlockBits> block{};
    const auto bits = bits_of(sfn);
    std::ranges::copy(bits, block.begin());
    const std::uint32_t crc = crc_parity(bits, kCrc16) ^ port_mask(mib_.ports);
    for (std::size_t i = 0; i < 16; ++i)
      block[kMibBits + i] = static_cast<std::uint8_t>(crc >> (15 - i) & 1U);
    std::array<std::uint8_t, kPbchCodedBits> coded{};
    convolutional_encode(block, coded);
    constexpr float kAmplitude = 0.70710678F;
    const auto axis = [&](std::size_t i) {
      return (coded[buffer_[i % buffer_.size()]] ^ scrambling_[i]) != 0 ? -kAmplitude : kAmplitude;
    };
    symbols_.clear();
    for (std::size_t i = 0; i < scrambling_.size(); i += 2) symbols_.emplace_back(axis(i), axis(i + 1));
  }
  const std::size_t count = per_frame_ / 2;
  return std::span(symbols_).subspan(static_cast<std::size_t>(sfn % kFramesPerPeriod) * count, count);
}

}  // namespace sb::dsp::lte
