#pragma once
// The two broadcast messages in UPER. TS 36.331 §6.2.2, §6.3.1; ITU-T X.691.
#include <cstdint>

#include "dsp/synth/bits.hpp"
#include "dsp/synth/lte_cell.hpp"

namespace sb::dsp::synth {

/// 24 bits of BCCH-BCH-Message for a frame of this SFN (0..1023; its low two bits are not in the message).
Bits encode_mib(const LteCellConfig& config, std::uint16_t sfn);

/// BCCH-DL-SCH-Message with SystemInformationBlockType1, not yet padded. Throws std::invalid_argument for a
/// field out of range.
Bits encode_sib1(const LteCellConfig& config);

}  // namespace sb::dsp::synth
