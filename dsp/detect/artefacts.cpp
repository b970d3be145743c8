#include "dsp/detect/artefacts.hpp"

#include <algorithm>
#include <cmath>

namespace sb::dsp {
namespace {

double ratio(double db) {
  return std::pow(10.0, db / 10.0);
}

/// The local oscillator's leak: a steady line at 0 Hz no wider than the window makes it, and its skirts.
bool is_own_carrier(const Heard& h, const Circumstances& at) {
  const bool line = std::fabs(h.offset_hz) < 2.0 * at.bin_hz && h.width_hz < 8.0 * at.bin_hz;
  const bool skirt = std::fabs(h.offset_hz) < 0.5 * h.width_hz && h.power < at.carrier_power * ratio(-20.0);
  return h.steady && (line || skirt);
}

/// Noise through a passband that is not flat looks like a weak wideband emitter that never pauses. Only a
/// spur map or a baseline can tell them apart: until there is one, it is not reported.
bool is_passband(const Heard& h, const Circumstances& at, const ArtefactSettings& settings) {
  if (at.flattened || h.width_hz < 16.0 * at.bin_hz || !h.steady || !h.noise_like || h.prefix) return false;
  const bool wide = h.width_hz > 0.4 * at.span_hz;
  const bool cut = std::fabs(h.offset_hz) + 0.5 * h.width_hz > 0.49 * at.span_hz;
  return h.snr_db < settings.passband_db || (wide && h.snr_db < settings.wide_passband_db) ||
         (cut && h.snr_db < settings.edge_passband_db);
}

/// A limiter keeps one carrier what it was; a mixture it turns into anything.
bool is_overloaded(std::span<const Heard> heard, const Circumstances& at, const ArtefactSettings& settings) {
  if (at.clipped_share < settings.overload_share || heard.empty()) return false;
  const Heard& strongest = *std::max_element(
      heard.begin(), heard.end(), [](const Heard& a, const Heard& b) { return a.power < b.power; });
  const bool mixture = strongest.steady && strongest.noise_like;
  return strongest.power < 0.6 * at.total_power || (mixture && at.clipped_share > settings.saturated_share);
}

bool is_near(double offset_hz, double width_hz, const Heard& h, double bin_hz) {
  return std::fabs(offset_hz - h.offset_hz) < 0.5 * std::max(width_hz, h.width_hz) + 2.0 * bin_hz;
}

/// Beside a modulated carrier stands what its transmitter lets out of its band (ITU-R SM.1541).
bool is_skirt(const Heard& h, std::span<const Heard> all, double down_db) {
  return std::any_of(all.begin(), all.end(), [&](const Heard& other) {
    return other.power > h.power * ratio(down_db) &&
           std::fabs(other.offset_hz - h.offset_hz) < other.width_hz;
  });
}

bool is_image(const Heard& h, std::span<const Heard> all, const Circumstances& at, double image_db) {
  return std::any_of(all.begin(), all.end(), [&](const Heard& other) {
    return &other != &h && other.power > h.power * ratio(image_db) &&
           is_near(-other.offset_hz, other.width_hz, h, at.bin_hz);
  });
}

/// 2 f1 - f2 of two others, as wide as their widths make it.
bool is_intermodulation(const Heard& h, std::span<const Heard> all, const Circumstances& at, double down_db) {
  const double least = h.power * ratio(down_db);
  for (const Heard& a : all) {
    if (&a == &h || a.power < least) continue;
    for (const Heard& b : all) {
      if (&b == &h || &b == &a || b.power < least) continue;
      if (is_near(2.0 * a.offset_hz - b.offset_hz, 2.0 * a.width_hz + b.width_hz, h, at.bin_hz)) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<std::uint8_t> find_artefacts(std::span<const Heard> heard, const Circumstances& at,
                                         const ArtefactSettings& settings, ArtefactCounts& counts) {
  std::vector<std::uint8_t> own(heard.size());
  double strongest = 0.0;
  for (const Heard& h : heard) strongest = std::max(strongest, h.power);
  const bool overload = is_overloaded(heard, at, settings);
  const bool clipping = at.clipped_share > settings.clipped_share;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    const Heard& h = heard[i];
    std::uint32_t* reason = nullptr;
    if (overload) {
      reason = &counts.overload;
    } else if (is_own_carrier(h, at)) {
      reason = &counts.own_carrier;
    } else if (clipping && h.power * ratio(settings.clipping_db) < strongest) {
      reason = &counts.clipping;
    } else if (h.power * ratio(settings.range_db) < strongest) {
      reason = &counts.range;
    } else if (is_skirt(h, heard, settings.skirt_db)) {
      reason = &counts.skirt;
    } else if (is_passband(h, at, settings)) {
      reason = &counts.passband;
    } else if (is_image(h, heard, at, settings.image_db)) {
      reason = &counts.image;
    } else if (is_intermodulation(h, heard, at, settings.intermodulation_db)) {
      reason = &counts.intermodulation;
    }
    if (reason == nullptr) continue;
    ++*reason;
    own[i] = 1;
  }
  return own;
}

}  // namespace sb::dsp
