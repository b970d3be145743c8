#pragma once
// What could have been heard, by band and hour, so that silence is a statement: how long each megahertz was
// listened to, how long it was not, and how weak a cell would still have been found in the noise of the time.
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "dsp/core/detection.hpp"
#include "node/calibrate/reference_cell.hpp"
#include "node/schedule/task.hpp"

namespace sb::node {

/// An RSRP this far above the noise in one resource element (15 kHz) is decoded down to the cell's identity
/// in one dwell of 80 ms: 30 of 30 at -8 dB (docs/performance.md), which is at least 90 % at 95 % confidence.
inline constexpr float kDetectableSnrDb = -8.0F;
inline constexpr double kDetectableDwellS = 0.08;

struct BandHeard {
  double low_hz = 0.0, high_hz = 0.0;
  double listened_s = 0.0;     ///< mean over its megahertz
  double longest_gap_s = 0.0;  ///< between two looks at the same megahertz, the worst of them
  float detectable_dbfs =
      dsp::kNotMeasured;  ///< for cells; the worst of the hour; NaN: no dwell was long enough
  float detectable_dbm = dsp::kNotMeasured;
  std::uint32_t beacons_expected = 0, beacons_heard = 0;
};

struct HourHeard {
  std::int64_t first_utc_ns = 0, last_utc_ns = 0;
  std::vector<BandHeard> bands;  ///< of 100 MHz, only what the plan looks at; at most 60
};

/// One thread. Times are those of a steady clock.
class Coverage {
 public:
  static constexpr double kLowestHz = 0.0, kHighestHz = 6.0e9, kGridHz = 1e6, kBandHz = 100e6;

  /// `beacons`: registry cells that are known to be audible here.
  Coverage(const std::vector<Task>& tasks, std::vector<ReferenceCell> beacons, double now_s);

  struct Look {
    double centre_hz = 0.0, width_hz = 0.0;  ///< what of it was usable
    double ended_s = 0.0, duration_s = 0.0;
    bool for_cells = false;
    float noise_dbfs_hz = dsp::kNotMeasured;
    float full_scale_dbm = dsp::kNotMeasured;
  };
  void looked(const Look& look);
  void heard(const dsp::CellEvidence& cell);
  /// What was heard since the last call, and a new stretch begins.
  HourHeard close(std::int64_t first_utc_ns, std::int64_t last_utc_ns, double now_s);

 private:
  struct Megahertz {
    bool planned = false;
    float listened_s = 0.0F, longest_gap_s = 0.0F;
    double last_s = 0.0;
  };
  struct Noise {
    float worst_dbfs = -std::numeric_limits<float>::infinity();
    float worst_dbm = -std::numeric_limits<float>::infinity();
  };
  std::span<Megahertz> between(double low_hz, double high_hz);
  BandHeard band(std::size_t index, double now_s);

  std::vector<Megahertz> grid_;
  std::vector<Noise> noise_;  ///< of bands
  std::vector<ReferenceCell> beacons_;
  std::vector<bool> beacon_heard_;
};

}  // namespace sb::node
