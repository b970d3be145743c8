#include "dsp/synth/lte_grant.hpp"

#include <algorithm>
#include <bit>
#include <span>
#include <stdexcept>

namespace sb::dsp::synth {
namespace {

// TS 36.213 table 7.1.7.2.1-1, columns N_PRB 2 and 3, and table 7.1.7.2.3-1.
constexpr std::array<int, 27> kSizes2 = {32,  56,  72,  104,  120,  144,  176,  224,  256,
                                         296, 328, 376, 440,  488,  552,  600,  632,  696,
                                         776, 840, 904, 1000, 1064, 1128, 1192, 1256, 1480};
constexpr std::array<int, 27> kSizes3 = {56,   88,   144,  176,  208,  224,  256,  328,  392,
                                         456,  504,  584,  680,  744,  840,  904,  968,  1064,
                                         1160, 1288, 1384, 1480, 1608, 1736, 1800, 1864, 2216};
constexpr std::array<int, 32> kSizes1C = {40,  56,   72,   120,  136,  144,  176,  208,  224,  256, 280,
                                          296, 328,  336,  392,  488,  552,  600,  632,  696,  776, 840,
                                          904, 1000, 1064, 1128, 1224, 1288, 1384, 1480, 1608, 1736};

std::span<const int> size_table(const LteCellConfig& config) {
  if (config.si_grant == SiGrant::k1C) return kSizes1C;
  if (config.sib1.prb_column == 2) return kSizes2;
  return kSizes3;
}

/// Table 6.2.3.2-1 for the six bandwidths.
int gap(int n_prb, bool second) {
  switch (n_prb) {
    case 6:
      return 3;
    case 15:
      return 8;
    case 25:
      return 12;
    case 50:
      return second ? 9 : 27;
    case 75:
      return second ? 16 : 32;
    default:
      return second ? 16 : 48;
  }
}

bool has_second_gap(int n_prb) {
  return n_prb >= 50;
}

int virtual_blocks(int n_prb, bool second_gap) {
  const int g = gap(n_prb, second_gap);
  return second_gap ? n_prb / (2 * g) * 2 * g : 2 * std::min(g, n_prb - g);
}

/// Resource block group, table 7.1.6.1-1.
int group_size(int n_prb) {
  return n_prb <= 10 ? 1 : n_prb <= 26 ? 2 : n_prb <= 63 ? 3 : 4;
}

/// Start and length of `blocks` contiguous ones as one number (TS 36.213 §7.1.6.3).
std::uint32_t indication_value(int blocks, int first, int count) {
  const int value = count - 1 <= blocks / 2 ? blocks * (count - 1) + first
                                            : blocks * (blocks - count + 1) + blocks - 1 - first;
  return static_cast<std::uint32_t>(value);
}

int indication_width(int blocks) {
  return std::bit_width(static_cast<unsigned>(blocks * (blocks + 1) / 2 - 1));
}

int step_1c(int n_prb) {
  return n_prb < 50 ? 2 : 4;
}

int addressable_blocks(const LteCellConfig& c) {
  return c.si_grant == SiGrant::k1ALocalised ? c.bandwidth_prb
                                             : virtual_blocks(c.bandwidth_prb, c.sib1.second_gap);
}

/// Sizes that a DCI 1A must not have, table 5.3.3.1.2-1.
bool is_ambiguous(std::size_t bits) {
  constexpr std::array<std::size_t, 10> kAmbiguous = {12, 14, 16, 20, 24, 26, 32, 40, 44, 56};
  return std::find(kAmbiguous.begin(), kAmbiguous.end(), bits) != kAmbiguous.end();
}

Bits encode_1a(const LteCellConfig& c, const Sib1Allocation& a, int rv) {
  const bool tdd = c.duplex == Duplex::kTdd;
  const bool distributed = c.si_grant == SiGrant::k1ADistributed;
  Bits out;
  append_bits(out, 1, 1);  // format 1A, not 0
  append_bits(out, distributed ? 1 : 0, 1);
  append_bits(out, indication_value(c.bandwidth_prb, a.first_block, a.block_count),
              indication_width(c.bandwidth_prb));
  append_bits(out, static_cast<std::uint32_t>(a.tbs_index), 5);
  append_bits(out, 0, tdd ? 4 : 3);  // HARQ process
  append_bits(out, distributed && c.sib1.second_gap ? 1 : 0,
              1);  // the new-data bit tells the gap under SI-RNTI
  append_bits(out, static_cast<std::uint32_t>(rv), 2);
  append_bits(out, c.sib1.prb_column == 3 ? 1 : 0, 2);  // TPC: its low bit is the size table's column
  if (tdd) append_bits(out, 0, 2);                      // downlink assignment index
  if (is_ambiguous(out.size())) out.push_back(0);
  return out;
}

Bits encode_1c(const LteCellConfig& c, const Sib1Allocation& a) {
  const int step = step_1c(c.bandwidth_prb);
  const int blocks = virtual_blocks(c.bandwidth_prb, c.sib1.second_gap) / step;
  const int width = indication_width(virtual_blocks(c.bandwidth_prb, false) / step);
  Bits out;
  if (has_second_gap(c.bandwidth_prb)) append_bits(out, c.sib1.second_gap ? 1 : 0, 1);
  append_bits(out, indication_value(blocks, a.first_block / step, a.block_count / step), width);
  append_bits(out, static_cast<std::uint32_t>(a.tbs_index), 5);
  return out;
}

void choose_size(const LteCellConfig& c, std::size_t message_octets, Sib1Allocation& a) {
  const auto sizes = size_table(c);
  const int needed = static_cast<int>(message_octets) * 8;
  const auto smallest = std::find_if(sizes.begin(), sizes.end(), [&](int bits) { return bits >= needed; });
  const auto index = c.sib1.tbs_index ? static_cast<std::size_t>(*c.sib1.tbs_index)
                                      : static_cast<std::size_t>(smallest - sizes.begin());
  if (index >= sizes.size() || sizes[index] < needed) {
    throw std::invalid_argument("LteCellConfig: SIB1 does not fit its transport block");
  }
  a.tbs_index = static_cast<int>(index);
  a.tbs_bits = sizes[index];
}

void choose_blocks(const LteCellConfig& c, Sib1Allocation& a) {
  constexpr int kBitsPerBlock = 220;  // QPSK in a block pair beside control and reference signals
  const int available = addressable_blocks(c);
  const int step = c.si_grant == SiGrant::k1C ? step_1c(c.bandwidth_prb) : 1;
  const int wanted = (4 * (a.tbs_bits + 24) + kBitsPerBlock - 1) / kBitsPerBlock;
  const int rounded = std::min((wanted + step - 1) / step * step, available / step * step);
  a.block_count = c.sib1.block_count ? *c.sib1.block_count : rounded;
  const int places = (available - a.block_count) / step + 1;
  // Neighbouring cells spread their SIB1 over the band.
  a.first_block = c.sib1.first_block ? *c.sib1.first_block : c.pci * 7 % std::max(places, 1) * step;
  if (a.block_count < 1 || a.first_block + a.block_count > available || a.first_block % step != 0 ||
      a.block_count % step != 0) {
    throw std::invalid_argument(
        "LteCellConfig: SIB1's resource blocks are outside the carrier or off its step");
  }
}

}  // namespace

int distributed_block(int virtual_block, int slot, int n_prb, bool second_gap) {
  const int g = gap(n_prb, second_gap);
  const int span = second_gap ? 2 * g : virtual_blocks(n_prb, false);  // blocks interleaved together
  const int p = group_size(n_prb);
  const int rows = (span + 4 * p - 1) / (4 * p) * p;
  const int nulls = 4 * rows - span;
  const int in_span = virtual_block % span;
  const int base = virtual_block / span * span;
  int block = rows * (in_span % 4) + in_span / 4;
  if (nulls != 0 && in_span >= span - nulls) {
    block = 2 * rows * (in_span % 2) + in_span / 2 - rows + (in_span % 2 == 0 ? nulls / 2 : 0);
  } else if (nulls != 0 && in_span % 4 >= 2) {
    block -= nulls / 2;
  }
  if (slot == 1) block = (block + span / 2) % span;
  block += base;
  // The halves of each interleaved span lie a gap apart.
  return block % span < span / 2 ? block : block + g - span / 2;
}

Sib1Allocation allocate_sib1(const LteCellConfig& config, std::size_t message_octets) {
  if (config.sib1.second_gap &&
      (!has_second_gap(config.bandwidth_prb) || config.si_grant == SiGrant::k1ALocalised)) {
    throw std::invalid_argument("LteCellConfig: the second gap is for distributed blocks of 50 PRB and more");
  }
  Sib1Allocation a;
  choose_size(config, message_octets, a);
  choose_blocks(config, a);
  for (int slot = 0; slot < 2; ++slot) {
    for (int i = 0; i < a.block_count; ++i) {
      const int block = a.first_block + i;
      a.prb[static_cast<std::size_t>(slot)].push_back(
          config.si_grant == SiGrant::k1ALocalised
              ? block
              : distributed_block(block, slot, config.bandwidth_prb, config.sib1.second_gap));
    }
    std::sort(a.prb[static_cast<std::size_t>(slot)].begin(), a.prb[static_cast<std::size_t>(slot)].end());
  }
  return a;
}

Bits encode_dci(const LteCellConfig& config, const Sib1Allocation& allocation, int rv) {
  return config.si_grant == SiGrant::k1C ? encode_1c(config, allocation) : encode_1a(config, allocation, rv);
}

}  // namespace sb::dsp::synth
