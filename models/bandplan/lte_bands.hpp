#pragma once
// LTE operating bands and EARFCN arithmetic (TS 36.101 §5.7.3).
#include <cstdint>
#include <optional>
#include <span>

namespace sb::models {

struct LteBand {
  std::uint16_t number;  ///< 3 for band 3
  bool tdd;
  double dl_low_hz;          ///< F_DL_low
  std::uint32_t earfcn_low;  ///< N_Offs-DL
  std::uint32_t earfcn_high;
};

std::span<const LteBand> lte_bands();
/// Downlink centre frequency of an EARFCN; nothing when no band of the table holds it.
std::optional<double> lte_frequency_hz(std::uint32_t earfcn);
/// The EARFCN nearest to a downlink frequency (at most 50 kHz away). Where bands overlap (38 in 41, 66 over 4
/// ...) the band with the lowest number wins unless `band` names one.
std::optional<std::uint32_t> lte_earfcn(double frequency_hz,
                                        std::optional<std::uint16_t> band = std::nullopt);
/// The band of an EARFCN, or nullptr.
const LteBand* lte_band_of(std::uint32_t earfcn);

}  // namespace sb::models
