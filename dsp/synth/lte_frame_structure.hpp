#pragma once
// Which symbols of which subframes a cell sends, and what always stands in them. TS 36.211 §4, §6.7, §6.11.
#include "dsp/synth/lte_cell.hpp"
#include "dsp/synth/lte_control.hpp"
#include "dsp/synth/lte_grid.hpp"

namespace sb::dsp::synth {

/// One of the ten subframes, without what changes from frame to frame.
struct SubframeTemplate {
  int downlink_symbols = 0;  ///< 0 for uplink, fewer than all in a special subframe
  int control_symbols = 0;
  int cfi = 0;
  ControlLayout control;
  LteGrid grid;  ///< reference and synchronisation signals, PCFICH, places reserved beside the PBCH
};

/// Throws std::invalid_argument for a configuration outside the standard.
void check_config(const LteCellConfig& config);

int symbols_per_subframe(const LteCellConfig& config);

/// Template of subframe 0..9 when the control region asks for `cfi` (special subframes take what they may).
SubframeTemplate make_subframe(const LteCellConfig& config, int subframe, int cfi);

/// config.cfi, or the smallest in which subframe 5 has room for SIB1's grant.
int choose_cfi(const LteCellConfig& config);

/// Elements of the PBCH in subframe 0, in mapping order (240, or 216 with the extended prefix).
std::vector<ResourceElement> pbch_elements(const LteCellConfig& config);

}  // namespace sb::dsp::synth
