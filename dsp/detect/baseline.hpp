#pragma once
// What is normal here at this hour of the week, channel by channel: median and median absolute deviation,
// which no single evening moves, frozen while an incident is open so that a jammer never becomes normal.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::dsp {

inline constexpr std::size_t kHoursOfWeek = 168;

/// Hour 0 is Monday 00:00 to 01:00 UTC.
std::size_t hour_of_week(std::int64_t utc_ns);

struct Normal {
  float median_db = 0.0F;
  float sigma_db = 0.0F;  ///< 1.4826 times the median absolute deviation, at least 0.5 dB
  std::uint32_t weeks = 0;
};

/// Keeps the levels of the last weeks for each (hour, channel), one value a week. A plain value.
class Baseline {
 public:
  static constexpr std::size_t kWeeks = 9;         ///< kept
  static constexpr std::uint32_t kLeastWeeks = 3;  ///< before an hour speaks for itself

  explicit Baseline(std::size_t channels);

  /// Medians of the hour that `utc_ns` lies in. A second call within the same hour replaces the first.
  /// Ignored while frozen.
  void learn(std::int64_t utc_ns, std::span<const float> levels_db);
  /// Of the hour; where too few weeks know it, of all hours; nothing while that too is thin.
  std::optional<Normal> normal(std::int64_t utc_ns, std::size_t channel) const;
  /// Of the hour alone; nothing where fewer than kLeastWeeks weeks know it.
  std::optional<Normal> normal_hour(std::int64_t utc_ns, std::size_t channel) const;
  /// How many standard deviations a level is above normal; nothing where there is none.
  std::optional<float> excess(std::int64_t utc_ns, std::size_t channel, float level_db) const;

  void freeze() { ++frozen_; }  ///< an incident has opened; nests
  void thaw();                  ///< it was closed
  bool frozen() const { return frozen_ > 0; }
  std::size_t channels() const { return channels_; }

  std::string to_text() const;
  static Result<Baseline> from_text(std::string_view text);

 private:
  struct Hour {
    std::vector<std::int64_t> weeks;  // since 1970, oldest first
    std::vector<float> levels_db;     // weeks x channels
  };
  void gather(const Hour& hour, std::size_t channel, std::vector<float>& to) const;

  std::size_t channels_;
  std::vector<Hour> hours_;
  int frozen_ = 0;
};

}  // namespace sb::dsp
