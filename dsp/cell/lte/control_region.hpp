#pragma once
// Resource element groups of the control region: which belong to PCFICH, which to PHICH, and in which order
// PDCCH uses the rest. TS 36.211 §6.2.4, §6.7.4, §6.8.5, §6.9.3.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dsp/cell/lte/mib.hpp"
#include "dsp/cell/lte/transmit_diversity.hpp"

namespace sb::dsp::lte {

/// What the layout of a control region depends on.
struct ControlLayout {
  std::uint16_t pci = 0;
  CyclicPrefix cyclic_prefix = CyclicPrefix::kNormal;
  int n_prb = 6;
  int ports = 1;
  PhichDuration phich_duration = PhichDuration::kNormal;
  PhichResource phich_resource = PhichResource::kOne;
  int phich_factor = 1;  ///< m_i of TS 36.211 table 6.9-1 in TDD, 1 in FDD
};

inline constexpr std::size_t kCceElements = 36;  ///< nine groups

/// Values that m_i can have in a subframe, TS 36.211 table 6.9-1, likeliest first: one in FDD or where the
/// uplink-downlink configuration (0..6) is known; none in an uplink subframe.
std::vector<int> phich_factors(Duplex duplex, std::optional<std::uint8_t> tdd_configuration, int subframe);

/// Most symbols that the control region can have: 3, or 4 in narrow cells.
constexpr int max_control_symbols(int n_prb) {
  return n_prb <= 10 ? 4 : 3;
}
/// Symbols of a control format indicator 1..3, TS 36.212 §5.3.4.
constexpr int control_symbols(int n_prb, int cfi) {
  return n_prb <= 10 ? cfi + 1 : cfi;
}

/// The sixteen elements of PCFICH, in order.
std::vector<ReIndex> pcfich_elements(const ControlLayout& layout);

/// Elements of PDCCH in the order of its bits: control channel element c is [36 c, 36 (c + 1)). The last
/// groups may be less than one control channel element. Empty when the PHICH needs more symbols than there
/// are.
std::vector<ReIndex> pdcch_elements(const ControlLayout& layout, int symbols);

}  // namespace sb::dsp::lte
