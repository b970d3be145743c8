#pragma once
// Four ways to the noise power that a spectrum stands on, for four kinds of span, each with its statistical
// uncertainty. What none of them sees is their common limit: noise and a flat signal over all of the span
// look alike (SNR wall); there a baseline or the empty resource elements of a decoded cell are needed.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sb::dsp {

struct FloorEstimate {
  float floor = 0.0F;     ///< mean noise power of a bin, in the unit of the input; 0: none could be had
  float sigma_db = 0.0F;  ///< one standard deviation from the finite number of looks
  float share = 0.0F;     ///< of the values that were taken for noise
};

struct FcmeSettings {
  double false_alarm = 1e-3;    ///< of one bin, for the threshold of the clean set
  double ripple_db = 1.0;       ///< how much the receiver's own passband may rise above its lowest part
  double initial_share = 0.10;  ///< of the bins, weakest first, that the clean set begins with
};

/// Forward consecutive mean excision (Lehtomäki et al.): the weakest bins are noise, and so is each next one
/// while it stays below a threshold times their mean. For spans that are mostly empty; fails towards "too
/// high" where signals fill more than 1 - initial_share of them.
class FcmeFloor {
 public:
  explicit FcmeFloor(int bins, const FcmeSettings& settings = {});
  /// `powers`: at most `bins` averages of about `looks` independent exponential powers; zeros are left out.
  /// Cost: linear (about 2 ns a bin; sorted into steps of 0.03 dB instead of sorted). Does not allocate.
  FloorEstimate estimate(std::span<const float> powers, float looks);

 private:
  void prepare(float looks);

  FcmeSettings settings_;
  std::vector<std::uint32_t> counts_;
  std::vector<float> sums_;
  float looks_ = 0.0F;      // that the two below are for
  double threshold_ = 0.0;  // over the mean of the clean set, ripple included
  double kept_mean_ = 1.0;  // mean of noise below the threshold, over its true mean
};

/// Mean over bins [first, last) of each pair: bands known to be empty, such as a carrier's guard bands.
struct BinRange {
  std::size_t first = 0, last = 0;
};
FloorEstimate guard_band_floor(std::span<const float> powers, std::span<const BinRange> guards, float looks);

/// The 20 % method of ITU-R SM.1753: mean of the weakest fifth of many measurements of one channel, corrected
/// for what the weakest fifth of noise averaged over `looks` looks is below its mean. For channels that are
/// busy most of the time. Sorts a copy.
FloorEstimate weakest_share_floor(std::span<const float> powers, float looks, double share = 0.2);

/// Mean of single-look powers where nothing was sent (empty resource elements beside PSS and SSS).
FloorEstimate floor_of_looks(std::span<const float> powers);

/// Upper threshold over the mean noise for a false alarm of e^log_probability a test, for a real-valued
/// number of looks (gamma distribution), and its tail.
double noise_threshold(double looks, double log_probability);

}  // namespace sb::dsp
