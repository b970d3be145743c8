#include "dsp/cell/lte/pdsch.hpp"

#include <algorithm>

#include "dsp/cell/lte/dci.hpp"
#include "dsp/cell/lte/gold.hpp"

namespace sb::dsp::lte {
namespace {

constexpr int kCentralSubcarriers = 72;  ///< 62 of a synchronisation sequence and five left free either side

/// Symbols in which the central subcarriers belong to others. Subframes 0 and 5: SSS then PSS at the end of
/// the first slot in FDD, SSS alone at the end of the subframe in TDD, TS 36.211 §6.11. Subframe 0: PBCH in
/// the second slot, together with what it leaves free for reference signals, §6.6.4.
bool is_central_taken(const PdschLayout& layout, int subframe, int l) {
  const int per_slot = layout.cyclic_prefix == CyclicPrefix::kNormal ? 7 : 6;
  if (subframe == 0 && l >= per_slot && l < per_slot + 4) return true;
  if (subframe % 5 != 0) return false;
  if (layout.duplex == Duplex::kTdd) return l == 2 * per_slot - 1;
  return l == per_slot - 2 || l == per_slot - 1;
}

/// Every third (two or four ports) or sixth (one port) subcarrier of a reference symbol: its step, 0 where
/// there is none.
int reference_step(const PdschLayout& layout, int l_in_slot) {
  const int per_slot = layout.cyclic_prefix == CyclicPrefix::kNormal ? 7 : 6;
  if (l_in_slot == 0 || l_in_slot == per_slot - 3) return layout.ports == 1 ? 6 : 3;
  return l_in_slot == 1 && layout.ports == 4 ? 3 : 0;
}

/// Offset of the references; with one port the comb moves by three in the second reference symbol of a slot.
int reference_offset(const PdschLayout& layout, int l_in_slot) {
  const int shift = layout.ports == 1 && l_in_slot != 0 ? 3 : 0;
  return layout.pci + shift;
}

}  // namespace

std::vector<ReIndex> pdsch_elements(const PdschLayout& layout, int subframe, const PrbLists& prb,
                                    int control_symbols) {
  const int per_slot = layout.cyclic_prefix == CyclicPrefix::kNormal ? 7 : 6;
  const int subcarriers = layout.n_prb * kSubcarriersPerPrb;
  const int central = (subcarriers - kCentralSubcarriers) / 2;
  std::vector<ReIndex> elements;
  for (int l = control_symbols; l < 2 * per_slot; ++l) {
    const int step = reference_step(layout, l % per_slot);
    const int offset = reference_offset(layout, l % per_slot);
    const bool taken = is_central_taken(layout, subframe, l);
    for (const int block : prb[static_cast<std::size_t>(l / per_slot)]) {
      for (int k = block * kSubcarriersPerPrb; k < (block + 1) * kSubcarriersPerPrb; ++k) {
        if (step != 0 && k % step == offset % step) continue;
        if (taken && k >= central && k < central + kCentralSubcarriers) continue;
        elements.push_back(static_cast<ReIndex>(l * subcarriers + k));
      }
    }
  }
  // Transmit diversity sends pairs; an odd element at the end stays empty.
  if (layout.ports > 1 && elements.size() % 2 != 0) elements.pop_back();
  return elements;
}

void descramble_pdsch(std::uint16_t pci, int subframe, std::span<float> soft) {
  const std::uint32_t c_init = kSiRnti << 14U | static_cast<std::uint32_t>(subframe) << 9U;
  const auto c = gold_sequence(c_init + pci, soft.size());
  for (std::size_t i = 0; i < soft.size(); ++i) {
    if (c[i] != 0) soft[i] = -soft[i];
  }
}

std::vector<std::uint8_t> octets_of(std::span<const std::uint8_t> bits) {
  std::vector<std::uint8_t> octets(bits.size() / 8);
  for (std::size_t i = 0; i < 8 * octets.size(); ++i) {
    octets[i / 8] = static_cast<std::uint8_t>(octets[i / 8] << 1U | bits[i]);
  }
  return octets;
}

SoftBuffer::SoftBuffer(int transport_bits)
    : decoder_(transport_bits + 24),
      buffer_(turbo_buffer(transport_bits + 24)),
      coded_(buffer_.order.size()),
      bits_(static_cast<std::size_t>(transport_bits + 24)) {}

void SoftBuffer::clear() {
  std::ranges::fill(coded_, 0.0F);
}

void SoftBuffer::add(std::span<const float> soft, int redundancy_version) {
  accumulate(buffer_.order, buffer_.start[redundancy_version], soft, coded_);
}

std::span<const std::uint8_t> SoftBuffer::decode() {
  if (!decoder_.decode(coded_, bits_)) return {};
  return bits_;
}

}  // namespace sb::dsp::lte
