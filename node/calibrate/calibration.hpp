#pragma once
// A calibration as a thing with a name, a date and an end: a TOML file made in the laboratory or on the mast.
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "models/core/result.hpp"
#include "node/calibrate/level_table.hpp"
#include "node/pipeline/pipeline.hpp"
#include "node/source/clock.hpp"

namespace sb::node {

struct Calibration {
  std::string id;  ///< at most 64 octets; empty: uncalibrated
  std::int64_t made_utc_ns = 0, expires_utc_ns = 0;
  LevelTable table;

  bool is_valid_at(std::int64_t utc_ns) const { return !id.empty() && utc_ns < expires_utc_ns; }
  /// The largest uncertainty of its points, mismatch included.
  double level_sigma_db = 0.0;
};

/// kNotFound, or kInvalidArgument with "file:line: what".
Result<Calibration> load_calibration(const std::filesystem::path& file);
Result<Calibration> parse_calibration(std::string_view text, const std::filesystem::path& file);

/// The levels of a calibration, for the pipeline.
class CalibratedLevels final : public LevelReference {
 public:
  /// Both outlive it. After its end a calibration says nothing.
  CalibratedLevels(const Calibration& calibration, const Clock& clock)
      : calibration_(calibration), clock_(clock) {}
  float full_scale_dbm(double frequency_hz, double gain_db) const override {
    if (!calibration_.is_valid_at(clock_.utc_ns())) return std::numeric_limits<float>::quiet_NaN();
    return static_cast<float>(calibration_.table.full_scale_dbm(frequency_hz, gain_db).value_db);
  }

 private:
  const Calibration& calibration_;
  const Clock& clock_;
};

}  // namespace sb::node
