#include "dsp/cell/lte/crs_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "dsp/cell/lte/cell_stream.hpp"
#include "dsp/cell/lte/crs.hpp"
#include "dsp/core/gamma_tail.hpp"

namespace sb::dsp::lte {
namespace {

constexpr int kPrb = 6;
constexpr std::size_t kTones = 2UL * kPrb;  ///< reference elements of a symbol
constexpr std::size_t kSymbols = 4;         ///< reference symbols of port 0 in a subframe
constexpr double kRateHz = kSubcarrierHz * kSearchFftSize;
constexpr int kMiddleDelay = 24;
constexpr int kDelays = 2 * kMiddleDelay + 1;  ///< -6 .. 6 samples by quarters
constexpr double kDelayStep = 0.25;
constexpr int kMiddleOffset = 6;
constexpr int kOffsets = 2 * kMiddleOffset + 1;  ///< -1.5 .. 1.5 kHz
constexpr double kOffsetStepHz = 250.0;
constexpr double kTwoPi = 2.0 * std::numbers::pi;

double delay_of(int d) {
  return (d - kMiddleDelay) * kDelayStep;
}

/// Received reference elements with the sequence taken off: what is left is the channel.
struct Subframe {
  int frame;
  int subframe;
  double time_s;  ///< of the subframe's start in the capture
  std::array<std::array<cf32, kTones>, kSymbols> channel;
  float energy;  ///< sum of |channel|^2
};

/// Frequency (in subcarriers from DC) of a carrier of the 6 PRB grid.
int tone_of(int subcarrier) {
  return subcarrier < 36 ? subcarrier - 36 : subcarrier - 35;
}

struct Capture {
  std::vector<Subframe> subframes;
  std::array<double, kSymbols> symbol_time_s{};
  std::array<int, kSymbols> first_subcarrier{};
};

Capture read_reference_elements(std::span<const cf32> carrier, const CellSync& sync, const CrsTable& table) {
  CellStream stream(carrier, kSearchFftSize, kPrb, sync);
  const Numerology numerology{kSearchFftSize, sync.cyclic_prefix};
  Capture capture;
  SubframeGrid grid;
  for (int frame = 0; frame < stream.frame_count(); ++frame) {
    for (int sf = 0; sf < kSubframesPerFrame; ++sf) {
      if (sync.duplex == Duplex::kTdd && sf % 5 != 0) continue;
      if (!stream.read(frame, sf, grid)) continue;
      Subframe got{frame, sf, stream.frame_start_s(frame) + sf * 1e-3, {}, 0.0F};
      const auto references = table.symbols(sf, 0);
      for (std::size_t l = 0; l < kSymbols; ++l) {
        const CrsSymbol& reference = references[l];
        const auto row = grid.symbol(reference.symbol);
        for (std::size_t i = 0; i < kTones; ++i) {
          const cf32 y = row[static_cast<std::size_t>(reference.first_subcarrier) + 6 * i];
          got.channel[l][i] = y * std::conj(reference.value[i]);
          got.energy += std::norm(y);
        }
        capture.symbol_time_s[l] = numerology.symbol_start(reference.symbol) / kRateHz;
        capture.first_subcarrier[l] = reference.first_subcarrier;
      }
      if (got.energy > 0.0F) capture.subframes.push_back(got);
    }
  }
  return capture;
}

using DelayRow = std::array<cf32, kDelays>;
/// Per subframe and symbol: the sum over tones for every delay.
std::vector<std::array<DelayRow, kSymbols>> over_delays(const Capture& capture) {
  std::array<std::array<DelayRow, kTones>, kSymbols> turn;
  for (std::size_t l = 0; l < kSymbols; ++l) {
    for (std::size_t i = 0; i < kTones; ++i) {
      const int tone = tone_of(capture.first_subcarrier[l] + 6 * static_cast<int>(i));
      for (int d = 0; d < kDelays; ++d) {
        turn[l][i][static_cast<std::size_t>(d)] =
            static_cast<cf32>(std::polar(1.0, kTwoPi * tone * delay_of(d) / kSearchFftSize));
      }
    }
  }
  std::vector<std::array<DelayRow, kSymbols>> rows(capture.subframes.size());
  for (std::size_t s = 0; s < rows.size(); ++s) {
    for (std::size_t l = 0; l < kSymbols; ++l) {
      DelayRow& row = rows[s][l];
      row.fill({});
      for (std::size_t i = 0; i < kTones; ++i) {
        const cf32 value = capture.subframes[s].channel[l][i];
        for (std::size_t d = 0; d < kDelays; ++d) row[d] += value * turn[l][i][d];
      }
    }
  }
  return rows;
}

struct Fit {
  double offset_hz = 0.0;
  double delay = 0.0;  ///< samples, at the capture's start
  double slope = 0.0;  ///< samples per second
  double mean = 0.0;   ///< of |sum|^2 / energy over subframes: noise 1, reference signals alone 48
};

/// Power by delay of runs of subframes of about 10 ms, for one carrier offset.
struct Runs {
  std::vector<std::array<double, kDelays>> power;
  std::vector<double> time_s;
};

Runs add_up(const Capture& capture, const std::vector<std::array<DelayRow, kSymbols>>& rows,
            double offset_hz) {
  Runs runs;
  std::array<cf32, kSymbols> turn;
  for (std::size_t l = 0; l < kSymbols; ++l) {
    turn[l] = static_cast<cf32>(std::polar(1.0, -kTwoPi * offset_hz * capture.symbol_time_s[l]));
  }
  int frame = -1;
  int count = 0;
  for (std::size_t s = 0; s < rows.size(); ++s) {
    const Subframe& subframe = capture.subframes[s];
    if (subframe.frame != frame) {
      if (count > 0) runs.time_s.back() /= count;
      runs.power.push_back({});
      runs.time_s.push_back(0.0);
      frame = subframe.frame;
      count = 0;
    }
    const float scale = 1.0F / subframe.energy;
    for (std::size_t d = 0; d < kDelays; ++d) {
      cf32 sum{};
      for (std::size_t l = 0; l < kSymbols; ++l) sum += rows[s][l][d] * turn[l];
      runs.power.back()[d] += static_cast<double>(std::norm(sum) * scale);
    }
    runs.time_s.back() += subframe.time_s;
    ++count;
  }
  if (count > 0) runs.time_s.back() /= count;
  return runs;
}

/// The straight line of delay over time along which most power lies.
Fit best_line(const Runs& runs, std::size_t subframes) {
  constexpr double kMaxSlope = 12e-6 * kRateHz;
  const double length = runs.time_s.empty() ? 0.0 : runs.time_s.back() - runs.time_s.front();
  const double slope_step = length > 5e-3 ? kDelayStep / length : kMaxSlope;
  const int half = length > 5e-3 ? static_cast<int>(kMaxSlope / slope_step) : 0;
  Fit best;
  for (int k = -half; k <= half; ++k) {
    for (int d = 0; d < kDelays; ++d) {
      double sum = 0.0;
      for (std::size_t r = 0; r < runs.power.size(); ++r) {
        const double at = d + k * slope_step * (runs.time_s[r] - runs.time_s.front()) / kDelayStep;
        const auto i = std::clamp(static_cast<int>(std::lround(at)), 0, kDelays - 1);
        sum += runs.power[r][static_cast<std::size_t>(i)];
      }
      const double mean = sum / static_cast<double>(subframes);
      if (mean > best.mean) {
        best = {0.0, delay_of(d) - k * slope_step * runs.time_s.front(), k * slope_step, mean};
      }
    }
  }
  return best;
}

Fit coarse_fit(const Capture& capture) {
  const auto rows = over_delays(capture);
  Fit best;
  for (int f = 0; f < kOffsets; ++f) {
    const double offset = (f - kMiddleOffset) * kOffsetStepHz;
    Fit fit = best_line(add_up(capture, rows, offset), capture.subframes.size());
    fit.offset_hz = offset;
    if (fit.mean > best.mean) best = fit;
  }
  return best;
}

/// Per subframe the sums of its symbols along the fitted line of delay.
using SymbolSums = std::array<std::complex<double>, kSymbols>;
std::vector<SymbolSums> along(const Capture& capture, const Fit& fit) {
  std::vector<SymbolSums> sums;
  for (const Subframe& subframe : capture.subframes) {
    const double delay = fit.delay + fit.slope * subframe.time_s;
    SymbolSums& sum = sums.emplace_back();
    for (std::size_t l = 0; l < kSymbols; ++l) {
      for (std::size_t i = 0; i < kTones; ++i) {
        const int tone = tone_of(capture.first_subcarrier[l] + 6 * static_cast<int>(i));
        sum[l] += std::complex<double>(subframe.channel[l][i]) *
                  std::polar(1.0, kTwoPi * tone * delay / kSearchFftSize);
      }
    }
  }
  return sums;
}

std::complex<double> whole_subframe(const Capture& capture, const SymbolSums& sums, double offset_hz) {
  std::complex<double> sum{};
  for (std::size_t l = 0; l < kSymbols; ++l) {
    sum += sums[l] * std::polar(1.0, -kTwoPi * offset_hz * capture.symbol_time_s[l]);
  }
  return sum;
}

/// The offset again, by the phases inside subframes, in steps that leave no doubt between the aliases of
/// add_frames().
void refine_offset(const Capture& capture, const std::vector<SymbolSums>& sums, Fit& fit) {
  constexpr double kStepHz = 20.0;
  const double middle = fit.offset_hz;
  double best = 0.0;
  const auto reach = static_cast<int>(kOffsetStepHz / kStepHz);
  for (int step = -reach; step <= reach; ++step) {
    const double offset = middle + step * kStepHz;
    double total = 0.0;
    for (std::size_t s = 0; s < sums.size(); ++s) {
      total += std::norm(whole_subframe(capture, sums[s], offset)) /
               static_cast<double>(capture.subframes[s].energy);
    }
    if (total > best) {
      best = total;
      fit.offset_hz = offset;
    }
  }
  fit.mean = std::max(fit.mean, best / static_cast<double>(sums.size()));
}

struct FrameFit {
  double offset_hz = 0.0;  ///< beyond the one that was taken off inside subframes
  double mean = 0.0;       ///< noise 1
  int frames = 0;
};

/// Adds whole frames coherently. Subframes of TDD are 5 ms apart, so +-90 Hz is all that can be told there.
FrameFit add_frames(const Capture& capture, const std::vector<SymbolSums>& sums, const Fit& fit,
                    double within_hz) {
  constexpr double kStepHz = 10.0;
  std::vector<std::complex<double>> whole;
  whole.reserve(sums.size());
  for (const SymbolSums& symbol : sums) whole.push_back(whole_subframe(capture, symbol, fit.offset_hz));
  FrameFit best;
  const auto steps = static_cast<int>(std::floor(2.0 * within_hz / kStepHz)) + 1;
  for (int step = 0; step < steps; ++step) {
    const double offset = -within_hz + step * kStepHz;
    double total = 0.0;
    int frames = 0;
    for (std::size_t s = 0; s < sums.size();) {
      const int frame = capture.subframes[s].frame;
      std::complex<double> sum{};
      double energy = 0.0;
      for (; s < sums.size() && capture.subframes[s].frame == frame; ++s) {
        const double phase = -kTwoPi * (offset + fit.offset_hz) * capture.subframes[s].time_s;
        sum += whole[s] * std::polar(1.0, phase);
        energy += static_cast<double>(capture.subframes[s].energy);
      }
      total += std::norm(sum) / energy;
      ++frames;
    }
    if (total / frames > best.mean) best = {offset, total / frames, frames};
  }
  return best;
}

/// What repeats every frame is only as many independent looks as subframes of a frame are heard.
int distinct_subframes(const Capture& capture) {
  std::array<bool, kSubframesPerFrame> heard{};
  for (const Subframe& s : capture.subframes) heard[static_cast<std::size_t>(s.subframe)] = true;
  return static_cast<int>(std::ranges::count(heard, true));
}

/// Signal from pairs of equal elements half a subframe apart, whose noise is independent and whose channel is
/// the same.
void measure_power(const Capture& capture, double offset_hz, CrsCheck& check) {
  std::complex<double> pairs{};
  double total = 0.0;
  for (const Subframe& subframe : capture.subframes) {
    for (std::size_t l = 0; l < 2; ++l) {
      for (std::size_t i = 0; i < kTones; ++i) {
        pairs += std::complex<double>(subframe.channel[l + 2][i] * std::conj(subframe.channel[l][i]));
      }
    }
    total += static_cast<double>(subframe.energy);
  }
  const auto count = static_cast<double>(capture.subframes.size() * kTones);
  const double apart_s = capture.symbol_time_s[2] - capture.symbol_time_s[0];
  const double signal = (pairs * std::polar(1.0, -kTwoPi * offset_hz * apart_s)).real() / (2.0 * count);
  const double power = total / (4.0 * count);
  const double floor = power * 1e-5;
  const double kept = std::clamp(signal, floor, power);
  check.rsrp = static_cast<float>(kept);
  check.snr_db = static_cast<float>(10.0 * std::log10(kept / std::max(power - kept, floor)));
}

}  // namespace

std::optional<CrsCheck> check_crs(std::span<const cf32> carrier, const CellSync& sync) {
  const CrsTable table(sync.pci, sync.cyclic_prefix, kPrb);
  const Capture capture = read_reference_elements(carrier, sync, table);
  if (capture.subframes.empty()) return std::nullopt;
  constexpr double kTrials = 150.0;  // independent places among delays, offsets and slopes
  Fit fit = coarse_fit(capture);
  const auto sums = along(capture, fit);
  refine_offset(capture, sums, fit);
  const bool tdd = sync.duplex == Duplex::kTdd;
  const double within = tdd ? 90.0 : 300.0;
  const FrameFit frames = add_frames(capture, sums, fit, within);

  CrsCheck check;
  check.sync = sync;
  check.sync.cfo_hz += fit.offset_hz + frames.offset_hz;
  check.sync.sample_clock_ppm += fit.slope / kRateHz * 1e6;
  check.sync.frame_start_s += fit.delay / kRateHz;
  const auto count = static_cast<int>(capture.subframes.size());
  const int distinct = distinct_subframes(capture);
  const double trials = std::log(kTrials);
  const double frame_trials = std::log(kTrials * within / 25.0);
  check.log_false_alarm = std::min(log_gamma_tail(count, fit.mean) + trials,
                                   log_gamma_tail(frames.frames, frames.mean) + frame_trials);
  check.log_false_alarm_repeating =
      std::min(log_gamma_tail(distinct, fit.mean) + trials, -frames.mean + frame_trials);
  measure_power(capture, check.sync.cfo_hz - sync.cfo_hz, check);
  check.sync.snr_db = check.snr_db;
  return check;
}

}  // namespace sb::dsp::lte
