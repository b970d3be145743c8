#include "dsp/cell/lte/si_schedule.hpp"

#include "dsp/cell/lte/control_region.hpp"

namespace sb::dsp::lte {

std::optional<SiOccasion> si_occasion(const Sib1& sib1, int sfn, int subframe) {
  if (subframe == 5 && sfn % 2 == 0) return std::nullopt;
  if (sib1.tdd) {
    const bool special = subframe % 5 == 1;
    const auto factors = phich_factors(Duplex::kTdd, sib1.tdd->subframe_assignment, subframe);
    if (special || factors.empty()) return std::nullopt;
  }
  const int window = sib1.si_window_ms;
  for (std::size_t n = 0; n < sib1.scheduling.size(); ++n) {
    const int period = kSubframesPerFrame * sib1.scheduling[n].periodicity_frames;
    const int begin = static_cast<int>(n) * window % period;
    const int since = (kSubframesPerFrame * sfn + subframe - begin + period) % period;
    if (since < window) return SiOccasion{n, since};
  }
  return std::nullopt;
}

}  // namespace sb::dsp::lte
