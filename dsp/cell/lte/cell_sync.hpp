#pragma once
// What the synchronisation signals say about one cell. TS 36.211 §6.11.
#include <cstdint>

#include "dsp/core/detection.hpp"

namespace sb::dsp::lte {

struct CellSync {
  std::uint16_t pci = 0;  ///< 3 N_ID_1 + N_ID_2, 0..503
  CyclicPrefix cyclic_prefix = CyclicPrefix::kNormal;
  Duplex duplex = Duplex::kFdd;
  double cfo_hz = 0.0;  ///< of the stream it was found in; +x: the carrier lies x Hz above the stream's 0 Hz
  double frame_start_s =
      0.0;  ///< start of a radio frame (subframe 0), seconds after the stream's first sample, in [0, 10 ms)
  double sample_clock_ppm = 0.0;  ///< frames are 10 ms x (1 + ppm 1e-6) long in the stream's samples
  float snr_db = kNotMeasured;    ///< of one synchronisation-signal resource element
  float metric = 0.0F;            ///< detection statistic over its threshold, linear; >= 1
};

}  // namespace sb::dsp::lte
