#pragma once
// Constant false alarm rate across frequency: is this bin stronger than those beside it?
#include <cstdint>
#include <span>
#include <vector>

namespace sb::dsp {

/// Ordered-statistic CFAR (Rohling 1983) in its counting form: a bin is detected if at least `rank` of its
/// reference bins, times `factor`, lie below it. That is the same decision as comparing it with factor times
/// the rank-th smallest reference, without sorting, for about 0.15 ns per bin and reference.
struct OsCfarSettings {
  int reference_bins = 32;  ///< half on each side, even
  int guard_bins = 2;       ///< on each side, left out
  int rank = 24;            ///< 1..reference_bins; 3/4 of them stand up to a quarter of interferers
  double factor = 14.4;     ///< threshold over the ranked bin
};

/// False-alarm probability of one bin for single exponential looks: prod_{i<rank} (N-i)/(N-i+factor).
double os_cfar_false_alarm(const OsCfarSettings& settings);
/// The factor for a false alarm of `probability` a bin whose powers average `looks` exponential looks. Solved
/// by numerical integration over the distribution of the ranked bin; microseconds to milliseconds.
double os_cfar_factor(int reference_bins, int rank, double looks, double probability);

class OsCfar {
 public:
  OsCfar(const OsCfarSettings& settings, int bins);
  /// 1 where detected. Near an end of the span the references that are missing are taken from further inside.
  /// hits.size() == powers.size() == bins, at least 1.5 times the references and guards. Does not allocate.
  void detect(std::span<const float> powers, std::span<std::uint8_t> hits);

 private:
  OsCfarSettings settings_;
  std::vector<float> scaled_;  // factor times power, with the ends mirrored
};

}  // namespace sb::dsp
