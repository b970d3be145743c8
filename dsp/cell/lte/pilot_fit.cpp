#include "dsp/cell/lte/pilot_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace sb::dsp::lte {
namespace {

constexpr double kTwoPi = 2.0 * std::numbers::pi;
/// A step is taken when the one before is this many deviations from the wrong turn.
constexpr double kDeviationsFromAlias = 5.0;

using Complex = std::complex<double>;

/// Straight line of delay over time.
struct Line {
  double at_s = 0.0, delay_s = 0.0, slope = 0.0;
  double operator()(double time_s) const { return delay_s + slope * (time_s - at_s); }
};

void turn_out(std::vector<PilotSubframe>& pilots, const PilotGeometry& geometry, const Line& line) {
  for (PilotSubframe& p : pilots) {
    const double delay = line(p.time_s);
    for (std::size_t l = 0; l < 4; ++l) {
      for (std::size_t i = 0; i < p.channel[l].size(); ++i)
        p.channel[l][i] *= static_cast<cf32>(std::polar(1.0, kTwoPi * geometry.tone_hz[l][i] * delay));
    }
  }
}

/// Product of elements `lag` places apart, each used once; `apart_hz` is nearly their distance.
Complex products(const PilotSubframe& p, std::size_t lag) {
  Complex sum{};
  for (const auto& row : p.channel) {
    for (std::size_t i = 0; i + lag < row.size(); ++i) {
      if (i / lag % 2 == 0) sum += Complex(row[i + lag] * std::conj(row[i]));
    }
  }
  return sum;
}

/// One step: the line that is left, from the means of the capture's two halves, and how sure it is at `at_s`
/// and in each half.
struct DelayStep {
  Line line;
  Measured at;
  double worst_sigma = 0.0;
};

DelayStep delay_step(std::span<const PilotSubframe> pilots, std::size_t lag, double apart_hz, double at_s) {
  const std::size_t half = pilots.size() / 2;
  std::vector<Block> blocks;
  std::array<double, 2> mean_s{};
  for (std::size_t k = 0; k < pilots.size(); ++k) {
    const std::size_t side = k < half ? 0 : 1;
    Block block(2);
    block[side] = products(pilots[k], lag);
    blocks.push_back(std::move(block));
    mean_s[side] += pilots[k].time_s / static_cast<double>(side == 0 ? half : pilots.size() - half);
  }
  const auto delay = [&](const Complex& sum) { return -std::arg(sum) / (kTwoPi * apart_hz); };
  const auto line = [&](const Block& sums) {
    const double first = delay(sums[0]);
    return Line{mean_s[0], first, (delay(sums[1]) - first) / (mean_s[1] - mean_s[0])};
  };
  Block all(2);
  for (const Block& block : blocks) {
    for (std::size_t i = 0; i < 2; ++i) all[i] += block[i];
  }
  DelayStep step;
  step.line = line(all);
  step.at = jackknife(blocks, [&](const Block& sums) { return line(sums)(at_s); });
  for (const double time : mean_s) {
    const auto there = jackknife(blocks, [&](const Block& sums) { return line(sums)(time); });
    step.worst_sigma = std::max(step.worst_sigma, there.sigma);
  }
  return step;
}

/// Products of the same elements of two subframes.
Complex products(const PilotSubframe& early, const PilotSubframe& late) {
  Complex sum{};
  for (std::size_t l = 0; l < 4; ++l) {
    for (std::size_t i = 0; i < early.channel[l].size(); ++i)
      sum += Complex(late.channel[l][i] * std::conj(early.channel[l][i]));
  }
  return sum;
}

/// Blocks of products a time apart.
struct OffsetStep {
  double apart_s = 0.0;
  std::vector<Block> blocks;
};

OffsetStep by_slots(std::span<const PilotSubframe> pilots, const PilotGeometry& geometry) {
  OffsetStep step{geometry.symbol_s[2] - geometry.symbol_s[0], {}};
  for (const PilotSubframe& p : pilots) {
    Complex sum{};
    for (std::size_t l = 0; l < 2; ++l) {
      for (std::size_t i = 0; i < p.channel[l].size(); ++i)
        sum += Complex(p.channel[l + 2][i] * std::conj(p.channel[l][i]));
    }
    step.blocks.push_back({sum});
  }
  return step;
}

/// Subframes `subframes` apart, each used once.
OffsetStep by_subframes(std::span<const PilotSubframe> pilots, int subframes) {
  OffsetStep step;
  const auto number = [](const PilotSubframe& p) { return kSubframesPerFrame * p.frame + p.subframe; };
  for (const PilotSubframe& early : pilots) {
    if ((number(early) - number(pilots.front())) / subframes % 2 != 0) continue;
    const auto late = std::ranges::find(pilots, number(early) + subframes, number);
    if (late == pilots.end()) continue;
    step.blocks.push_back({products(early, *late)});
    step.apart_s = late->time_s - early.time_s;
  }
  return step;
}

/// `known_hz` is taken off before the phase is read.
Measured offset_of(const OffsetStep& step, double known_hz) {
  const auto turn = std::polar(1.0, -kTwoPi * known_hz * step.apart_s);
  return jackknife(step.blocks, [&](const Block& sum) {
    return known_hz + std::arg(sum[0] * turn) / (kTwoPi * step.apart_s);
  });
}

}  // namespace

Measured jackknife(std::span<const Block> blocks, const std::function<double(const Block&)>& result) {
  Block all(blocks.front().size());
  for (const Block& block : blocks) {
    for (std::size_t i = 0; i < all.size(); ++i) all[i] += block[i];
  }
  Measured measured{result(all), std::numeric_limits<double>::infinity()};
  const auto n = static_cast<double>(blocks.size());
  if (blocks.size() < 3) return measured;
  double sum = 0.0;
  double squares = 0.0;
  Block without(all.size());
  for (const Block& block : blocks) {
    for (std::size_t i = 0; i < all.size(); ++i) without[i] = all[i] - block[i];
    const double apart = result(without) - measured.value;
    sum += apart;
    squares += apart * apart;
  }
  measured.sigma = std::sqrt((n - 1.0) / n * std::max(squares - sum * sum / n, 0.0));
  return measured;
}

Measured fit_delay(std::vector<PilotSubframe>& pilots, const PilotGeometry& geometry, double at_s) {
  const std::size_t tones = geometry.tone_hz[0].size();
  const double spacing_hz = geometry.tone_hz[0][1] - geometry.tone_hz[0][0];
  Measured total{0.0, std::numeric_limits<double>::infinity()};
  double known_to_s = 0.0;
  std::size_t last = 0;
  for (const std::size_t lag : {std::size_t{1}, tones / 8, tones / 2}) {
    if (lag == 0 || (lag == 1 && total.sigma < std::numeric_limits<double>::infinity())) continue;
    const double apart_hz = spacing_hz * static_cast<double>(lag);
    if (kDeviationsFromAlias * known_to_s > 0.5 / apart_hz) break;
    const DelayStep step = delay_step(pilots, lag, apart_hz, at_s);
    if (!(step.at.sigma < total.sigma)) break;
    turn_out(pilots, geometry, step.line);
    total.value += step.at.value;
    total.sigma = step.at.sigma;
    known_to_s = step.worst_sigma;
    last = lag;
  }
  // Once more with the drift turned out, which would pass for an error of the last step.
  if (last == 0) return total;
  const DelayStep again = delay_step(pilots, last, spacing_hz * static_cast<double>(last), at_s);
  turn_out(pilots, geometry, again.line);
  return {total.value + again.at.value, again.at.sigma};
}

Measured fit_offset(std::span<const PilotSubframe> pilots, const PilotGeometry& geometry) {
  Measured offset = offset_of(by_slots(pilots, geometry), 0.0);
  const int frames = pilots.back().frame - pilots.front().frame + 1;
  for (const int apart : {kSubframesPerFrame / 2, kSubframesPerFrame * (frames / 2)}) {
    if (apart == 0) continue;
    const OffsetStep step = by_subframes(pilots, apart);
    if (step.blocks.size() < 3 || kDeviationsFromAlias * offset.sigma > 0.5 / step.apart_s) break;
    const Measured finer = offset_of(step, offset.value);
    if (!(finer.sigma < offset.sigma)) break;
    offset = finer;
  }
  return offset;
}

}  // namespace sb::dsp::lte
