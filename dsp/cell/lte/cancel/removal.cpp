#include "dsp/cell/lte/cancel/removal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "dsp/cell/lte/cancel/cell_image.hpp"
#include "dsp/cell/lte/cell_stream.hpp"
#include "dsp/core/fft_plan.hpp"
#include "dsp/core/index.hpp"

namespace sb::dsp::lte {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
/// Subframes that teach the estimator; more only cost.
constexpr int kObserved = 60;
/// A place beside the symbols' edges where this much more than elsewhere is left is scaled down.
constexpr double kBlurred = 1.4;

/// One symbol's place in time, in samples.
struct SymbolPlace {
  double begin;  ///< of its prefix
  double start;  ///< after its prefix
  double end;    ///< begin of the next symbol's prefix
};

class Remover {
 public:
  Remover(std::span<cf32> samples, int fft_size, int n_prb, const CellSync& sync, const Mib& mib)
      : samples_(samples),
        numerology_{fft_size, sync.cyclic_prefix},
        sync_(sync),
        stream_(samples, fft_size, n_prb, sync),
        imager_({sync.pci, sync.cyclic_prefix, sync.duplex, mib.ports, mib.bandwidth_prb, n_prb}, mib),
        to_time_(fft_size, FftDirection::kBackward),
        image_(samples.size()),
        edge_width_(1.0 + 0.25e-6 * numerology_.sample_rate_hz()) {}

  Removal run(std::span<const TimeSpan> only);

 private:
  bool wanted(int frame, int subframe, std::span<const TimeSpan> only) const;
  bool observe(std::span<const TimeSpan> only);
  double subframe_start(int frame, int subframe) const;
  SymbolPlace place(double subframe_start, int l) const;
  void draw(int frame, int subframe);
  void write_symbol(std::span<const cf32> subcarriers, const SymbolPlace& at);
  void subtract();
  void soften_edges();

  std::span<cf32> samples_;
  Numerology numerology_;
  CellSync sync_;
  CellStream stream_;
  CellImager imager_;
  FftPlan to_time_;
  std::vector<cf32> image_;  ///< at the cell's own frequency offset
  double edge_width_;
  SubframeGrid grid_;
  SubframeImage drawn_;
  std::vector<double> edges_;  ///< begins of the symbols that were written
  std::vector<cf32> row_;
  std::ptrdiff_t first_ = 0, end_ = 0;  ///< samples written
  double weight_sum_ = 0.0;
  double weight_count_ = 0.0;
};

double Remover::subframe_start(int frame, int subframe) const {
  const double period = kFrameSeconds * (1.0 + sync_.sample_clock_ppm * 1e-6);
  return (stream_.frame_start_s(frame) + subframe * period / kSubframesPerFrame) *
         numerology_.sample_rate_hz();
}

SymbolPlace Remover::place(double subframe_start, int l) const {
  const double stretch = 1.0 + sync_.sample_clock_ppm * 1e-6;
  const int start = numerology_.symbol_start(l);
  const int prefix = numerology_.prefix_samples(l % numerology_.symbols_per_slot());
  return {subframe_start + (start - prefix) * stretch, subframe_start + start * stretch,
          subframe_start + (start + numerology_.fft_size) * stretch};
}

bool Remover::wanted(int frame, int subframe, std::span<const TimeSpan> only) const {
  if (only.empty()) return true;
  const double begin = subframe_start(frame, subframe) / numerology_.sample_rate_hz();
  return std::ranges::any_of(only,
                             [&](const TimeSpan& s) { return s.begin_s < begin + 1e-3 && begin < s.end_s; });
}

bool Remover::observe(std::span<const TimeSpan> only) {
  std::vector<std::pair<int, int>> subframes;
  for (int frame = 0; frame < stream_.frame_count(); ++frame) {
    for (int sf = 0; sf < kSubframesPerFrame; ++sf) {
      if (imager_.certain(sf) && wanted(frame, sf, only)) subframes.emplace_back(frame, sf);
    }
  }
  const std::size_t step = std::max<std::size_t>(1, subframes.size() / kObserved);
  bool any = false;
  for (std::size_t i = 0; i < subframes.size(); i += step) {
    if (!stream_.read(subframes[i].first, subframes[i].second, grid_)) continue;
    imager_.observe(grid_);
    any = true;
  }
  if (any) imager_.fit();
  return any;
}

/// The symbol's oscillations run on through its prefix; between two symbols they are faded over, as the
/// receiver's limited bandwidth does.
void Remover::write_symbol(std::span<const cf32> subcarriers, const SymbolPlace& at) {
  const int n = numerology_.fft_size;
  const auto base = static_cast<std::ptrdiff_t>(std::floor(at.start));
  const double early = at.start - static_cast<double>(base);
  const auto bins = to_time_.input();
  std::ranges::fill(bins, cf32{});
  const int half = static_cast<int>(subcarriers.size()) / 2;
  const auto slope = std::polar(1.0, -kTurn * early / n);
  auto phase = std::polar(1.0, kTurn * early * half / n);
  for (int k = 0; k < 2 * half; ++k) {
    const int offset = k < half ? k - half : k - half + 1;
    if (k == half) phase *= slope;
    bins[index((offset + n) % n)] = subcarriers[index(k)] * static_cast<cf32>(phase);
    phase *= slope;
  }
  to_time_.execute();
  const auto wave = to_time_.output();
  const double half_edge = edge_width_ / 2.0;
  const auto from = std::max<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(std::ceil(at.begin - half_edge)));
  const auto to =
      std::min(std::ssize(samples_), static_cast<std::ptrdiff_t>(std::floor(at.end + half_edge)) + 1);
  for (std::ptrdiff_t i = from; i < to; ++i) {
    const auto t = static_cast<double>(i);
    const double rise = std::clamp((t - at.begin) / edge_width_ + 0.5, 0.0, 1.0);
    const double fall = std::clamp((at.end - t) / edge_width_ + 0.5, 0.0, 1.0);
    const auto weight = static_cast<float>(rise * fall);
    image_[static_cast<std::size_t>(i)] += wave[static_cast<std::size_t>(((i - base) % n + n) % n)] * weight;
  }
  if (edges_.empty()) first_ = from;
  end_ = std::max(end_, to);
  edges_.push_back(at.begin);
}

void Remover::draw(int frame, int subframe) {
  if (!stream_.read(frame, subframe, grid_) || !imager_.draw(grid_, drawn_)) return;
  const double start = subframe_start(frame, subframe);
  const std::size_t width = index(grid_.subcarriers());
  for (int l = 0; l < grid_.symbols(); ++l) {
    row_.resize(width);
    const std::size_t first = index(l) * width;
    for (std::size_t k = 0; k < width; ++k) {
      const std::size_t i = first + k;
      // What is not the cell's stays, at its weight.
      row_[k] = drawn_.re[i] + (1.0F - drawn_.weight[i]) * (grid_.re[i] - drawn_.re[i]);
      weight_sum_ += static_cast<double>(drawn_.weight[i]);
    }
    weight_count_ += static_cast<double>(width);
    write_symbol(row_, place(start, l));
  }
}

void Remover::subtract() {
  const double step = kTurn * sync_.cfo_hz / numerology_.sample_rate_hz();
  constexpr std::ptrdiff_t kRun = 64;
  std::array<cf32, kRun> turn;
  for (std::size_t i = 0; i < turn.size(); ++i)
    turn[i] = static_cast<cf32>(std::polar(1.0, step * static_cast<double>(i)));
  for (std::ptrdiff_t at = first_; at < end_; at += kRun) {
    const auto start =
        static_cast<cf32>(std::polar(1.0, std::remainder(step * static_cast<double>(at), kTurn)));
    for (std::ptrdiff_t i = at; i < std::min(at + kRun, end_); ++i) {
      samples_[static_cast<std::size_t>(i)] -=
          image_[static_cast<std::size_t>(i)] * (start * turn[static_cast<std::size_t>(i - at)]);
    }
  }
}

/// Multipath and the receiver's filter blur the edges of symbols, which images of single symbols do not show.
/// Where after each edge more than the mean is left, over all symbols, it is scaled to the mean.
void Remover::soften_edges() {
  const int before = std::max(3, numerology_.fft_size / 32);
  const int after = numerology_.prefix_samples(1);
  const int middle = numerology_.fft_size / 2;
  std::vector<double> power(index(before + after));
  double rest = 0.0;
  double rest_count = 0.0;
  std::vector<double> count(power.size());
  const auto each = [&](double edge, int from, int to, auto action) {
    const auto base = static_cast<std::ptrdiff_t>(std::lround(edge));
    for (int o = from; o < to; ++o) {
      const std::ptrdiff_t i = base + o;
      if (i >= 0 && i < std::ssize(samples_)) action(o, samples_[static_cast<std::size_t>(i)]);
    }
  };
  for (const double edge : edges_) {
    each(edge, -before, after, [&](int o, const cf32& x) {
      power[index(o + before)] += static_cast<double>(std::norm(x));
      count[index(o + before)] += 1.0;
    });
    each(edge, after, after + middle, [&](int, const cf32& x) {
      rest += static_cast<double>(std::norm(x));
      rest_count += 1.0;
    });
  }
  if (rest <= 0.0) return;
  const double mean = rest / rest_count;
  std::vector<float> factor(power.size(), 1.0F);
  for (std::size_t o = 0; o < power.size(); ++o) {
    const double here = power[o] / std::max(1.0, count[o]);
    if (here > kBlurred * mean) factor[o] = static_cast<float>(mean / here);
  }
  for (const double edge : edges_)
    each(edge, -before, after, [&](int o, cf32& x) { x *= factor[index(o + before)]; });
}

Removal Remover::run(std::span<const TimeSpan> only) {
  Removal result;
  if (!observe(only)) return result;
  for (int frame = 0; frame < stream_.frame_count(); ++frame) {
    for (int sf = 0; sf < kSubframesPerFrame; ++sf) {
      if (wanted(frame, sf, only)) draw(frame, sf);
    }
  }
  if (edges_.empty()) return result;
  const auto power = [&] {
    double sum = 0.0;
    for (std::ptrdiff_t i = first_; i < end_; ++i)
      sum += static_cast<double>(std::norm(samples_[static_cast<std::size_t>(i)]));
    return sum / static_cast<double>(end_ - first_);
  };
  result.before = power();
  subtract();
  soften_edges();
  result.after = power();
  result.kept = weight_count_ > 0.0 ? weight_sum_ / weight_count_ : 1.0;
  if (only.empty()) {
    std::fill(samples_.begin(), samples_.begin() + first_, cf32{});
    std::fill(samples_.begin() + end_, samples_.end(), cf32{});
  }
  return result;
}

}  // namespace

Removal remove_cell(std::span<cf32> samples, int fft_size, int n_prb, const CellSync& sync, const Mib& mib,
                    std::span<const TimeSpan> only) {
  return Remover(samples, fft_size, n_prb, sync, mib).run(only);
}

}  // namespace sb::dsp::lte
