#pragma once
// Multipath profiles of TS 36.101 annex B.2 as frequency responses, one per antenna port and OFDM symbol.
#include <cstdint>

#include "dsp/synth/lte_cell.hpp"
#include "dsp/synth/scene.hpp"

namespace sb::dsp::synth {

/// Rayleigh taps of unit mean total power, independent from port to port: sums of sinusoids (Clarke), a pure
/// function of (key, port, symbol). `profile` is not kNone. A delay beyond the cyclic prefix makes no
/// interference here.
ChannelResponse fading_response(FadingProfile profile, double doppler_hz, CyclicPrefix cp, std::uint64_t key);

}  // namespace sb::dsp::synth
