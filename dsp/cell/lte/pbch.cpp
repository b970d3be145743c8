#include "dsp/cell/lte/pbch.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "dsp/cell/lte/coding/crc.hpp"
#include "dsp/cell/lte/coding/rate_match.hpp"
#include "dsp/cell/lte/gold.hpp"

namespace sb::dsp::lte {
namespace {

constexpr std::size_t kFramesPerPeriod = 4;
constexpr unsigned kCounts = 256;  ///< values of the SFN's eight high bits, which count periods
constexpr std::size_t kCountBit = 6;

/// Noise alone reaches a correlation above the first with probability 1.6e-2 (measured, see the test), a word
/// that just decodes exceeds it 99 times in 100. The ten bits that Release 8 calls spare are zero in most
/// cells; Release 13 put the scheduling of SIB1-BR into six of them (TS 36.331 §6.2.2), so a cell may fill
/// them, but then it must be clear.
constexpr float kMinCorrelation = 0.62F;
constexpr float kMinCorrelationExtended = 0.80F;

std::uint32_t port_mask(int ports) {
  return ports == 1 ? 0x0000U : ports == 2 ? 0xFFFFU : 0x5555U;
}

using Coded = std::array<std::uint8_t, kPbchCodedBits>;

/// Code word of a block of data bits and their CRC, the latter unmasked: by linearity, that of a difference
/// of blocks.
Coded encode_difference(unsigned count_difference) {
  std::array<std::uint8_t, kPbchBlockBits> block{};
  for (std::size_t i = 0; i < 8; ++i) block[kCountBit + i] = count_difference >> (7 - i) & 1U;
  const auto crc = crc_parity(std::span(block).first(kMibBits), kCrc16);
  for (std::size_t i = 0; i < 16; ++i) block[kMibBits + i] = crc >> (15 - i) & 1U;
  Coded coded;
  convolutional_encode(block, coded);
  return coded;
}

void add_flipped(const PbchSoftBits& soft, unsigned count_difference, PbchSoftBits& sum) {
  const Coded flip = encode_difference(count_difference);
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += flip[i] != 0 ? -soft[i] : soft[i];
}

unsigned count_of(const std::array<std::uint8_t, kMibBits>& bits) {
  unsigned count = 0;
  for (std::size_t i = 0; i < 8; ++i) count = count << 1U | bits[kCountBit + i];
  return count;
}

/// For a number of periods: by which bits the counts of the later ones differ from that of the first.
std::set<std::vector<unsigned>> count_differences(std::size_t periods) {
  std::set<std::vector<unsigned>> all;
  for (unsigned count = 0; count < kCounts; ++count) {
    std::vector<unsigned> differences(periods);
    for (unsigned j = 0; j < periods; ++j) differences[j] = count ^ (count + j) % kCounts;
    all.insert(std::move(differences));
  }
  return all;
}

float correlation_of(const PbchSoftBits& soft, const std::array<std::uint8_t, kPbchBlockBits>& block) {
  Coded coded;
  convolutional_encode(block, coded);
  float sum = 0.0F;
  float power = 0.0F;
  for (std::size_t i = 0; i < soft.size(); ++i) {
    sum += coded[i] != 0 ? -soft[i] : soft[i];
    power += soft[i] * soft[i];
  }
  return power > 0.0F ? sum / std::sqrt(power * static_cast<float>(kPbchCodedBits)) : 0.0F;
}

bool plausible(const MibCandidate& mib) {
  const auto& b = mib.bits;
  const unsigned bandwidth = b[0] * 4U + b[1] * 2U + b[2];
  const bool release8 = std::all_of(b.begin() + 14, b.end(), [](auto bit) { return bit == 0; });
  const bool spare_zero = std::all_of(b.begin() + 20, b.end(), [](auto bit) { return bit == 0; });
  return bandwidth < 6 && mib.correlation >= (release8 ? kMinCorrelation : kMinCorrelationExtended) &&
         spare_zero;
}

}  // namespace

std::vector<ReIndex> pbch_elements(std::uint16_t pci, CyclicPrefix cyclic_prefix) {
  constexpr int kSubcarriers = 72;
  const bool normal = cyclic_prefix == CyclicPrefix::kNormal;
  const int slot1 = normal ? 7 : 6;
  std::vector<ReIndex> elements;
  for (int l = 0; l < 4; ++l) {
    const bool references =
        l < 2 || (l == 3 && !normal);  // room is left for four ports, whatever the cell has
    for (int k = 0; k < kSubcarriers; ++k) {
      if (references && k % 3 == pci % 3) continue;
      elements.push_back(static_cast<ReIndex>((slot1 + l) * kSubcarriers + k));
    }
  }
  return elements;
}

PbchDescrambler::PbchDescrambler(std::uint16_t pci, CyclicPrefix cyclic_prefix)
    : buffer_(convolutional_buffer(static_cast<int>(kPbchBlockBits))) {
  for (const auto bit : gold_sequence(pci, cyclic_prefix == CyclicPrefix::kNormal ? 1920 : 1728)) {
    sign_.push_back(bit != 0 ? -1.0F : 1.0F);
  }
}

std::array<PbchSoftBits, 4> PbchDescrambler::undo(std::span<const float> soft) const {
  std::array<PbchSoftBits, 4> result{};
  const std::size_t n = soft.size();
  for (std::size_t phase = 0; phase < kFramesPerPeriod; ++phase) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t at = phase * n + i;
      result[phase][buffer_[at % buffer_.size()]] += soft[i] * sign_[at];
    }
  }
  return result;
}

std::optional<MibCandidate> MibSearch::try_counts(std::span<const PbchSoftBits> periods, int ports) {
  std::optional<MibCandidate> best;
  std::array<std::uint8_t, kPbchBlockBits> block;
  for (const auto& differences : count_differences(periods.size())) {
    PbchSoftBits sum{};
    for (std::size_t j = 0; j < periods.size(); ++j) add_flipped(periods[j], differences[j], sum);
    decoder_.decode(sum, block);
    if (crc_mask(block, kCrc16) != port_mask(ports)) continue;
    MibCandidate candidate;
    std::copy_n(block.begin(), kMibBits, candidate.bits.begin());
    candidate.correlation = correlation_of(sum, block);
    const unsigned count = count_of(candidate.bits);
    bool counts_agree = true;
    for (unsigned j = 0; j < periods.size(); ++j)
      counts_agree &= differences[j] == (count ^ (count + j) % kCounts);
    if (!counts_agree || !plausible(candidate)) continue;
    if (!best || candidate.correlation > best->correlation) best = candidate;
  }
  return best;
}

std::optional<MibCandidate> MibSearch::run(std::span<const Frame> frames, int ports) {
  std::optional<MibCandidate> best;
  for (std::size_t phase = 0; phase < kFramesPerPeriod; ++phase) {
    std::vector<PbchSoftBits> periods((phase + frames.size() + kFramesPerPeriod - 1) / kFramesPerPeriod,
                                      PbchSoftBits{});
    for (std::size_t f = 0; f < frames.size(); ++f) {
      if (!frames[f]) continue;
      const std::size_t at = phase + f;
      const auto& soft = (*frames[f])[at % kFramesPerPeriod];
      auto& period = periods[at / kFramesPerPeriod];
      for (std::size_t i = 0; i < soft.size(); ++i) period[i] += soft[i];
    }
    auto candidate = try_counts(periods, ports);
    if (!candidate || (best && candidate->correlation <= best->correlation)) continue;
    candidate->phase = static_cast<int>(phase);
    best = candidate;
  }
  return best;
}

}  // namespace sb::dsp::lte
