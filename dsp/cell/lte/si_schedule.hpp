#pragma once
// When SystemInformation messages are on the air. TS 36.331 §5.2.3, TS 36.321 §5.3.1.
#include <cstddef>
#include <optional>

#include "dsp/cell/lte/sib1.hpp"

namespace sb::dsp::lte {

struct SiOccasion {
  std::size_t message = 0;     ///< number in SIB1's list, from 0
  int subframe_of_window = 0;  ///< 0 .. window - 1
};

/// The message that may be sent in a subframe, whose content is a whole downlink subframe (special subframes
/// of TDD are not received). Nothing outside every window and in SIB1's own subframe.
std::optional<SiOccasion> si_occasion(const Sib1& sib1, int sfn, int subframe);

/// Of format 1C, which leaves it to the place in the window; 1A tells it.
constexpr int si_redundancy_version(int subframe_of_window) {
  constexpr int kVersions[] = {0, 2, 3, 1};
  return kVersions[subframe_of_window % 4];
}

}  // namespace sb::dsp::lte
