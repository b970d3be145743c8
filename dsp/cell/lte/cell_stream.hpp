#pragma once
// Subframes of one synchronised cell out of a carrier's samples: removes the carrier offset, follows the
// sampling clock, and demodulates OFDM. TS 36.211 §6.12.
#include <memory>
#include <span>

#include "dsp/cell/lte/cell_sync.hpp"
#include "dsp/cell/lte/subframe_grid.hpp"

namespace sb::dsp::lte {

class CellStream {
 public:
  /// `carrier`: samples centred on the carrier at 15 kHz x fft_size (fft_size a multiple of 128, large enough
  /// for n_prb), borrowed for the life of the stream. `sync` as measured in those samples or in any others of
  /// the same start time and centre. The samples are not changed: other cells of the carrier are found in the
  /// same buffer.
  CellStream(std::span<const cf32> carrier, int fft_size, int n_prb, const CellSync& sync);
  ~CellStream();
  CellStream(CellStream&&) noexcept;
  CellStream& operator=(CellStream&&) noexcept;

  const CellSync& sync() const;
  int n_prb() const;
  /// Frames of which at least one subframe lies wholly in the samples. Frame 0 begins at or after the first
  /// sample minus 9 ms: read() says which subframes are there.
  int frame_count() const;
  /// Demodulates subframe `subframe` (0..9) of `frame` into `out` (resized on first use, then reused without
  /// allocation). False when any of its samples lie outside the stream. Cost: 14 FFTs.
  bool read(int frame, int subframe, SubframeGrid& out);
  /// Start of a frame, seconds after the first sample; may be negative for frame 0.
  double frame_start_s(int frame) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::dsp::lte
