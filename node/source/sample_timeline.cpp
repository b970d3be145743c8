#include "node/source/sample_timeline.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace sb::node {
namespace {
constexpr std::int64_t kStrayNs = 20'000'000;
}

void SampleTimeline::reset(double sample_rate_hz) {
  *this = SampleTimeline();
  sample_rate_hz_ = sample_rate_hz;
}

std::int64_t SampleTimeline::duration_ns(std::uint64_t samples) const {
  return std::llround(static_cast<double>(samples) * 1e9 / sample_rate_hz_);
}

std::uint64_t SampleTimeline::lost_before(const Piece& piece) const {
  std::int64_t gap_ns = 0;
  if (piece.hardware_ns && next_hardware_ns_) {
    gap_ns = *piece.hardware_ns - *next_hardware_ns_;
  } else if (piece.overflows > 0 && anchor_utc_ns_) {
    gap_ns = piece.received_utc_ns - *anchor_utc_ns_ - duration_ns(since_anchor_ + piece.samples);
  }
  // Below one and a half samples it is rounding; backwards the device's clock was set anew.
  const double gap = static_cast<double>(gap_ns) * 1e-9 * sample_rate_hz_;
  const std::uint64_t measured = gap > 1.5 ? static_cast<std::uint64_t>(std::llround(gap)) : 0;
  return std::max<std::uint64_t>(measured, piece.overflows);
}

SampleTimeline::Stamp SampleTimeline::place(const Piece& piece) {
  Stamp stamp;
  stamp.dropped_before = lost_before(piece);
  since_anchor_ += stamp.dropped_before;
  const std::int64_t by_host = piece.received_utc_ns - duration_ns(piece.samples);
  if (!anchor_utc_ns_ || std::llabs(*anchor_utc_ns_ + duration_ns(since_anchor_) - by_host) > kStrayNs) {
    anchor_utc_ns_ = by_host;
    since_anchor_ = 0;
  }
  stamp.t0_utc_ns = *anchor_utc_ns_ + duration_ns(since_anchor_);
  since_anchor_ += piece.samples;
  next_hardware_ns_.reset();
  if (piece.hardware_ns) next_hardware_ns_ = *piece.hardware_ns + duration_ns(piece.samples);
  return stamp;
}

}  // namespace sb::node
