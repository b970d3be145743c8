#include "dsp/detect/jamming_cell_watch.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/cell/lte/cell_stream.hpp"
#include "dsp/cell/lte/crs.hpp"
#include "dsp/cell/lte/sync_sequences.hpp"
#include "dsp/core/gamma_tail.hpp"
#include "dsp/core/resampler.hpp"

namespace sb::dsp {
namespace {

using lte::CellStream;
using lte::CellSync;
using lte::SubframeGrid;

constexpr double kWatchRateHz = lte::kSubcarrierHz * lte::kSearchFftSize;
constexpr int kMiddlePrb = 6;
constexpr std::size_t kFirstSync = 5;  // of the 72: 62 carry the sequences, five on each side stay empty
constexpr std::size_t kAfterSync = kFirstSync + lte::kSyncCarriers;
constexpr std::size_t kFewestHalfFrames = 4;
constexpr std::size_t kFewestOnASide = 6;

/// Where a half frame's synchronisation signals stand. TS 36.211 §6.11.1.2, §6.11.2.2.
struct SyncPlace {
  int subframe_step, symbol;
};
struct SyncPlaces {
  SyncPlace pss, sss;
};
SyncPlaces sync_places(Duplex duplex, CyclicPrefix cp) {
  const bool normal = cp == CyclicPrefix::kNormal;
  if (duplex == Duplex::kTdd) return {{1, 2}, {0, normal ? 13 : 11}};
  return {{0, normal ? 6 : 5}, {0, normal ? 5 : 4}};
}

class Watcher {
 public:
  Watcher(std::span<const cf32> samples, const CellSync& sync)
      : stream_(samples, lte::kSearchFftSize, kMiddlePrb, sync),
        places_(sync_places(sync.duplex, sync.cyclic_prefix)),
        crs_(sync.pci, sync.cyclic_prefix, kMiddlePrb),
        pss_(lte::pss_sequence(sync.pci % 3)) {}

  int half_frames() const { return 2 * stream_.frame_count(); }

  std::optional<HalfFrameLook> look(int half) {
    const int subframe = 5 * (half % 2);
    if (!stream_.read(half / 2, subframe, first_)) return std::nullopt;
    HalfFrameLook look;
    look.start_s = stream_.frame_start_s(half / 2) + 5e-3 * (half % 2);
    add_empty(first_, places_.sss, look);
    if (places_.pss.subframe_step == 0) {
      pss_slope_ = slope(first_.symbol(places_.pss.symbol));
      add_empty(first_, places_.pss, look);
    } else {
      if (!stream_.read(half / 2, subframe + places_.pss.subframe_step, second_)) return std::nullopt;
      pss_slope_ = slope(second_.symbol(places_.pss.symbol));
      add_empty(second_, places_.pss, look);
    }
    look.empty_power /= look.empty_looks;
    measure_reference(first_, look);
    return look;
  }

  /// Delay of the last look's PSS in seconds, as the phase across its subcarriers tells.
  double last_delay_s() const { return pss_slope_; }

 private:
  static void add_empty(const SubframeGrid& grid, const SyncPlace& place, HalfFrameLook& look) {
    const auto row = grid.symbol(place.symbol);
    for (std::size_t k = 0; k < row.size(); ++k) {
      if (k >= kFirstSync && k < kAfterSync) continue;
      look.empty_power += std::norm(row[k]);
      ++look.empty_looks;
    }
  }

  double slope(std::span<const cf32> row) const {
    cf32 turn{};
    for (std::size_t n = 0; n + 1 < lte::kSyncCarriers; ++n) {
      if (n == 30) continue;  // across DC the step is two subcarriers
      const cf32 a = row[kFirstSync + n] * std::conj(pss_[n]);
      const cf32 b = row[kFirstSync + n + 1] * std::conj(pss_[n + 1]);
      turn += b * std::conj(a);
    }
    return -static_cast<double>(std::arg(turn)) / (2.0 * std::numbers::pi * lte::kSubcarrierHz);
  }

  /// Second differences of neighbouring pilots leave noise; products of neighbours leave the signal.
  void measure_reference(const SubframeGrid& grid, HalfFrameLook& look) const {
    double noise = 0.0;
    double power = 0.0;
    int noises = 0;
    int powers = 0;
    for (const lte::CrsSymbol& s : crs_.symbols(grid.subframe, 0)) {
      if (s.symbol >= 5 && s.symbol <= 10) continue;  // what disturbs the broadcast alone stands there
      const auto row = grid.symbol(s.symbol);
      std::array<cf32, static_cast<std::size_t>(2 * kMiddlePrb)> h{};
      for (std::size_t i = 0; i < h.size(); ++i) {
        h[i] = row[static_cast<std::size_t>(s.first_subcarrier) + 6 * i] * std::conj(s.value[i]);
      }
      for (std::size_t i = 1; i < h.size(); ++i) {
        power += (h[i] * std::conj(h[i - 1])).real();
        ++powers;
        if (i + 1 == h.size()) break;
        noise += std::norm(h[i - 1] - 2.0F * h[i] + h[i + 1]) / 6.0;
        ++noises;
      }
    }
    look.reference_noise = noise / std::max(noises, 1);
    look.reference_power = std::max(power / std::max(powers, 1), 0.0);
  }

  CellStream stream_;
  SyncPlaces places_;
  lte::CrsTable crs_;
  std::array<cf32, lte::kSyncCarriers> pss_;
  SubframeGrid first_, second_;
  double pss_slope_ = 0.0;
};

/// Sampling clock against the cell's, from the drift of its PSS: 0 where too little is heard.
double clock_ppm(std::span<const cf32> samples, const CellSync& sync) {
  Watcher watcher(samples, sync);
  double n = 0.0;
  double st = 0.0;
  double sd = 0.0;
  double stt = 0.0;
  double sum_td = 0.0;
  for (int half = 0; half < watcher.half_frames(); ++half) {
    const auto look = watcher.look(half);
    if (!look) continue;
    const double d = watcher.last_delay_s();
    n += 1.0;
    st += look->start_s;
    sd += d;
    stt += look->start_s * look->start_s;
    sum_td += look->start_s * d;
  }
  const double spread = n * stt - st * st;
  if (n < 6.0 || spread <= 0.0) return 0.0;
  const double ppm = 1e6 * (n * sum_td - st * sd) / spread;
  return std::abs(ppm) < 80.0 ? ppm : 0.0;
}

}  // namespace

std::optional<CellWatch> watch_cell(const IqBlock& block, const CellEvidence& cell) {
  if (cell.rat != Rat::kLte || block.sample_rate_hz < kWatchRateHz * 0.999) return std::nullopt;
  const double offset_hz = cell.frequency_hz + static_cast<double>(cell.cfo_hz) - block.centre_hz;
  if (std::abs(offset_hz) + 600e3 > block.sample_rate_hz / 2) return std::nullopt;
  std::vector<cf32> samples;
  Resampler resampler(block.sample_rate_hz, kWatchRateHz, 0.7e6);
  resampler.process(block.samples, offset_hz, {}, samples);
  CellSync sync;
  sync.pci = cell.physical_id;
  sync.cyclic_prefix = cell.cyclic_prefix.value_or(CyclicPrefix::kNormal);
  sync.duplex = cell.duplex.value_or(Duplex::kFdd);
  const double scale = resampler.output_rate_hz() / kWatchRateHz;
  sync.frame_start_s = std::fmod(cell.first_s, lte::kFrameSeconds) * scale;
  sync.sample_clock_ppm = (scale - 1.0) * 1e6;
  sync.sample_clock_ppm += clock_ppm(samples, sync);

  Watcher watcher(samples, sync);
  CellWatch watch;
  for (int half = 0; half < watcher.half_frames(); ++half) {
    if (const auto look = watcher.look(half)) watch.looks.push_back(*look);
  }
  if (watch.looks.size() < kFewestHalfFrames) return std::nullopt;
  return watch;
}

EmptyLooks pool(const std::vector<HalfFrameLook>& looks, std::size_t first, std::size_t last) {
  EmptyLooks pooled;
  double square = 0.0;
  for (std::size_t i = first; i < last; ++i) {
    pooled.mean += looks[i].empty_power;
    square += looks[i].empty_power * looks[i].empty_power;
    pooled.looks += looks[i].empty_looks;
  }
  const auto n = static_cast<double>(last - first);
  pooled.mean /= n;
  const double variance = std::max(0.0, square / n - pooled.mean * pooled.mean) * n / std::max(n - 1.0, 1.0);
  const double expected = pooled.mean * pooled.mean * n / pooled.looks;
  // A spread taken from few values may be low by chance: never below that of noise, and half as much again.
  if (expected > 0.0 && variance > 2.0 * expected) pooled.spread = 1.5 * variance / expected;
  return pooled;
}

std::optional<OnsetTest> find_onset(const std::vector<HalfFrameLook>& looks) {
  if (looks.size() < 2 * kFewestOnASide) return std::nullopt;
  std::optional<OnsetTest> best;
  const double tries = static_cast<double>(looks.size());
  for (std::size_t split = kFewestOnASide; split + kFewestOnASide <= looks.size(); ++split) {
    const EmptyLooks before = pool(looks, 0, split);
    const EmptyLooks after = pool(looks, split, looks.size());
    if (after.mean <= before.mean) continue;
    const double n = 1.0 / (1.0 / before.effective() + 1.0 / after.effective());
    const double log_p =
        log_gamma_tail(static_cast<int>(std::max(n, 1.0)), after.mean / before.mean) + std::log(tries);
    if (best && log_p >= best->log_false_alarm) continue;
    double power_before = 0.0;
    double power_after = 0.0;
    double noise_before = 0.0;
    double noise_after = 0.0;
    for (std::size_t i = 0; i < looks.size(); ++i) {
      (i < split ? power_before : power_after) += looks[i].reference_power;
      (i < split ? noise_before : noise_after) += looks[i].reference_noise;
    }
    const double sides = static_cast<double>(split) / static_cast<double>(looks.size() - split);
    OnsetTest test{split, before, after, 0.0, 0.0, log_p};
    test.reference_change_db = 10.0 * std::log10((power_after * sides + 1e-30) / (power_before + 1e-30));
    const double noise_db = 10.0 * std::log10((noise_after * sides + 1e-30) / (noise_before + 1e-30));
    test.sinr_change_db = test.reference_change_db - noise_db;
    best = test;
  }
  return best;
}

}  // namespace sb::dsp
