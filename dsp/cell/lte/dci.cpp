#include "dsp/cell/lte/dci.hpp"

#include <algorithm>
#include <array>

#include "dsp/cell/lte/transport_block_size.hpp"

namespace sb::dsp::lte {
namespace {

/// Payload sizes that format 1A may not have, TS 36.212 table 5.3.3.1.2-1.
constexpr std::array<int, 10> kAmbiguousSizes{12, 14, 16, 20, 24, 26, 32, 40, 44, 56};
constexpr int kFirstWithGap2 = 50;

class Fields {
 public:
  explicit Fields(std::span<const std::uint8_t> bits) : bits_(bits) {}
  unsigned take(int length) {
    unsigned value = 0;
    for (int i = 0; i < length; ++i) value = value << 1U | bits_[at_++];
    return value;
  }

 private:
  std::span<const std::uint8_t> bits_;
  std::size_t at_ = 0;
};

/// Granularity of format 1C's allocation, TS 36.213 table 7.1.6.3-1.
int step_1c(int n_prb) {
  return n_prb < kFirstWithGap2 ? 2 : 4;
}
int riv_bits_1c(int n_prb) {
  return riv_bits(virtual_blocks(VrbKind::kDistributedGap1, n_prb) / step_1c(n_prb));
}
int harq_bits(Duplex duplex) {
  return duplex == Duplex::kFdd ? 3 : 4;
}

std::optional<SiGrant> parse_1a(Fields fields, int n_prb, Duplex duplex) {
  if (fields.take(1) != 1) return std::nullopt;  // 0 is format 0, an uplink grant
  const bool distributed = fields.take(1) == 1;
  const unsigned riv = fields.take(riv_bits(n_prb));
  const unsigned mcs = fields.take(5);
  fields.take(harq_bits(duplex));
  const bool gap2 = fields.take(1) == 1 && n_prb >= kFirstWithGap2;  // new data indicator, here the gap
  const unsigned version = fields.take(2);
  const bool three_columns = fields.take(2) % 2 == 1;  // low bit of the power control command

  const VrbKind kind = !distributed ? VrbKind::kLocalised
                       : gap2       ? VrbKind::kDistributedGap2
                                    : VrbKind::kDistributedGap1;
  const auto range = decode_riv(riv, n_prb);
  if (!range || range->first + range->length > virtual_blocks(kind, n_prb) || mcs >= kTbsTwoPrb.size()) {
    return std::nullopt;
  }
  return SiGrant{DciFormat::k1A, physical_blocks(kind, *range, n_prb),
                 three_columns ? kTbsThreePrb[mcs] : kTbsTwoPrb[mcs], static_cast<int>(version)};
}

std::optional<SiGrant> parse_1c(Fields fields, int n_prb) {
  const bool gap2 = n_prb >= kFirstWithGap2 && fields.take(1) == 1;
  const unsigned riv = fields.take(riv_bits_1c(n_prb));
  const unsigned index = fields.take(5);
  const VrbKind kind = gap2 ? VrbKind::kDistributedGap2 : VrbKind::kDistributedGap1;
  const int step = step_1c(n_prb);
  const auto steps = decode_riv(riv, virtual_blocks(kind, n_prb) / step);
  if (!steps) return std::nullopt;
  const VrbRange range{steps->first * step, steps->length * step};
  return SiGrant{DciFormat::k1C, physical_blocks(kind, range, n_prb), kTbsFormat1C[index], 0};
}

}  // namespace

int dci_bits(DciFormat format, int n_prb, Duplex duplex) {
  if (format == DciFormat::k1C) return (n_prb >= kFirstWithGap2 ? 1 : 0) + riv_bits_1c(n_prb) + 5;
  const int index_bits = duplex == Duplex::kFdd ? 0 : 2;
  const int bits = 1 + 1 + riv_bits(n_prb) + 5 + harq_bits(duplex) + 1 + 2 + 2 + index_bits;
  return bits + (std::ranges::find(kAmbiguousSizes, bits) != kAmbiguousSizes.end() ? 1 : 0);
}

int rv_bit(int n_prb, Duplex duplex) {
  return 1 + 1 + riv_bits(n_prb) + 5 + harq_bits(duplex) + 1;
}

std::optional<SiGrant> parse_dci(DciFormat format, std::span<const std::uint8_t> bits, int n_prb,
                                 Duplex duplex) {
  return format == DciFormat::k1A ? parse_1a(Fields(bits), n_prb, duplex) : parse_1c(Fields(bits), n_prb);
}

}  // namespace sb::dsp::lte
