#pragma once
// The SI-RNTI grant of SIB1: which resource blocks, which size, and the bits that say so.
// TS 36.211 §6.2.3, TS 36.212 §5.3.3.1, TS 36.213 §7.1.6, §7.1.7.
#include <array>
#include <cstddef>
#include <vector>

#include "dsp/synth/bits.hpp"
#include "dsp/synth/lte_cell.hpp"

namespace sb::dsp::synth {

struct Sib1Allocation {
  int first_block = 0;  ///< virtual resource blocks
  int block_count = 0;
  int tbs_index = 0;
  int tbs_bits = 0;
  std::array<std::vector<int>, 2> prb;  ///< physical resource blocks in the first and second slot
};

/// Physical block of a distributed virtual block in the first (0) or second (1) slot (§6.2.3.2).
int distributed_block(int virtual_block, int slot, int n_prb, bool second_gap);

/// Chooses what config.sib1 leaves open: the smallest transport block that holds the message, at a code rate
/// near 1/4. Throws std::invalid_argument when the grant cannot be expressed or the message does not fit.
Sib1Allocation allocate_sib1(const LteCellConfig& config, std::size_t message_octets);

/// DCI format 1A or 1C for the allocation, without its CRC.
Bits encode_dci(const LteCellConfig& config, const Sib1Allocation& allocation, int rv);

}  // namespace sb::dsp::synth
