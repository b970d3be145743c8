#pragma once
// SystemInformation contents drawn by seed: every field in its range, every option in and out.
#include <cstdint>

#include "dsp/synth/lte_si_messages.hpp"

namespace sb::tests {

/// At least one block; `seed` says all.
dsp::synth::SiContent random_si(std::uint64_t seed);

}  // namespace sb::tests
