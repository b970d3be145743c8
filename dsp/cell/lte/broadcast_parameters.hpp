#pragma once
// From messages to the fields that rules look at.
#include <optional>

#include "dsp/cell/lte/sib1.hpp"
#include "dsp/cell/lte/system_information.hpp"

namespace sb::dsp::lte {

BroadcastParameters parameters_of(const Sib1& sib1);

/// `own_channel`: EARFCN of the cell, to which SIB4 speaks of; without it SIB4's neighbours are left out.
void add_parameters(const SystemInformation& information, std::optional<std::uint32_t> own_channel,
                    BroadcastParameters& parameters);

}  // namespace sb::dsp::lte
