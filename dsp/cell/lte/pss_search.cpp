#include "dsp/cell/lte/pss_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdint>
#include <memory>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/cell/lte/sync_sequences.hpp"
#include "dsp/core/fft_plan.hpp"
#include "dsp/core/gamma_tail.hpp"
#include "dsp/core/index.hpp"

namespace sb::dsp::lte {
namespace {

constexpr int kHalfFrame = kSearchFftSize * 75;  ///< samples at 1.92 MS/s
constexpr int kHalfFramesPerSegment = 4;
constexpr int kMaxShift = 24;                ///< samples a segment may move by the clock's error
constexpr double kHypothesisStepHz = 5.7e3;  ///< half of it costs 0.5 dB
constexpr double kWindowRateHz = kSubcarrierHz * kSearchFftSize;
constexpr double kReplicaHalfWidthHz = 500e3;
constexpr double kEnergyHalfWidthHz = 540e3;

/// Spectra of the three symbols, conjugated, bins -half .. half-1, scaled to unit energy in time.
std::vector<cf32> replica(int n_id_2, int bins, int half) {
  FftPlan to_time(kSearchFftSize, FftDirection::kBackward);
  const auto d = pss_sequence(n_id_2);
  std::ranges::fill(to_time.input(), cf32{});
  for (std::size_t n = 0; n < kSyncCarriers; ++n) {
    to_time.input()[static_cast<std::size_t>((sync_subcarrier(n) + kSearchFftSize) % kSearchFftSize)] = d[n];
  }
  to_time.execute();
  FftPlan to_bins(bins, FftDirection::kForward);
  std::ranges::fill(to_bins.input(), cf32{});
  const float unit = 1.0F / std::sqrt(static_cast<float>(kSyncCarriers * kSearchFftSize));
  for (std::size_t i = 0; i < kSearchFftSize; ++i) to_bins.input()[i] = to_time.output()[i] * unit;
  to_bins.execute();
  std::vector<cf32> spectrum(2 * static_cast<std::size_t>(half));
  for (int k = -half; k < half; ++k) {
    spectrum[index(k + half)] = std::conj(to_bins.output()[index((k + bins) % bins)]);
  }
  return spectrum;
}

/// Best value at every place of the half frame and the hypothesis that gave it.
struct BestMap {
  std::vector<float> value = std::vector<float>(kHalfFrame);
  std::vector<std::int32_t> hypothesis = std::vector<std::int32_t>(kHalfFrame);
};

void keep_best(std::span<const float> value, float scale, std::int32_t hypothesis, BestMap& best) {
  float* top = best.value.data();
  std::int32_t* which = best.hypothesis.data();
  for (std::size_t i = 0; i < kHalfFrame; ++i) {
    const float v = value[i] * scale;
    const bool better = v > top[i];
    top[i] = better ? v : top[i];
    which[i] = better ? hypothesis : which[i];
  }
}

/// Sampling clocks tried: multiples of a step, by which the outermost segments move one sample against each
/// other.
struct Clocks {
  int first = 0;
  int count = 1;
  double step_ppm = 0.0;
  double ppm(int i) const { return (first + i) * step_ppm; }
};

Clocks clock_hypotheses(int segment_count, const PssWindow& window) {
  if (segment_count == 1) return {};
  Clocks clocks;
  clocks.step_ppm = 1e6 / ((segment_count - 1) * static_cast<double>(kHalfFrame * kHalfFramesPerSegment));
  clocks.first = static_cast<int>(std::floor(window.low_clock_ppm / clocks.step_ppm));
  clocks.count = static_cast<int>(std::ceil(window.high_clock_ppm / clocks.step_ppm)) - clocks.first + 1;
  return clocks;
}

}  // namespace

struct PssSearch::State {
  const SearchSpectra& spectra;
  FftPlan to_time;
  int replica_half;
  std::array<std::vector<cf32>, 3> replicas;
  std::vector<float> inverse_energy;  ///< per block and place
  std::vector<float> segments;        ///< per segment: kHalfFrame with kMaxShift repeated on either side
  std::vector<float> combined = std::vector<float>(kHalfFrame);

  explicit State(const SearchSpectra& s)
      : spectra(s),
        to_time(s.window_bins(), FftDirection::kBackward, FftEffort::kMeasure),
        replica_half(static_cast<int>(kReplicaHalfWidthHz / s.bin_hz())) {
    for (int root = 0; root < 3; ++root)
      replicas[static_cast<std::size_t>(root)] = replica(root, s.window_bins(), replica_half);
  }

  static std::size_t row(int segment) {
    return static_cast<std::size_t>(segment) * (kHalfFrame + 2 * kMaxShift);
  }
  int usable(double seconds) const {
    return std::min(spectra.length(), std::max(1, static_cast<int>(seconds * kWindowRateHz)));
  }
  void measure_energy(int centre, int length);
  void correlate(int root, int centre, int length);
  void accumulate(int block, int length);
  void combine(int segment_count, double ppm);
  std::vector<PssPeak> pick(const BestMap& best, int root, const PssWindow& window, int length,
                            int first_hypothesis, const Clocks& clocks) const;
};

void PssSearch::State::measure_energy(int centre, int length) {
  const int n = spectra.window_bins();
  const int half = static_cast<int>(kEnergyHalfWidthHz / spectra.bin_hz());
  const int blocks = (length + spectra.hop() - 1) / spectra.hop();
  inverse_energy.resize(static_cast<std::size_t>(blocks) * static_cast<std::size_t>(spectra.hop()));
  const auto in = to_time.input();
  std::ranges::fill(in, cf32{});
  double total = 0.0;
  for (int b = 0; b < blocks; ++b) {
    const auto bins = spectra.bins(b, centre, 2 * half);
    std::copy_n(bins.begin() + half, half, in.begin());
    std::copy_n(bins.begin(), half, in.begin() + (n - half));
    to_time.execute();
    const auto out = to_time.output();
    double sum = 0.0;
    for (std::size_t i = 0; i < SearchSpectra::kSequence; ++i) sum += static_cast<double>(std::norm(out[i]));
    for (int i = 0; i < spectra.hop(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      inverse_energy[static_cast<std::size_t>(b * spectra.hop()) + at] = static_cast<float>(sum);
      total += sum;
      if (i + SearchSpectra::kSequence < n) {
        sum += static_cast<double>(std::norm(out[at + SearchSpectra::kSequence])) -
               static_cast<double>(std::norm(out[at]));
      }
    }
  }
  // A millionth of the mean keeps silence (exact zeros, rounding in the running sum) from counting.
  const auto floor = static_cast<float>(total / static_cast<double>(inverse_energy.size()) * 1e-6 + 1e-30);
  for (float& e : inverse_energy) e = 1.0F / std::max(e, floor);
}

void PssSearch::State::accumulate(int block, int length) {
  const cf32* out = to_time.output().data();
  const int begin = block * spectra.hop();
  const int end = std::min(begin + spectra.hop(), length);
  for (int at = begin; at < end;) {
    const int half_frame = at / kHalfFrame;
    const int in_half_frame = at % kHalfFrame;
    const int count = std::min(end - at, kHalfFrame - in_half_frame);
    float* sum = segments.data() + row(half_frame / kHalfFramesPerSegment) + kMaxShift + in_half_frame;
    const cf32* c = out + (at - begin);
    const float* e = inverse_energy.data() + at;
    for (int i = 0; i < count; ++i) sum[i] += std::norm(c[i]) * e[i];
    at += count;
  }
}

void PssSearch::State::correlate(int root, int centre, int length) {
  const int n = spectra.window_bins();
  const int segment_count = (length - 1) / (kHalfFrame * kHalfFramesPerSegment) + 1;
  segments.assign(row(segment_count), 0.0F);
  const auto in = to_time.input();
  std::ranges::fill(in, cf32{});
  const cf32* r = replicas[static_cast<std::size_t>(root)].data();
  const int half = replica_half;
  for (int b = 0; b * spectra.hop() < length; ++b) {
    const cf32* x = spectra.bins(b, centre, 2 * half).data();
    cf32* high = in.data();
    cf32* low = in.data() + (n - half);
    for (int k = 0; k < half; ++k) high[k] = x[half + k] * r[half + k];
    for (int k = 0; k < half; ++k) low[k] = x[k] * r[k];
    to_time.execute();
    accumulate(b, length);
  }
  for (int s = 0; s < segment_count; ++s) {
    float* sum = segments.data() + row(s) + kMaxShift;
    std::copy_n(sum + kHalfFrame - kMaxShift, kMaxShift, sum - kMaxShift);
    std::copy_n(sum, kMaxShift, sum + kHalfFrame);
  }
}

/// Lays the segments over each other as a clock error of `ppm` has moved them.
void PssSearch::State::combine(int segment_count, double ppm) {
  std::ranges::fill(combined, 0.0F);
  for (int s = 0; s < segment_count; ++s) {
    const double centre = (s + 0.5) * kHalfFrame * kHalfFramesPerSegment;
    const int shift = std::clamp(static_cast<int>(std::lround(centre * ppm * 1e-6)), -kMaxShift, kMaxShift);
    const float* sum = segments.data() + row(s) + kMaxShift + shift;
    for (std::size_t i = 0; i < kHalfFrame; ++i) combined[i] += sum[i];
  }
}

std::vector<PssPeak> PssSearch::State::pick(const BestMap& best, int root, const PssWindow& window,
                                            int length, int first_hypothesis, const Clocks& clocks) const {
  constexpr int kApart = 4;  // samples: width of the main lobe
  const int averages = std::max(1, length / kHalfFrame);
  const auto threshold = static_cast<float>(gamma_tail_threshold(averages, window.log_false_alarm));
  std::vector<float> left = best.value;
  std::vector<PssPeak> peaks;
  while (static_cast<int>(peaks.size()) < window.max_peaks_per_root) {
    const auto top = std::ranges::max_element(left);
    if (*top < threshold) break;
    const int at = static_cast<int>(top - left.begin());
    const std::int32_t hypothesis = best.hypothesis[static_cast<std::size_t>(at)];
    const int bin = first_hypothesis + hypothesis / clocks.count;
    const double ppm = clocks.ppm(hypothesis % clocks.count);
    // In the capture's own time, whose samples are rate_ratio() from the window's.
    peaks.push_back({root, at / (kWindowRateHz * spectra.rate_ratio()), bin * spectra.bin_hz(),
                     ppm + (1.0 / spectra.rate_ratio() - 1.0) * 1e6, *top / threshold, *top});
    for (int i = -kApart; i <= kApart; ++i)
      left[static_cast<std::size_t>((at + i + kHalfFrame) % kHalfFrame)] = 0.0F;
  }
  return peaks;
}

PssSearch::PssSearch(const SearchSpectra& spectra) : state_(std::make_unique<State>(spectra)) {}
PssSearch::~PssSearch() = default;
PssSearch::PssSearch(PssSearch&&) noexcept = default;

std::vector<PssPeak> PssSearch::search(const PssWindow& window) {
  State& s = *state_;
  std::vector<PssPeak> peaks;
  if (s.spectra.length() < 1) return peaks;
  const int length = s.usable(window.seconds);
  const double bin_hz = s.spectra.bin_hz();
  const int step = std::max(1, static_cast<int>(kHypothesisStepHz / bin_hz));
  const int low = static_cast<int>(std::floor(window.low_cfo_hz / bin_hz));
  const int high = std::max(low, static_cast<int>(std::ceil(window.high_cfo_hz / bin_hz)));
  const int segment_count = (length - 1) / (kHalfFrame * kHalfFramesPerSegment) + 1;
  const Clocks clocks = clock_hypotheses(segment_count, window);

  s.measure_energy(window.centre_bin + (low + high) / 2, length);
  for (int root = 0; root < 3; ++root) {
    BestMap best;
    for (int bin = low; bin <= high; bin += step) {
      s.correlate(root, window.centre_bin + bin, length);
      double mean = 0.0;
      for (int clock = 0; clock < clocks.count; ++clock) {
        s.combine(segment_count, clocks.ppm(clock));
        if (clock == 0) {
          for (const float v : s.combined) mean += static_cast<double>(v) / std::min(kHalfFrame, length);
        }
        if (mean <= 0.0) break;
        keep_best(s.combined, static_cast<float>(1.0 / mean), (bin - low) * clocks.count + clock, best);
      }
    }
    const auto found = s.pick(best, root, window, length, low, clocks);
    peaks.insert(peaks.end(), found.begin(), found.end());
  }
  std::ranges::sort(peaks, [](const PssPeak& a, const PssPeak& b) { return a.metric > b.metric; });
  return peaks;
}

}  // namespace sb::dsp::lte
