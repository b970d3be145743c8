#pragma once
// From bins to stretches of spectrum: two thresholds, gaps, bandwidths.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sb::dsp {

/// Bins first .. last, both included.
struct Segment {
  std::size_t first = 0, last = 0;
  std::size_t width() const { return last - first + 1; }
};

/// Localisation by double thresholding (LAD with adjacent clusters, Vartiainen et al.): bins above `lower`
/// make clusters, gaps of up to `join` bins inside one are bridged, and a cluster counts if at least
/// `least_bins` neighbours of it are above `upper`. Low frequency first.
std::vector<Segment> find_segments(std::span<const float> powers, float upper, float lower, std::size_t join,
                                   std::size_t least_bins = 1);

/// Runs of non-zero values; gaps of up to `join` are bridged.
std::vector<Segment> find_runs(std::span<const std::uint8_t> mask, std::size_t join);

/// Occupied bandwidth of ITU-R SM.443: where the integral of (powers - floor) over `within` reaches beta/2
/// and 1 - beta/2 of its total, in bins with fractions (bin k reaches from k - 0.5 to k + 0.5).
struct Extent {
  double low = 0.0, high = 0.0;
  double centre() const { return 0.5 * (low + high); }
  double width() const { return high - low; }
};
Extent occupied_extent(std::span<const float> powers, float floor, Segment within, double beta = 0.01);

/// Outermost bins of `within` not more than x_db below its strongest, in the same unit; interpolated in dB.
Extent x_db_extent(std::span<const float> powers, Segment within, double x_db = 26.0);

}  // namespace sb::dsp
