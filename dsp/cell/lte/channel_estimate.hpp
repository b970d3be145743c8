#pragma once
// The channel of every resource element of a subframe from the cell-specific reference signals.
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "dsp/cell/lte/crs.hpp"
#include "dsp/cell/lte/subframe_grid.hpp"
#include "dsp/cell/lte/wiener.hpp"

namespace sb::dsp::lte {

struct ChannelEstimate {
  std::array<std::vector<cf32>, 4>
      port;            ///< laid out like SubframeGrid::re; ports that were not asked for are stale
  float noise = 1.0F;  ///< variance of noise and interference in one resource element
};

/// Follows one cell: observe() gathers the pilots' covariance over subframes, fit() reads noise, power, mean
/// delay, delay spread and remaining carrier offset out of it, estimate() interpolates with them. In that
/// order.
class ChannelEstimator {
 public:
  ChannelEstimator(std::uint16_t pci, CyclicPrefix cyclic_prefix, int n_prb, int ports);

  void observe(const SubframeGrid& grid);
  /// Cost: five 48 x 48 inverses and one interpolator per port, about 0.3 ms.
  void fit();
  void estimate(const SubframeGrid& grid, ChannelEstimate& out);

  int ports() const { return ports_; }
  /// As of the last fit; the power in one resource element, linear.
  double signal_power(int port) const { return port_[static_cast<std::size_t>(port)].power; }
  double noise_power() const { return noise_; }
  double residual_cfo_hz() const { return cfo_hz_; }

 private:
  struct Port {
    std::vector<PilotPlace> pattern;
    std::vector<std::complex<double>> covariance;  ///< sum over windows, row-major
    std::vector<double> aligned;                   ///< its real part, delay and carrier offset turned out
    double power = 0.0;
    std::optional<WienerFilter> filter;
  };
  void gather(const SubframeGrid& grid, int port, int first_prb, std::span<cf32> pilots) const;
  void find_slopes();
  void align(Port& port) const;
  void measure_noise();
  void choose_filters();
  void prepare_turns();
  void interpolate(const SubframeGrid& grid, int port, std::span<cf32> h);
  double residual(const SubframeGrid& grid, int port, std::span<const cf32> h) const;
  int symbols_per_slot() const { return cyclic_prefix_ == CyclicPrefix::kNormal ? 7 : 6; }
  double symbol_time_s(int l) const { return symbol_time_s_[static_cast<std::size_t>(l)]; }

  CyclicPrefix cyclic_prefix_;
  int n_prb_;
  int ports_;
  CrsTable crs_;
  std::array<Port, 4> port_;
  std::array<double, 14> symbol_time_s_{};
  double windows_ = 0.0;
  double delay_s_ = 0.0;
  double cfo_hz_ = 0.0;
  double noise_ = 1.0;
  std::vector<float> re_, im_;
  std::vector<cf32> turn_;            ///< by which delay and carrier offset turn each subcarrier
  std::array<cf32, 14> turn_time_{};  ///< ... and each symbol
};

}  // namespace sb::dsp::lte
