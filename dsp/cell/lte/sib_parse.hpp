#pragma once
// The blocks of a SystemInformation message, one reader each. TS 36.331 §6.3.1.
#include "dsp/cell/lte/system_information.hpp"
#include "dsp/cell/lte/uper_reader.hpp"

namespace sb::dsp::lte {

/// The reader stands at the block's first bit and is left behind its last, extensions included.
Sib2 read_sib2(UperReader& in);
Sib3 read_sib3(UperReader& in);
Sib4 read_sib4(UperReader& in);
std::vector<EutraCarrier> read_sib5(UperReader& in);
std::vector<UtraCarrier> read_sib6(UperReader& in);
std::vector<GeranCarriers> read_sib7(UperReader& in);

/// ReselectionThreshold and Q-RxLevMin come in steps of 2 dB.
inline std::uint8_t read_threshold_db(UperReader& in, const char* field) {
  return static_cast<std::uint8_t>(2 * in.bits(5, field));
}
inline std::int16_t read_q_rx_lev_min_dbm(UperReader& in) {
  return static_cast<std::int16_t>(2 * (static_cast<int>(in.up_to(48, 6, "q-RxLevMin")) - 70));
}
inline std::uint8_t read_priority(UperReader& in) {
  return static_cast<std::uint8_t>(in.bits(3, "cellReselectionPriority"));
}

}  // namespace sb::dsp::lte
