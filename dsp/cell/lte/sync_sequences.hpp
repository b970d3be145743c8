#pragma once
// Primary and secondary synchronisation sequences. TS 36.211 §6.11.
#include <array>
#include <cstddef>

#include "dsp/core/iq_block.hpp"

namespace sb::dsp::lte {

inline constexpr std::size_t kSyncCarriers = 62;

/// Subcarrier (relative to DC, which carries nothing) of element n of both signals: -31..-1, 1..31.
constexpr int sync_subcarrier(std::size_t n) {
  return n < 31 ? static_cast<int>(n) - 31 : static_cast<int>(n) - 30;
}

/// d_u(n), unit magnitude. n_id_2 0..2.
std::array<cf32, kSyncCarriers> pss_sequence(int n_id_2);
/// d(n), +-1. n_id_1 0..167; the sequence of subframe 0, or of subframe 5 when `second` is set.
std::array<float, kSyncCarriers> sss_sequence(int n_id_1, int n_id_2, bool second);

}  // namespace sb::dsp::lte
