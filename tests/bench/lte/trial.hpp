#pragma once
// One try at hearing one synthetic cell in noise, and one block of noise in which there is none.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"
#include "dsp/synth/scene.hpp"

namespace sb::bench {

/// A row of issue 8's table.
struct Row {
  std::string_view name;
  dsp::DecodeLevel level;  ///< that counts as heard
  double goal_db;          ///< ratio of a port 0 reference element to the noise in it
  double seconds;          ///< of the block
  double rate_hz = 1.92e6;
  std::uint16_t prb = 6;
  std::uint8_t ports = 2;
  dsp::synth::FadingProfile fading = dsp::synth::FadingProfile::kNone;
  double doppler_hz = 0.0;
  double max_cfo_hz = 2e3;  ///< drawn evenly, as the next
  double max_clock_ppm = 2.0;
};

struct Outcome {
  bool heard = false;
  bool wrong = false;  ///< the cell was reported with a field that is not its own
  int others = 0;      ///< cells that are not there
  double cpu_s = 0.0;  ///< of the receiver
};

/// Identity, data, delay, offset, clock, fading and noise are drawn from `seed`.
Outcome try_row(const Row& row, double snr_db, std::uint64_t seed);

enum class Nothing : std::uint8_t { kNoise, kOfdm, kOffsetCell };
std::optional<Nothing> nothing_named(std::string_view name);

/// A block of 160 ms at 1.92 MS/s of white noise, of OFDM symbols of LTE's shape (random QPSK on 72 carriers,
/// normal prefix, 10 dB over noise), or of one cell 35 kHz off at +20 dB. `others` counts what is not there.
Outcome try_nothing(Nothing what, std::uint64_t seed);

}  // namespace sb::bench
