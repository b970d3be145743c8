#pragma once
// SystemInformation messages off the air: each window's grants under SI-RNTI, their transmissions combined.
// TS 36.331 §5.2.3, TS 36.321 §5.3.1, TS 36.213 §7.1.
#include <cstdint>
#include <optional>
#include <vector>

#include "dsp/cell/lte/cell_stream.hpp"
#include "dsp/cell/lte/mib.hpp"
#include "dsp/cell/lte/sib1.hpp"
#include "dsp/cell/lte/system_information.hpp"

namespace sb::dsp::lte {

struct ReceivedSi {
  std::size_t number = 0;                    ///< in SIB1's list, from 0
  std::vector<std::uint8_t> message;         ///< octets of the transport block without its CRC
  std::optional<SystemInformation> content;  ///< nothing: it does not read as one
  int frame = 0, subframe = 0;               ///< of the transmission that completed it
  int transmissions = 0;                     ///< combined
};

/// Every message whose windows lie in the stream and whose CRC passes, each once, in SIB1's order. The
/// stream has the cell's full bandwidth. Cost: a channel estimate and some forty Viterbi decodings for each
/// subframe of a window until the message is there.
std::vector<ReceivedSi> receive_system_information(CellStream& carrier, const Mib& mib, const Sib1& sib1);

}  // namespace sb::dsp::lte
