#include "firmware/core/pps.hpp"

#include <algorithm>

namespace sb::fw {

namespace {

constexpr std::uint64_t kPicoseconds = 1'000'000'000'000ULL;

/// Largest r with r * r <= value.
std::uint64_t square_root(std::uint64_t value) {
  std::uint64_t root = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 31U; bit != 0; bit >>= 1U) {
    const std::uint64_t next = root | bit;
    if (next * next <= value) root = next;
  }
  return root;
}

std::uint32_t saturate(std::uint64_t value) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, UINT32_MAX));
}

}  // namespace

std::uint64_t TickClock::extend(std::uint32_t now_ticks) {
  now_ += static_cast<std::uint32_t>(now_ticks - static_cast<std::uint32_t>(now_));
  return now_;
}

std::uint64_t TickClock::at(std::uint32_t captured_ticks) const {
  // Captured before or a little after the last look at the counter: the difference is signed.
  const auto difference = static_cast<std::int32_t>(captured_ticks - static_cast<std::uint32_t>(now_));
  return now_ + static_cast<std::uint64_t>(static_cast<std::int64_t>(difference));
}

bool Pps::pulse(std::uint64_t ticks) {
  if (pulses_ == 0) {
    last_ = ticks;
    pulses_ = 1;
    return true;
  }
  const std::uint64_t interval = ticks - last_;
  const std::uint64_t seconds = (interval + tick_rate_hz_ / 2) / tick_rate_hz_;
  const std::uint64_t nominal = seconds * tick_rate_hz_;
  const std::uint64_t off = interval > nominal ? interval - nominal : nominal - interval;
  const bool restarts = seconds > kMostMissing || rejected_in_a_row_ >= 3;
  if (!restarts && (seconds == 0 || off * 1'000'000 > nominal * kTolerancePpm)) {
    ++rejected_;
    ++rejected_in_a_row_;
    return false;
  }
  rejected_in_a_row_ = 0;
  last_ = ticks;
  ++pulses_;
  if (restarts) {
    filled_ = 0;
    next_ = 0;
  } else if (seconds == 1) {
    add_interval(static_cast<std::uint32_t>(interval));
  } else {
    missing_ += static_cast<std::uint32_t>(seconds - 1);
  }
  return true;
}

void Pps::add_interval(std::uint32_t ticks) {
  deviations_[next_] = static_cast<std::int32_t>(ticks - tick_rate_hz_);
  next_ = (next_ + 1) % kWindow;
  filled_ = std::min(filled_ + 1, kWindow);
}

PpsStatistics Pps::statistics() const {
  PpsStatistics s;
  s.pulse_ticks = last_;
  s.pulses = pulses_;
  s.missing = missing_;
  s.rejected = rejected_;
  if (filled_ == 0) return s;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < filled_; ++i) sum += deviations_[i];
  const auto count = static_cast<std::int64_t>(filled_);
  s.measured_tick_rate_hz = tick_rate_hz_ + static_cast<double>(sum) / static_cast<double>(filled_);
  std::uint64_t squares =
      0;  // of count times the distance from the mean: at most (64 * 25 600)^2 * 64 < 2^48
  std::uint64_t peak = 0;
  for (std::size_t i = 0; i < filled_; ++i) {
    const std::int64_t distance = count * deviations_[i] - sum;
    const auto magnitude = static_cast<std::uint64_t>(distance < 0 ? -distance : distance);
    squares += magnitude * magnitude;
    peak = std::max(peak, magnitude);
  }
  const std::uint64_t tick_ps = kPicoseconds / tick_rate_hz_;
  // 4096 keeps six bits of the root's fraction.
  const std::uint64_t rms_64 = square_root(squares * 4096 / filled_);
  s.jitter_rms_ps = saturate(rms_64 * tick_ps / filled_ / 64);
  s.jitter_peak_ps = saturate(peak * tick_ps / filled_);
  return s;
}

}  // namespace sb::fw
