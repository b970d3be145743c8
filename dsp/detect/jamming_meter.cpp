#include "dsp/detect/jamming_meter.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/core/gamma_tail.hpp"

namespace sb::dsp {
namespace {

constexpr double kDecibel = 4.342944819;  // 10 / ln 10
constexpr double kNineInTen = -1.2816;    // of the normal distribution

int whole_looks(double looks) {
  return static_cast<int>(std::clamp(looks, 1.0, 1e6));
}

}  // namespace

double jamming_bound_db(double looks, double log_false_alarm) {
  const double threshold = gamma_tail_threshold(whole_looks(looks), log_false_alarm);
  // With J the mean is (1 + j) and scatters by (1 + j) / sqrt(looks).
  const double lowest = 1.0 + kNineInTen / std::sqrt(std::max(looks, 4.0));
  return 10.0 * std::log10(std::max(threshold / lowest - 1.0, 1e-9));
}

JammingLevel measure_jamming(const EmptyLooks& now, const EmptyLooks& baseline,
                             const JammingMeterSettings& settings) {
  JammingLevel level;
  if (now.looks < 1.0 || baseline.looks < 1.0 || baseline.mean <= 0.0) return level;
  // The ratio of two means scatters as one mean of the harmonic sum of their looks.
  const double looks = 1.0 / (1.0 / now.effective() + 1.0 / baseline.effective());
  const double drift = std::pow(10.0, settings.floor_uncertainty_db / 10.0);
  const double ratio = now.mean / baseline.mean;
  level.log_false_alarm = ratio > drift ? log_gamma_tail(whole_looks(looks), ratio / drift) : 0.0;
  level.alarm = level.log_false_alarm < settings.log_false_alarm;
  const double threshold = drift * gamma_tail_threshold(whole_looks(looks), settings.log_false_alarm);
  const double lowest = 1.0 + kNineInTen / std::sqrt(std::max(looks, 4.0));
  level.least_j_to_n_db = 10.0 * std::log10(std::max(threshold / lowest - 1.0, 1e-9));
  if (ratio > 1.0) {
    level.j_to_n_db = 10.0 * std::log10(ratio - 1.0);
    level.sigma_db = kDecibel * ratio / (ratio - 1.0) / std::sqrt(looks);
  }
  return level;
}

}  // namespace sb::dsp
