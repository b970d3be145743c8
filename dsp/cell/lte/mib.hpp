#pragma once
// Physical broadcast channel and the MasterInformationBlock. TS 36.211 §6.6, TS 36.212 §5.3.1, TS 36.331
// §6.2.2.
#include <array>
#include <cstdint>
#include <optional>

#include "dsp/cell/lte/cell_stream.hpp"

namespace sb::dsp::lte {

enum class PhichDuration : std::uint8_t { kNormal, kExtended };
/// N_g of TS 36.211 §6.9.
enum class PhichResource : std::uint8_t { kSixth, kHalf, kOne, kTwo };

struct Mib {
  std::uint16_t bandwidth_prb = 6;  ///< 6 15 25 50 75 100
  std::uint8_t ports = 1;           ///< 1 2 4, from the CRC mask
  PhichDuration phich_duration = PhichDuration::kNormal;
  PhichResource phich_resource = PhichResource::kOne;
  std::uint16_t sfn_frame0 = 0;  ///< SFN of the stream's frame 0, 0..1023
  std::array<std::uint8_t, 3>
      message{};  ///< octets of BCCH-BCH-Message in the first 40 ms that were combined
};

/// Decodes the PBCH of a stream of 6 PRB. Combines the soft bits of up to four 40 ms periods (the SFN's count
/// is undone through the linearity of the code). Nothing when no CRC passes, or when only inconsistent ones
/// do.
std::optional<Mib> decode_mib(CellStream& central_six_prb);

}  // namespace sb::dsp::lte
