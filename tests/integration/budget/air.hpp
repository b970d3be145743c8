#pragma once
// What thirty nodes hear on an ordinary day: seeded, and nothing of it an incident.
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::budget {

enum class Air : std::uint8_t {
  kNoise,    ///< a receiver's noise, its passband and its own carrier: four bands by turns
  kBusyLte,  ///< a loaded, fading cell that is decoded, a weaker one on its channel that is not
  kTdd,      ///< a TDD cell, decoded in half of the blocks
  kIsm,      ///< packets of remote controls and meters at 433 MHz
  kPhones,   ///< bursts of handsets in the uplink of band 3
};
inline constexpr std::array<Air, 5> kAllAir{Air::kNoise, Air::kBusyLte, Air::kTdd, Air::kIsm, Air::kPhones};
std::string_view name_of(Air air);

/// Blocks of 160 ms at 1.92 MS/s, one after the other; another site for every seed.
class Site {
 public:
  Site(Air air, std::uint64_t seed);
  ~Site();

  struct Heard {
    dsp::IqBlock block;  ///< borrowed until the next call
    std::vector<dsp::CellEvidence> cells;
  };
  Heard next();
  static constexpr double kBlockS = 0.16;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::budget
