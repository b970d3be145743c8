#pragma once
// What a receiver makes of strong signals by itself, told from emitters: its own carrier, mirror images,
// intermodulation and the harmonics of clipping.
#include <cstdint>
#include <span>
#include <vector>

namespace sb::dsp {

struct ArtefactSettings {
  double image_db = 20.0;            ///< an image is at least this far below its original
  double intermodulation_db = 25.0;  ///< a third-order product is at least this far below both its parents
  double skirt_db =
      30.0;  ///< within a bandwidth of something this much stronger: its own out-of-band emission
  double range_db = 40.0;  ///< spurious-free range: what is further below the strongest is the receiver's own
  // A steady noise-like rise is taken for the passband's shape while no spur map has flattened it: up to ...
  double passband_db = 6.0;        ///< ... anywhere,
  double wide_passband_db = 12.0;  ///< ... over 40 % of the span,
  double edge_passband_db = 25.0;  ///< ... at an end of the span.
  double clipping_db = 9.0;        ///< a hard-limited carrier's third harmonic is 9.5 dB below it
  double clipped_share = 1e-3;     ///< of samples at full scale, from which clipping is believed
  double overload_share =
      0.05;  ///< from here a single emission must hold most of the power to be believed ...
  double saturated_share = 0.3;  ///< ... and from here even that only if it is no mixture itself
};

struct ArtefactCounts {
  std::uint32_t own_carrier = 0, image = 0, intermodulation = 0, clipping = 0, overload = 0, spur = 0,
                range = 0, skirt = 0, passband = 0;
};

/// One thing in the spectrum, for judging. Frequencies are offsets from the receiver's centre.
struct Heard {
  double offset_hz = 0.0, width_hz = 0.0;
  double power = 0.0;       ///< mean over the block, linear
  bool steady = false;      ///< on over all of the block
  bool noise_like = false;  ///< kurtosis of noise
  bool prefix = false;      ///< has a cyclic prefix: no noise
  double snr_db = 0.0;
};

struct Circumstances {
  double total_power = 0.0;    ///< of the block, linear
  double clipped_share = 0.0;  ///< of samples at full scale, 0..1
  double bin_hz = 0.0;         ///< resolution
  double span_hz = 0.0;
  double carrier_power = 0.0;  ///< of the receiver's own carrier, already taken out
  bool flattened = false;      ///< the passband is known and taken out
};

/// For each of `heard`, 1 if it is the receiver's own doing; counted by reason.
std::vector<std::uint8_t> find_artefacts(std::span<const Heard> heard, const Circumstances& at,
                                         const ArtefactSettings& settings, ArtefactCounts& counts);

}  // namespace sb::dsp
