#pragma once
// LTE captures of the corpus with the synchronisation that their truth tells, so that decoding is tested by
// itself.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "dsp/cell/lte/cell_sync.hpp"
#include "dsp/cell/lte/numerology.hpp"
#include "dsp/core/iq_block.hpp"

namespace sb::tests {

struct LteCapture {
  std::string name;
  nlohmann::json truth;  ///< the capture's "truth" object
  dsp::lte::CellSync sync;
  int sfn_frame0 = 0;    ///< of the frame that CellStream calls frame 0
  std::string sib1_hex;  ///< empty where the truth has none
  double sample_rate_hz = 0.0;

  int fft_size() const;
  std::vector<dsp::cf32> samples() const;  ///< reads the file
};

/// Captures of `folder` ("generated" or "real") whose rate is a multiple of 1.92 MS/s and whose frame start
/// is known. Empty where the corpus is absent.
std::vector<LteCapture> lte_captures(const std::string& folder);

/// The 1.92 MS/s captures off the air in which there is no cell.
std::vector<LteCapture> captures_without_cell();

std::vector<std::uint8_t> from_hex(const std::string& hex);
std::string to_hex(std::span<const std::uint8_t> octets);

}  // namespace sb::tests
