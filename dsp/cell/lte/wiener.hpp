#pragma once
// Linear minimum-mean-square interpolation of one antenna port's reference symbols over a window of six
// resource blocks and one subframe.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/cell/lte/crs.hpp"

namespace sb::dsp::lte {

inline constexpr int kWindowPrb = 6;
inline constexpr int kPilotsPerSymbol = 2 * kWindowPrb;
inline constexpr int kMaxPilots = 4 * kPilotsPerSymbol;

/// Where a channel's energy is assumed to lie: evenly in delay over a width (about a centre that is rotated
/// out before), evenly in Doppler up to +-max_doppler_hz.
struct ChannelPrior {
  double delay_width_s = 5e-6;
  double max_doppler_hz = 100.0;
};

/// A resource element's place: subcarrier in the window and symbol of the subframe.
struct PilotPlace {
  int symbol;
  int subcarrier;
};
/// The pilots of a port in a window, symbol by symbol; the pattern is one for all windows and subframes of a
/// cell.
std::vector<PilotPlace> pilot_pattern(const CrsTable& crs, int port);

/// Second-order model of a port's pilots in a window: signal correlated as the prior says, plus white noise.
class PilotModel {
 public:
  /// `pilots` symbol by symbol, twelve in each. Cost: the inverse of a 48 x 48 (24 x 24) matrix.
  PilotModel(std::span<const PilotPlace> pilots, CyclicPrefix cyclic_prefix, const ChannelPrior& prior,
             double snr);

  std::size_t size() const { return pilots_.size(); }
  /// Log-likelihood, up to a constant, of `count` windows whose pilots have the covariance sum `covariance`
  /// (row-major) and the signal power `power`.
  double log_likelihood(std::span<const double> covariance, double count, double power) const;
  /// Noise variance of one pilot by what the model's interpolator leaves of them; right for weak priors (high
  /// snr).
  double noise(std::span<const double> covariance, double count) const;
  /// Part of white noise that stays in the pilots when their own interpolation is taken out of them (0..1).
  double free_fraction() const;
  /// Weights of every pilot in every resource element of the window, [prb][pilot][symbol][12].
  std::vector<float> interpolator() const;
  int outputs() const { return outputs_; }

 private:
  void invert();
  double correlation(const PilotPlace& a, const PilotPlace& b) const;

  std::vector<PilotPlace> pilots_;
  int outputs_;
  double snr_;
  std::array<std::array<double, 14>, 14> time_{};
  std::array<double, kWindowPrb * kSubcarriersPerPrb> frequency_{};
  std::vector<double> inverse_;  ///< of the pilots' covariance over the signal power, row-major
  double log_determinant_ = 0.0;
};

/// The interpolator of a model.
class WienerFilter {
 public:
  explicit WienerFilter(const PilotModel& model);

  /// Values per block of 12 subcarriers: [symbol][12].
  std::size_t outputs() const { return outputs_; }
  double free_fraction() const { return free_fraction_; }
  /// Estimates the resource block `prb_in_window` (0 .. 5): re and im have outputs() values each.
  void apply(int prb_in_window, std::span<const cf32> pilots, std::span<float> re, std::span<float> im) const;

 private:
  std::size_t pilots_;
  std::size_t outputs_;
  double free_fraction_;
  std::vector<float> weights_;  ///< [prb][pilot][symbol][12]
};

}  // namespace sb::dsp::lte
