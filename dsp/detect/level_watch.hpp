#pragma once
// Changes of level that no single look shows, in the rows of one place (one centre and rate): by cumulated
// sums from row to row where the air is quiet, and against the same hour of earlier weeks everywhere.
#include <cstdint>
#include <optional>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/core/spectrum_frame.hpp"
#include "dsp/detect/baseline.hpp"
#include "dsp/detect/cusum.hpp"

namespace sb::dsp {

struct LevelWatchSettings {
  std::size_t channels = 64;  ///< of equal width, over the row
  double row_s = 0.25;        ///< frames that begin within it are one row
  int learn_rows = 32;        ///< that a channel's own level is learned from
  /// One unit of the sums: what a receiver's passband may move by itself. The scatter of a row is far below
  /// it; a channel that scatters more is busy and left to its hours.
  double sigma_db = 1.0;
  /// Half a decibel is allowed for; 1 dB over it is found in some 20 rows. Were a row to scatter by all of
  /// sigma_db, one channel would give one false alarm in 1e11 rows.
  CusumSettings cusum{0.5, 25.0};
  /// Only channels this near to the quietest tenth are summed up: others are somebody's, or somebody's skirt.
  double near_floor_db = 6.0;
  double range_db = 40.0;       ///< what is further below the strongest channel is the receiver's own
  std::size_t least_quiet = 8;  ///< channels that tell the receiver's gain from the air
  double follow_rows = 4000.0;  ///< time constant with which a quiet channel's own level is followed
  float hour_sigmas = 6.0F;     ///< of an hour's median over those of earlier weeks, two hours in a row ...
  float hour_rise_db = 6.0F;    ///< ... and no less than this
  std::size_t least_rows_in_hour = 20;
};

/// A plain value but for its memory (some megabytes while an hour is open).
class LevelWatch {
 public:
  explicit LevelWatch(const LevelWatchSettings& settings = {})
      : settings_(settings), baseline_(settings.channels) {}

  /// One finding, labelled "level_rise", per stretch of spectrum that is above its own level now. Frames
  /// must come in order and be of one place, with at least as many bins as there are channels.
  std::vector<EmissionEvidence> look(const SpectrumFrame& frame);

  /// Somebody else sees a disturbance here: nothing is learned meanwhile.
  void set_disturbed(bool disturbed) { disturbed_ = disturbed; }
  const Baseline& baseline() const { return baseline_; }
  /// What an earlier run learned; ignored where its channels are not ours.
  void restore(Baseline baseline);
  /// Hours closed so far; the baseline is worth keeping when it has grown.
  std::uint64_t hours() const { return hours_; }

 private:
  struct Channel {
    float own_db = 0.0F, level_db = 0.0F;
    bool quiet = false, risen = false, above_hour = false;
    int back = 0;  // rows since it was last high
    double rising_since_s = 0.0;
    int hours_above = 0;
  };
  struct Row {
    double began_s = 0.0, ended_s = 0.0;  // stream clock
    std::int64_t utc_ns = 0;
    double frames = 0.0;
    std::vector<float> power;  // sums, per channel
  };

  void add(const SpectrumFrame& frame);
  void close_row();
  void learn_level();
  void sum_up(const std::vector<float>& levels_db);
  void close_hour();
  void keep_for_hour(std::vector<float> levels_db);
  bool open() const;
  std::vector<EmissionEvidence> findings(const SpectrumFrame& frame) const;

  LevelWatchSettings settings_;
  Baseline baseline_;
  std::vector<Channel> channels_;
  std::vector<std::uint8_t> hours_only_;  // by use of the spectrum
  std::optional<CusumBank> sums_;
  std::vector<float> learning_;  // rows x channels
  Row row_;
  std::int64_t hour_utc_ = -1;
  std::vector<float> hour_levels_;  // rows x channels
  std::uint64_t hour_rows_ = 0, hour_stride_ = 1, hours_ = 0;
  bool disturbed_ = false, frozen_ = false;
};

}  // namespace sb::dsp
