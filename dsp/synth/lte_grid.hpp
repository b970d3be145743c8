#pragma once
// One downlink subframe of resource elements, per antenna port, each labelled with its channel.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dsp/core/iq_block.hpp"

namespace sb::dsp::synth {

enum class LteChannel : std::uint8_t {
  kNothing,
  kReserved,  ///< reference symbol of a port this cell has not, beside the PBCH: never used
  kCrs,
  kPss,
  kSss,
  kPbch,
  kPcfich,
  kPhich,
  kPdcch,
  kSib1,  ///< PDSCH with SIB1
  kData,  ///< PDSCH with random data
  kSi,    ///< PDSCH with an SI message
};

struct LteGrid {
  int subcarriers = 0;  ///< 12 x PRB; 0 is the lowest, DC is not counted
  int symbols = 0;      ///< 14 or 12
  int ports = 0;
  std::vector<cf32> re;             ///< [port][symbol][subcarrier]
  std::vector<LteChannel> channel;  ///< [symbol][subcarrier]

  std::size_t elements() const {
    return static_cast<std::size_t>(symbols) * static_cast<std::size_t>(subcarriers);
  }
  std::size_t index(int symbol, int subcarrier) const {
    return static_cast<std::size_t>(symbol) * static_cast<std::size_t>(subcarriers) +
           static_cast<std::size_t>(subcarrier);
  }
  cf32& at(int port, int symbol, int subcarrier) {
    return re[static_cast<std::size_t>(port) * elements() + index(symbol, subcarrier)];
  }
  const cf32& at(int port, int symbol, int subcarrier) const {
    return re[static_cast<std::size_t>(port) * elements() + index(symbol, subcarrier)];
  }
  LteChannel& owner(int symbol, int subcarrier) { return channel[index(symbol, subcarrier)]; }
  LteChannel owner(int symbol, int subcarrier) const { return channel[index(symbol, subcarrier)]; }
};

}  // namespace sb::dsp::synth
