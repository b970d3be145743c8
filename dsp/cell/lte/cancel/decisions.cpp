#include "dsp/cell/lte/cancel/decisions.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace sb::dsp::lte {
namespace {

/// Part of the symbols' power that may be left after slicing, by levels of an axis: about half of what a
/// group that is none of the constellation leaves (a uniform error between points: distance^2 / 6).
constexpr float kLeftQpsk = 0.12F;
constexpr float kLeft16 = 0.032F;
constexpr float kLeft64 = 0.008F;
/// Four symbols are judged less sharply than a block.
constexpr float kShortGroup = 2.0F;
/// An empty group: less than this over the floor, or less than the least power of data (TS 36.213 §5.2:
/// -6 dB and what the channel takes off it).
constexpr float kEmptyOverFloor = 4.0F;
constexpr float kLeastData = 0.18F;

float left_allowed(int levels) {
  return levels == 2 ? kLeftQpsk : levels == 4 ? kLeft16 : kLeft64;
}

/// Distance unit of a constellation of unit power: 1/sqrt 2, 1/sqrt 10, 1/sqrt 42.
float step_of(int levels) {
  return levels == 2 ? 0.70710678F : levels == 4 ? 0.31622777F : 0.15430335F;
}

float nearest(float x, int levels, float inverse_step) {
  const auto most = static_cast<float>(levels - 1);
  const float odd = 2.0F * std::floor(x * inverse_step * 0.5F) + 1.0F;
  return std::clamp(odd, -most, most);
}

}  // namespace

// Of a pair x0, x1 the first port sends (x0, -x1*), the second (x1, x0*) over the pair's elements, each at
// half power (TS 36.211 §6.3.4.3); see demap_qpsk.
void ElementDecider::combine(const SubframeGrid& grid, const ChannelEstimate& channel,
                             std::span<const ReIndex> elements) {
  const std::size_t n = elements.size();
  received_.resize(n);
  gain_.resize(n);
  decided_.resize(n);
  double sum = 0.0;
  if (ports_ == 1) {
    for (std::size_t i = 0; i < n; ++i) {
      const cf32 h = channel.port[0][elements[i]];
      gain_[i] = std::max(std::norm(h), 1e-30F);
      received_[i] = std::conj(h) * grid.re[elements[i]] / gain_[i];
      sum += static_cast<double>(gain_[i]);
    }
  } else {
    constexpr float kRootTwo = 1.41421356F;
    for (std::size_t i = 0; i + 1 < n; i += 2) {
      const std::size_t first = ports_ == 4 && i % 4 != 0 ? 1 : 0;
      const auto& a = channel.port[first];
      const auto& b = channel.port[ports_ == 4 ? first + 2 : 1];
      const ReIndex k0 = elements[i];
      const ReIndex k1 = elements[i + 1];
      const cf32 y0 = grid.re[k0];
      const cf32 y1 = grid.re[k1];
      const float g0 = std::max(0.5F * (std::norm(a[k0]) + std::norm(b[k1])), 1e-30F);
      const float g1 = std::max(0.5F * (std::norm(a[k1]) + std::norm(b[k0])), 1e-30F);
      received_[i] = (std::conj(a[k0]) * y0 + b[k1] * std::conj(y1)) / (kRootTwo * g0);
      received_[i + 1] = (std::conj(a[k1]) * y1 - b[k0] * std::conj(y0)) / (kRootTwo * g1);
      gain_[i] = g0;
      gain_[i + 1] = g1;
      sum += static_cast<double>(g0 + g1);
    }
  }
  mean_gain_ = n == 0 ? 0.0F : static_cast<float>(sum / static_cast<double>(n));
}

void ElementDecider::spread(const ChannelEstimate& channel, std::span<const ReIndex> elements,
                            float amplitude, std::span<cf32> image) const {
  if (ports_ == 1) {
    for (std::size_t i = 0; i < elements.size(); ++i)
      image[elements[i]] += channel.port[0][elements[i]] * decided_[i] * amplitude;
    return;
  }
  const float half = amplitude * 0.70710678F;
  for (std::size_t i = 0; i + 1 < elements.size(); i += 2) {
    const std::size_t first = ports_ == 4 && i % 4 != 0 ? 1 : 0;
    const auto& a = channel.port[first];
    const auto& b = channel.port[ports_ == 4 ? first + 2 : 1];
    const ReIndex k0 = elements[i];
    const ReIndex k1 = elements[i + 1];
    const cf32 x0 = decided_[i] * half;
    const cf32 x1 = decided_[i + 1] * half;
    image[k0] += a[k0] * x0 - b[k0] * std::conj(x1);
    image[k1] += a[k1] * x1 + b[k1] * std::conj(x0);
  }
}

/// Slices the group at the scale given; the share of its power that is left, with the amplitude that fits
/// best.
float ElementDecider::slice(int levels, float amplitude) {
  const float step = step_of(levels);
  const float inverse = 1.0F / (step * amplitude);
  float left = 0.0F;
  float power = 0.0F;
  for (std::size_t i = 0; i < received_.size(); ++i) {
    const cf32 x = received_[i];
    decided_[i] = {step * nearest(x.real(), levels, inverse), step * nearest(x.imag(), levels, inverse)};
    left += gain_[i] * std::norm(x - amplitude * decided_[i]);
    power += gain_[i] * std::norm(amplitude * decided_[i]);
  }
  return power > 0.0F ? left / power : 1.0F;
}

ElementDecider::Decision ElementDecider::judge(float floor, int most_levels, float tolerance) {
  double power = 0.0;
  double gain = 0.0;
  for (std::size_t i = 0; i < received_.size(); ++i) {
    power += static_cast<double>(gain_[i] * std::norm(received_[i]));
    gain += static_cast<double>(gain_[i]);
  }
  const auto count = static_cast<double>(received_.size());
  const auto noise = static_cast<double>(floor);
  if (count < 1.0 || power < count * std::max(kEmptyOverFloor * noise, kLeastData * gain / count)) return {};
  const double signal = std::max(power - count * noise, 0.5 * power) / gain;
  const auto start = static_cast<float>(std::sqrt(signal));
  for (int levels = 2; levels <= most_levels; levels *= 2) {
    float amplitude = start;
    if (slice(levels, amplitude) > 2.0F * tolerance * left_allowed(levels)) continue;
    float along = 0.0F;
    float decided = 0.0F;
    for (std::size_t i = 0; i < received_.size(); ++i) {
      along += gain_[i] * (received_[i] * std::conj(decided_[i])).real();
      decided += gain_[i] * std::norm(decided_[i]);
    }
    amplitude = along / decided;
    if (amplitude <= 0.0F || slice(levels, amplitude) > tolerance * left_allowed(levels)) continue;
    return {Outcome::kDecided, levels, amplitude};
  }
  return {Outcome::kUndecided, 0, static_cast<float>(std::sqrt(power / gain))};
}

void ElementDecider::decide_data(const SubframeGrid& grid, const ChannelEstimate& channel,
                                 const ElementGroup& group, float floor, Decision& decision,
                                 SubframeImage& image) {
  decision = {};
  if (group.empty()) return;
  combine(grid, channel, group);
  decision = judge(floor, 8, 1.0F);
  if (decision.outcome == Outcome::kDecided) {
    spread(channel, group, decision.amplitude, image.re);
  } else if (decision.outcome == Outcome::kUndecided) {
    const float power = decision.amplitude * decision.amplitude * mean_gain_;
    for (const ReIndex e : group) image.weight[e] = std::min(1.0F, floor / power);
  }
}

/// A leading symbol is control or data for all resource blocks at once: whichever explains more of it.
void ElementDecider::decide_leading(const SubframeGrid& grid, const ChannelEstimate& channel,
                                    const ElementMap::Leading& leading, float floor, SubframeImage& image) {
  const auto width = static_cast<std::size_t>(grid.subcarriers());
  const auto first = static_cast<std::size_t>(leading.symbol) * width;
  const auto left = [&](std::span<const cf32> re) {
    double sum = 0.0;
    for (std::size_t i = first; i < first + width; ++i)
      sum += static_cast<double>(std::norm(grid.re[i] - re[i]));
    return sum;
  };
  other_ = image.re;
  for (std::size_t b = 0; b < leading.as_data.size(); ++b) {
    if (blocks_[b].outcome != Outcome::kDecided || leading.as_data[b].empty()) continue;
    combine(grid, channel, leading.as_data[b]);
    slice(blocks_[b].levels, blocks_[b].amplitude);
    spread(channel, leading.as_data[b], blocks_[b].amplitude, other_);
  }
  std::vector<std::pair<const ElementGroup*, float>> undecided;
  for (const ElementGroup& group : leading.as_control) {
    if (group.empty()) continue;
    combine(grid, channel, group);
    const Decision decision = judge(floor, 2, kShortGroup);
    if (decision.outcome == Outcome::kDecided) spread(channel, group, decision.amplitude, image.re);
    if (decision.outcome == Outcome::kUndecided)
      undecided.emplace_back(&group, decision.amplitude * decision.amplitude * mean_gain_);
  }
  if (!leading.as_data.empty() && left(other_) < left(image.re)) {
    std::copy_n(other_.begin() + static_cast<std::ptrdiff_t>(first), width,
                image.re.begin() + static_cast<std::ptrdiff_t>(first));
    for (std::size_t b = 0; b < leading.as_data.size(); ++b) {
      if (blocks_[b].outcome != Outcome::kUndecided) continue;
      const float power = blocks_[b].amplitude * blocks_[b].amplitude * mean_gain_;
      for (const ReIndex e : leading.as_data[b]) image.weight[e] = std::min(1.0F, floor / power);
    }
    return;
  }
  for (const auto& [group, power] : undecided) {
    for (const ReIndex e : *group) image.weight[e] = std::min(1.0F, floor / power);
  }
}

void ElementDecider::decide(const SubframeGrid& grid, const ChannelEstimate& channel, const ElementMap& map,
                            float floor, SubframeImage& image) {
  blocks_.resize(map.data.size());
  for (std::size_t b = 0; b < map.data.size(); ++b)
    decide_data(grid, channel, map.data[b], floor, blocks_[b], image);
  for (const auto& leading : map.leading) decide_leading(grid, channel, leading, floor, image);
}

void ElementDecider::slice_qpsk(const SubframeGrid& grid, const ChannelEstimate& channel,
                                std::span<const ReIndex> elements, std::vector<cf32>& symbols) {
  combine(grid, channel, elements);
  slice(2, 1.0F);
  symbols = decided_;
}

float ElementDecider::put(const SubframeGrid& grid, const ChannelEstimate& channel,
                          std::span<const ReIndex> elements, std::span<const cf32> symbols,
                          std::span<cf32> image) {
  combine(grid, channel, elements);
  decided_.assign(symbols.begin(), symbols.end());
  float along = 0.0F;
  float decided = 0.0F;
  float power = 0.0F;
  for (std::size_t i = 0; i < received_.size(); ++i) {
    along += gain_[i] * (received_[i] * std::conj(decided_[i])).real();
    decided += gain_[i] * std::norm(decided_[i]);
    power += gain_[i] * std::norm(received_[i]);
  }
  if (decided <= 0.0F || power <= 0.0F) return 1.0F;
  const float amplitude = std::max(0.0F, along / decided);
  spread(channel, elements, amplitude, image);
  return 1.0F - along * amplitude / power;
}

}  // namespace sb::dsp::lte
