#pragma once
// When a receiver's samples were taken, and how many of them were lost.
#include <cstdint>
#include <optional>

namespace sb::node {

/// Lays the pieces of a stream end to end on UTC. Between anchors time advances by counted samples, so that
/// it does not jitter with the host's scheduling; it is anchored again when it strays from the host's clock
/// by more than 20 ms.
class SampleTimeline {
 public:
  struct Piece {
    std::uint64_t samples = 0;
    std::optional<std::int64_t> hardware_ns;  ///< the device's own time of the first sample, any epoch
    std::int64_t received_utc_ns = 0;         ///< host's clock after the piece came
    std::uint32_t overflows = 0;              ///< told by the driver since the previous piece
  };
  struct Stamp {
    std::int64_t t0_utc_ns = 0;
    std::uint64_t dropped_before = 0;
  };

  /// A new stream: no piece before.
  void reset(double sample_rate_hz);
  /// Losses come from the device's time where it has one. Otherwise an overflow is measured against the
  /// host's clock: right in order of magnitude. An overflow counts at least one sample.
  Stamp place(const Piece& piece);

 private:
  std::uint64_t lost_before(const Piece& piece) const;
  std::int64_t duration_ns(std::uint64_t samples) const;

  double sample_rate_hz_ = 1.0;
  std::optional<std::int64_t> anchor_utc_ns_;
  std::optional<std::int64_t> next_hardware_ns_;
  std::uint64_t since_anchor_ = 0;
};

}  // namespace sb::node
