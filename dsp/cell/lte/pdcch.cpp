#include "dsp/cell/lte/pdcch.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/cell/lte/coding/crc.hpp"
#include "dsp/cell/lte/coding/rate_match.hpp"
#include "dsp/cell/lte/gold.hpp"
#include "dsp/cell/lte/pcfich.hpp"

namespace sb::dsp::lte {
namespace {

constexpr int kMaxDciBits = 64;
constexpr std::size_t kCrcBits = 16;
/// Sixteen bits of CRC let one noise word in 65536 through; a code word this like the soft bits is rare in
/// noise (which gives 0.6). Above the second there is no need to look for a better one.
constexpr float kMinCorrelation = 0.62F;
constexpr float kCertainCorrelation = 0.9F;

std::vector<float> signs(std::uint32_t c_init, std::size_t length) {
  std::vector<float> sign;
  sign.reserve(length);
  for (const auto bit : gold_sequence(c_init, length)) sign.push_back(bit != 0 ? -1.0F : 1.0F);
  return sign;
}

/// Signs of the code word of the two version bits alone, with the CRC that they bring.
std::vector<float> version_signs(int version, int rv_bit, int payload) {
  std::vector<std::uint8_t> block(static_cast<std::size_t>(payload) + kCrcBits);
  block[static_cast<std::size_t>(rv_bit)] = version >> 1 & 1;
  block[static_cast<std::size_t>(rv_bit) + 1] = version & 1;
  const auto crc = crc_parity(std::span(block).first(static_cast<std::size_t>(payload)), kCrc16);
  for (std::size_t i = 0; i < kCrcBits; ++i) block[block.size() - 1 - i] = crc >> i & 1U;
  std::vector<std::uint8_t> word(3 * block.size());
  convolutional_encode(block, word);
  std::vector<float> sign;
  sign.reserve(word.size());
  for (const auto bit : word) sign.push_back(bit != 0 ? -1.0F : 1.0F);
  return sign;
}

}  // namespace

PdcchSearch::PdcchSearch(const CellSync& sync, const Mib& mib, Duplex duplex, int subframe,
                         std::span<const int> phich_factors)
    : layout_{sync.pci,  sync.cyclic_prefix, mib.bandwidth_prb,
              mib.ports, mib.phich_duration, mib.phich_resource},
      duplex_(duplex),
      pcfich_(pcfich_elements(layout_)),
      pcfich_scrambling_(signs(
          (static_cast<std::uint32_t>(subframe) + 1U) * (2U * sync.pci + 1U) * 512U + sync.pci, kPcfichBits)),
      decoder_(kMaxDciBits) {
  for (std::size_t f = 0; f < codes_.size(); ++f) {
    const int payload = dci_bits(static_cast<DciFormat>(f), layout_.n_prb, duplex);
    codes_[f].bits = static_cast<std::size_t>(payload) + kCrcBits;
    codes_[f].buffer = convolutional_buffer(payload + static_cast<int>(kCrcBits));
    for (int version = 0; version < 4; ++version) {
      const int carried = static_cast<DciFormat>(f) == DciFormat::k1A ? version : 0;
      codes_[f].version_sign[static_cast<std::size_t>(version)] =
          version_signs(carried, std::min(rv_bit(layout_.n_prb, duplex), payload - 2), payload);
    }
  }
  for (const int factor : phich_factors) {
    for (int cfi = 1; cfi <= 3; ++cfi) add_region(control_symbols(layout_.n_prb, cfi), factor);
  }
  std::size_t longest = 0;
  for (const auto& region : regions_) longest = std::max(longest, 2 * region.elements.size());
  scrambling_ = signs(static_cast<std::uint32_t>(subframe) * 512U + sync.pci, longest);
}

void PdcchSearch::add_region(int symbols, int phich_factor) {
  ControlLayout layout = layout_;
  layout.phich_factor = phich_factor;
  Region region{symbols, pdcch_elements(layout, symbols), {}};
  const std::size_t cces = region.elements.size() / kCceElements;
  for (const std::size_t level : {4U, 8U}) {
    for (std::size_t m = 0; m < 16 / level && (m + 1) * level <= cces; ++m) {
      region.places.push_back({m * level, level, {}});
    }
  }
  if (!region.places.empty()) regions_.push_back(std::move(region));
}

std::array<int, 3> PdcchSearch::rank(const SubframeGrid& grid, const ChannelEstimate& channel) {
  std::array<float, kPcfichBits> soft;
  demap_qpsk(grid, channel, layout_.ports, pcfich_, soft);
  for (std::size_t i = 0; i < soft.size(); ++i) soft[i] *= pcfich_scrambling_[i];
  return rank_cfi(soft);
}

void PdcchSearch::demap(const Region& region, const SubframeGrid& grid, const ChannelEstimate& channel) {
  soft_.resize(2 * region.elements.size());
  demap_qpsk(grid, channel, layout_.ports, region.elements, soft_);
  for (std::size_t i = 0; i < soft_.size(); ++i) soft_[i] *= scrambling_[i];
}

void PdcchSearch::try_decode(DciFormat format, std::span<const float> coded, int symbols,
                             std::optional<FoundGrant>& best) {
  const Code& code = codes_[static_cast<std::size_t>(format)];
  bits_.resize(code.bits);
  decoder_.decode(coded, bits_);
  if (crc_mask(bits_, kCrc16) != kSiRnti) return;
  word_.resize(3 * code.bits);
  convolutional_encode(bits_, word_);
  float sum = 0.0F;
  float power = 0.0F;
  for (std::size_t i = 0; i < coded.size(); ++i) {
    sum += word_[i] != 0 ? -coded[i] : coded[i];
    power += coded[i] * coded[i];
  }
  const float correlation = sum / std::sqrt(power * static_cast<float>(coded.size()));
  if (!(correlation >= kMinCorrelation) || (best && correlation <= best->correlation)) return;
  auto grant = parse_dci(format, bits_, layout_.n_prb, duplex_);
  if (grant) best = FoundGrant{std::move(*grant), symbols, correlation};
}

void PdcchSearch::add_and_search(Place& place, std::size_t format, int version, int symbols,
                                 std::optional<FoundGrant>* together) {
  const auto& sign = codes_[format].version_sign[static_cast<std::size_t>(version)];
  auto& sum = place.sum[format];
  sum.resize(coded_.size());
  for (std::size_t i = 0; i < coded_.size(); ++i) sum[i] += coded_[i] * sign[i];
  if (together != nullptr) try_decode(static_cast<DciFormat>(format), sum, symbols, *together);
}

void PdcchSearch::search_region(Region& region, std::optional<int> version, std::optional<FoundGrant>& alone,
                                std::optional<FoundGrant>& together) {
  for (Place& place : region.places) {
    const auto soft = std::span<const float>(soft_).subspan(2 * kCceElements * place.first_cce,
                                                            2 * kCceElements * place.cces);
    for (std::size_t f = 0; f < codes_.size(); ++f) {
      const Code& code = codes_[f];
      coded_.assign(3 * code.bits, 0.0F);
      accumulate(code.buffer, 0, soft, coded_);
      try_decode(static_cast<DciFormat>(f), coded_, region.symbols, alone);
      if (version) {
        add_and_search(place, f, *version, region.symbols, occasions_ > 1 && !alone ? &together : nullptr);
      }
    }
  }
}

std::optional<FoundGrant> PdcchSearch::next(const SubframeGrid& grid, const ChannelEstimate& channel,
                                            int sfn) {
  ++occasions_;
  const int version = sib1_redundancy_version(sfn);
  std::optional<FoundGrant> alone;
  std::optional<FoundGrant> together;
  for (const int cfi : rank(grid, channel)) {
    for (Region& region : regions_) {
      if (region.symbols != control_symbols(layout_.n_prb, cfi)) continue;
      demap(region, grid, channel);
      search_region(region, version, alone, together);
      if (alone && alone->correlation > kCertainCorrelation) return alone;
    }
  }
  if (alone) return alone;
  if (together) together->grant.redundancy_version = version;
  return together;
}

std::optional<FoundGrant> PdcchSearch::once(const SubframeGrid& grid, const ChannelEstimate& channel) {
  std::optional<FoundGrant> alone;
  std::optional<FoundGrant> unused;
  for (const int cfi : rank(grid, channel)) {
    for (Region& region : regions_) {
      if (region.symbols != control_symbols(layout_.n_prb, cfi)) continue;
      demap(region, grid, channel);
      search_region(region, {}, alone, unused);
      if (alone && alone->correlation > kCertainCorrelation) return alone;
    }
  }
  return alone;
}

}  // namespace sb::dsp::lte
