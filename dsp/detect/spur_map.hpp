#pragma once
// What a receiver shows with its input terminated, at one centre and rate: the shape of its passband and its
// own lines. A plain value; the node stores it beside its calibration.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/core/spectrum_frame.hpp"
#include "models/core/result.hpp"

namespace sb::dsp {

struct Spur {
  double offset_hz = 0.0;  ///< from the centre
  double width_hz = 0.0;
  float level_db = 0.0F;  ///< over the floor beside it, when it was learned
};

struct SpurMap {
  double sample_rate_hz = 0.0;
  std::vector<float> shape_db;  ///< passband, evenly over the span, low frequency first; its median is 0
  std::vector<Spur> spurs;

  bool empty() const { return shape_db.empty(); }
  /// Gain of the passband at an offset from the centre, linear; 1 where nothing was learned.
  float shape_at(double offset_hz) const;
  /// Something of this power over the floor is no more than `margin_db` above what stands there on its own.
  bool explains(double offset_hz, double width_hz, double over_floor_db, double margin_db = 6.0) const;
};

/// Learns from a frame that averages at least 1000 transforms of the terminated input.
Result<SpurMap> learn_spurs(const SpectrumFrame& frame, double sample_rate_hz);

/// Text of one line a value, for the node's state folder: readable, versioned, and checked when read.
std::string to_text(const SpurMap& map);
Result<SpurMap> spur_map_from_text(std::string_view text);

}  // namespace sb::dsp
