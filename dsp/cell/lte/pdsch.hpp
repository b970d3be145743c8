#pragma once
// Physical downlink shared channel with system information: QPSK, transmit diversity.
// TS 36.211 §6.3, §6.4, TS 36.212 §5.3.2.
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/cell/lte/cell_sync.hpp"
#include "dsp/cell/lte/coding/rate_match.hpp"
#include "dsp/cell/lte/coding/turbo.hpp"
#include "dsp/cell/lte/resource_allocation.hpp"
#include "dsp/cell/lte/transmit_diversity.hpp"

namespace sb::dsp::lte {

/// What the mapping of PDSCH depends on besides the allocation.
struct PdschLayout {
  std::uint16_t pci = 0;
  CyclicPrefix cyclic_prefix = CyclicPrefix::kNormal;
  Duplex duplex = Duplex::kFdd;
  int n_prb = 6;
  int ports = 1;
};

/// Elements of an allocation in the order of transmission. `subframe`: 0..9, a whole downlink one (in TDD
/// neither 1 nor 6). `control_symbols`: where the data begin.
std::vector<ReIndex> pdsch_elements(const PdschLayout& layout, int subframe, const PrbLists& prb,
                                    int control_symbols);

/// Descrambles `soft`, two values per element, under SI-RNTI.
void descramble_pdsch(std::uint16_t pci, int subframe, std::span<float> soft);

/// Whole octets of a transport block, first bit highest.
std::vector<std::uint8_t> octets_of(std::span<const std::uint8_t> bits);

/// Sum of the redundancy versions of one transport block.
class SoftBuffer {
 public:
  /// `transport_bits`: without CRC; with it a turbo size, as all sizes of system information are.
  explicit SoftBuffer(int transport_bits);
  int transport_bits() const { return decoder_.block_bits() - 24; }
  void clear();
  void add(std::span<const float> soft, int redundancy_version);
  /// Bits of the block with its CRC; empty when that does not pass.
  std::span<const std::uint8_t> decode();

 private:
  TurboDecoder decoder_;
  TurboBuffer buffer_;
  std::vector<float> coded_;
  std::vector<std::uint8_t> bits_;
};

}  // namespace sb::dsp::lte
