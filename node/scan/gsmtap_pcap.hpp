#pragma once
// What cells broadcast, as a capture file that protocol analysers read: GSMTAP over UDP 4729, one packet a
// message.
#include <iosfwd>
#include <span>

#include "dsp/core/detection.hpp"

namespace sb::node {

/// libpcap file (raw IPv4) with the master and system information of LTE cells: GSMTAP's sub-types BCCH-BCH
/// and BCCH-DL-SCH, the only ones there are here. Packets carry the time of the cell's first frame since the
/// capture's start, its EARFCN where it fits GSMTAP's 14 bits, its SNR, and its PCI in the IPv4
/// identification.
void write_gsmtap_pcap(std::span<const dsp::CellEvidence> cells, std::ostream& out);

}  // namespace sb::node
