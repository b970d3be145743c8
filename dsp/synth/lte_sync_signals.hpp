#pragma once
// Primary and secondary synchronisation signals. TS 36.211 §6.11.
#include <array>
#include <cstdint>

#include "dsp/core/iq_block.hpp"

namespace sb::dsp::synth {

inline constexpr int kSyncLength = 62;  ///< subcarriers 5 .. 66 of the central 72

/// Zadoff-Chu sequence of N_ID_2 0..2.
std::array<cf32, kSyncLength> primary_sync(int n_id_2);
/// M-sequences of a cell identity 0..503, for subframe 0 or 5.
std::array<float, kSyncLength> secondary_sync(int pci, int subframe);

}  // namespace sb::dsp::synth
