#pragma once
// A block as a map of time against frequency, fine enough in time to see every burst, and the noise floor of
// each of its channels as the quiet part of the time shows it. A floor taken over time needs no flat receiver
// and stands signals that fill the span, as long as they are silent for a fifth of the time.
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/core/iq_block.hpp"
#include "dsp/spectrum/spectrum_engine.hpp"

namespace sb::dsp {

/// Thresholds of the map's tests. Every cell is tested alone, and averaged over 8 and 64 rows.
struct RowMapSettings {
  double weak_false_alarm = 1e-3;    ///< that noise alone makes any channel of a block warm ...
  double strong_false_alarm = 1e-9;  ///< ... or hot
  double dynamic_db = 25.0;  ///< a cell this far below the strongest of its row is leakage or quantisation
};

class RowMap final : private SpectrumSink {
 public:
  /// Plans transforms of about 40 us (narrow spans: 64 samples).
  RowMap(double sample_rate_hz, const RowMapSettings& settings);

  /// Takes a block in; allocates when a block is longer than all before. Cost: one FFT pass and about 2 ns a
  /// cell.
  void fill(std::span<const cf32> samples);

  std::size_t channels() const { return channels_; }
  std::size_t rows() const { return powers_.size() / channels_; }
  std::size_t samples_per_row() const { return channels_; }
  /// Powers of a row, low frequency first.
  std::span<const float> row(std::size_t t) const { return {&powers_[t * channels_], channels_}; }
  /// Noise power per channel, linear; never 0.
  std::span<const float> floors() const { return floors_; }
  /// Per channel: 2 where energy came up that noise does not explain, 1 where it hardly does, else 0.
  std::span<const std::uint8_t> heat() const { return heat_; }

 private:
  void on_spectrum(const SpectrumFrame& frame) noexcept override;
  void find_floors();
  void find_heat();
  void test_level(std::size_t rows_together, float weak, float strong);

  RowMapSettings settings_;
  std::size_t channels_;
  SpectrumEngine engine_;
  std::vector<float> powers_, floors_, sums_, column_;
  std::vector<std::uint8_t> heat_;
  double floor_error_ = 0.0;  // relative, one standard deviation
  std::uint64_t next_sample_ = 0;
};

}  // namespace sb::dsp
