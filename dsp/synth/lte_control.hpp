#pragma once
// The control region: resource-element groups, PCFICH, PHICH, PDCCH. TS 36.211 §6.2.4, §6.7 - §6.9.
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/synth/bits.hpp"
#include "dsp/synth/counter_random.hpp"
#include "dsp/synth/lte_cell.hpp"
#include "dsp/synth/lte_grid.hpp"
#include "dsp/synth/lte_modulation.hpp"

namespace sb::dsp::synth {

inline constexpr int kGroupsPerCce = 9;
inline constexpr std::size_t kBitsPerCce = 72;

/// Four elements that carry control symbols together.
using ElementGroup = std::array<ResourceElement, 4>;

/// Who owns which group in one kind of subframe.
struct ControlLayout {
  std::array<ElementGroup, 4> pcfich;
  std::vector<std::array<ElementGroup, 3>>
      phich;                        ///< per mapping unit: one group (normal prefix) or two (extended)
  std::vector<ElementGroup> pdcch;  ///< in the order in which quadruplets are mapped

  int cce_count() const { return static_cast<int>(pdcch.size()) / kGroupsPerCce; }
};

/// A code word on consecutive control channel elements.
struct PdcchWord {
  int first_cce = 0;
  Bits bits;  ///< 72 per element, before scrambling
};

/// PHICH groups of a subframe (with m_i of table 6.9-1 in TDD), counted as the standard does for the cyclic
/// prefix.
int phich_groups(const LteCellConfig& config, int subframe);

/// `symbols`: OFDM symbols of the control region, 1..4.
ControlLayout control_layout(const LteCellConfig& config, int subframe, int symbols);

/// CFI 1..3 with its scrambling.
void put_pcfich(const LteCellConfig& config, const ControlLayout& layout, int subframe, int cfi,
                LteGrid& grid);
/// Random acknowledgements on a share config.phich_load of the sequences.
void put_phich(const LteCellConfig& config, const ControlLayout& layout, int subframe, CounterRandom& random,
               LteGrid& grid);
/// Words must not overlap and lie within layout.cce_count(). Elements without a word stay empty.
void put_pdcch(const LteCellConfig& config, const ControlLayout& layout, int subframe,
               std::span<const PdcchWord> words, LteGrid& grid);

}  // namespace sb::dsp::synth
