#include "dsp/cell/lte/sss_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/cell/lte/sync_sequences.hpp"
#include "dsp/core/fft_plan.hpp"
#include "dsp/core/gamma_tail.hpp"
#include "dsp/core/index.hpp"

namespace sb::dsp::lte {
namespace {

constexpr int kGroups = 168;
constexpr int kSequences = 2 * kGroups;  ///< subframe 0, then subframe 5
constexpr double kRateHz = kSubcarrierHz * kSearchFftSize;
constexpr double kHalfFrameSeconds = kFrameSeconds / 2;
constexpr int kDelays = 12;

using SyncSymbol = std::array<cf32, kSyncCarriers>;

/// Where the signals stand for one duplex and prefix, in samples at 1.92 MS/s.
struct Layout {
  Duplex duplex;
  CyclicPrefix cyclic_prefix;
  int pss_start;  ///< of the symbol after its prefix, from the start of the half frame
  int sss_start;
};

constexpr Layout layout(Duplex duplex, CyclicPrefix cyclic_prefix) {
  const Numerology n{kSearchFftSize, cyclic_prefix};
  const int slot = n.symbols_per_slot();
  if (duplex == Duplex::kFdd)
    return {duplex, cyclic_prefix, n.symbol_start(slot - 1), n.symbol_start(slot - 2)};
  return {duplex, cyclic_prefix, n.subframe_samples() + n.symbol_start(2), n.symbol_start(2 * slot - 1)};
}

constexpr std::array kLayouts{
    layout(Duplex::kFdd, CyclicPrefix::kNormal), layout(Duplex::kFdd, CyclicPrefix::kExtended),
    layout(Duplex::kTdd, CyclicPrefix::kNormal), layout(Duplex::kTdd, CyclicPrefix::kExtended)};

using Window = std::array<cf32, kSearchFftSize>;

/// A PSS peak in samples, made finer.
struct Place {
  double pss_start;  ///< first one, may be fractional
  double period;     ///< half frame
  double cfo_hz;
};

/// e^(-j 2 pi cfo n / rate) over one symbol.
Window derotation(double cfo_hz) {
  Window turn;
  for (int i = 0; i < kSearchFftSize; ++i) {
    turn[static_cast<std::size_t>(i)] =
        static_cast<cf32>(std::polar(1.0, -2.0 * std::numbers::pi * cfo_hz * i / kRateHz));
  }
  return turn;
}

float energy(const SyncSymbol& symbol) {
  float sum = 0.0F;
  for (const cf32& v : symbol) sum += std::norm(v);
  return sum;
}

}  // namespace

struct SssSearch::State {
  FftPlan fft{kSearchFftSize, FftDirection::kForward, FftEffort::kMeasure};
  FftPlan profile{kSearchFftSize, FftDirection::kBackward, FftEffort::kMeasure};
  std::array<std::array<std::array<float, kSequences>, kSyncCarriers>, 3>
      sequences;                                                  ///< [N_ID_2][n][sequence]
  std::array<std::array<cf32, kSearchFftSize>, 3> pss_conjugate;  ///< in time

  State();
  bool extract(std::span<const cf32> carrier, double start, const Window& turn, SyncSymbol& out);
  Place refine(std::span<const cf32> carrier, const PssPeak& peak) const;
  std::vector<SyncSymbol> collect(std::span<const cf32> carrier, const Place& place, double back,
                                  std::vector<int>& half_frames);
};

SssSearch::State::State() {
  for (int root = 0; root < 3; ++root) {
    auto& set = sequences[static_cast<std::size_t>(root)];
    for (int i = 0; i < kSequences; ++i) {
      const auto sequence = sss_sequence(i % kGroups, root, i >= kGroups);
      for (std::size_t n = 0; n < kSyncCarriers; ++n) set[n][static_cast<std::size_t>(i)] = sequence[n];
    }
    const auto d = pss_sequence(root);
    std::ranges::fill(profile.input(), cf32{});
    for (std::size_t n = 0; n < kSyncCarriers; ++n) {
      profile.input()[static_cast<std::size_t>((sync_subcarrier(n) + kSearchFftSize) % kSearchFftSize)] =
          d[n];
    }
    profile.execute();
    std::ranges::transform(profile.output(), pss_conjugate[static_cast<std::size_t>(root)].begin(),
                           [](cf32 v) { return std::conj(v); });
  }
}

/// The 62 carriers of the symbol that begins (after its prefix) at `start`, free of offset and of the
/// fraction of a sample.
bool SssSearch::State::extract(std::span<const cf32> carrier, double start, const Window& turn,
                               SyncSymbol& out) {
  const auto first = static_cast<std::ptrdiff_t>(std::lround(start));
  if (first < 0 || first + kSearchFftSize > std::ssize(carrier)) return false;
  const auto in = fft.input();
  const cf32* x = carrier.data() + first;
  for (std::size_t i = 0; i < kSearchFftSize; ++i) in[i] = x[i] * turn[i];
  fft.execute();
  const auto bins = fft.output();
  const auto step =
      std::polar(1.0, -2.0 * std::numbers::pi * (static_cast<double>(first) - start) / kSearchFftSize);
  auto phase = std::pow(step, -31);
  for (std::size_t n = 0; n < kSyncCarriers; ++n) {
    if (n == 31) phase *= step;  // DC is left out
    out[n] = bins[static_cast<std::size_t>((sync_subcarrier(n) + kSearchFftSize) % kSearchFftSize)] *
             static_cast<cf32>(phase);
    phase *= step;
  }
  return true;
}

/// Time by a parabola through the correlation's power, offset by the phase between the halves of the symbol.
Place SssSearch::State::refine(std::span<const cf32> carrier, const PssPeak& peak) const {
  constexpr int kHalf = kSearchFftSize / 2;
  const auto& conjugate = pss_conjugate[static_cast<std::size_t>(peak.n_id_2)];
  Place place{peak.time_s * kRateHz, kHalfFrameSeconds * kRateHz * (1.0 + peak.sample_clock_ppm * 1e-6),
              peak.cfo_hz};
  Window replica = derotation(peak.cfo_hz);
  for (std::size_t i = 0; i < kSearchFftSize; ++i) replica[i] *= conjugate[i];
  std::array<double, 5> power{};
  std::array<std::complex<double>, 5> turn{};
  for (int half_frame = 0;; ++half_frame) {
    const double at = place.pss_start + half_frame * place.period;
    if (at >= static_cast<double>(carrier.size())) break;
    const auto middle = static_cast<std::ptrdiff_t>(std::lround(at));
    if (middle < 2 || middle + kSearchFftSize + 2 > std::ssize(carrier)) continue;
    for (int d = 0; d < 5; ++d) {
      const cf32* x = carrier.data() + middle + d - 2;
      cf32 early{}, late{};
      float sum = 1e-20F;
      for (std::size_t i = 0; i < kHalf; ++i) early += x[i] * replica[i];
      for (std::size_t i = kHalf; i < kSearchFftSize; ++i) late += x[i] * replica[i];
      for (std::size_t i = 0; i < kSearchFftSize; ++i) sum += std::norm(x[i]);
      power[static_cast<std::size_t>(d)] += static_cast<double>(std::norm(early + late) / sum);
      turn[static_cast<std::size_t>(d)] += std::complex<double>(late * std::conj(early) / sum);
    }
  }
  const auto best = static_cast<std::size_t>(std::ranges::max_element(power) - power.begin());
  double shift = static_cast<double>(best) - 2.0;
  if (best > 0 && best < 4) {
    const double bend = power[best - 1] - 2.0 * power[best] + power[best + 1];
    if (bend < 0.0) shift += 0.5 * (power[best - 1] - power[best + 1]) / bend;
  }
  place.pss_start += shift;
  place.cfo_hz += std::arg(turn[best]) / (2.0 * std::numbers::pi) * kRateHz / kHalf;
  return place;
}

/// The symbols `back` samples before the PSS, each of unit mean power, of every half frame where they lie in
/// the carrier.
std::vector<SyncSymbol> SssSearch::State::collect(std::span<const cf32> carrier, const Place& place,
                                                  double back, std::vector<int>& half_frames) {
  std::vector<SyncSymbol> symbols;
  half_frames.clear();
  const Window turn = derotation(place.cfo_hz);
  for (int m = 0;; ++m) {
    const double at = place.pss_start - back + m * place.period;
    if (at >= static_cast<double>(carrier.size())) break;
    SyncSymbol symbol;
    if (!extract(carrier, at, turn, symbol)) continue;
    const float scale = energy(symbol);
    if (scale <= 1e-20F) continue;
    for (cf32& v : symbol) v *= 1.0F / std::sqrt(scale);
    symbols.push_back(symbol);
    half_frames.push_back(m);
  }
  return symbols;
}

namespace {

struct Score {
  int group;
  int parity;  ///< 0: even half frames begin a radio frame
  int layout;
  int delay;
  double mean;  ///< noise: 1, sequence alone: 62
  int half_frames;
};

CellSync to_sync(const Score& score, int n_id_2, const Place& place) {
  const Layout& where = kLayouts[static_cast<std::size_t>(score.layout)];
  CellSync sync;
  sync.pci = static_cast<std::uint16_t>(3 * score.group + n_id_2);
  sync.cyclic_prefix = where.cyclic_prefix;
  sync.duplex = where.duplex;
  sync.cfo_hz = place.cfo_hz;
  sync.sample_clock_ppm = (place.period / (kHalfFrameSeconds * kRateHz) - 1.0) * 1e6;
  const double frame = 2.0 * place.period;
  double start = place.pss_start + score.delay - where.pss_start + score.parity * place.period;
  start = std::fmod(start + 2.0 * frame, frame);
  // A start a fraction of a sample before the capture's end of period is one just before the first sample.
  if (start > frame - 2.0) start -= frame;
  sync.frame_start_s = start / kRateHz;
  const auto q = static_cast<float>(score.mean);
  sync.snr_db = 10.0F * std::log10(std::max(q - 1.0F, 1e-3F) / std::max(62.0F - q, 1e-3F));
  return sync;
}

std::vector<SssCandidate> strongest(std::vector<Score> scores, int n_id_2, const Place& place, int trials,
                                    int limit) {
  // One cell may take several places among the first: delays beside its own.
  const auto first = std::min<std::size_t>(scores.size(), static_cast<std::size_t>(limit) * 24);
  const auto middle = scores.begin() + static_cast<std::ptrdiff_t>(first);
  std::ranges::partial_sort(scores, middle, [](const Score& a, const Score& b) { return a.mean > b.mean; });
  scores.erase(middle, scores.end());
  std::vector<SssCandidate> candidates;
  for (const Score& score : scores) {
    if (static_cast<int>(candidates.size()) >= limit) break;
    const bool seen = std::ranges::any_of(
        candidates, [&](const SssCandidate& c) { return c.sync.pci == 3 * score.group + n_id_2; });
    if (seen) continue;
    const double log_p = log_gamma_tail(score.half_frames, score.mean) + std::log(trials);
    candidates.push_back({to_sync(score, n_id_2, place), log_p, score.half_frames});
    candidates.back().sync.metric = static_cast<float>(score.mean);
  }
  return candidates;
}

/// Orthonormal basis of the carriers' space that the known cells' signals span with delays of +-3 samples.
std::vector<SyncSymbol> occupied_space(const std::vector<std::array<float, kSyncCarriers>>& sequences,
                                       const std::vector<double>& delays) {
  std::vector<SyncSymbol> basis;
  for (std::size_t c = 0; c < sequences.size(); ++c) {
    for (int tap = -3; tap <= 3; ++tap) {
      SyncSymbol v;
      for (std::size_t n = 0; n < kSyncCarriers; ++n) {
        const double phase =
            -2.0 * std::numbers::pi * sync_subcarrier(n) * (delays[c] + tap) / kSearchFftSize;
        v[n] = sequences[c][n] * static_cast<cf32>(std::polar(1.0, phase));
      }
      for (int pass = 0; pass < 2; ++pass) {
        for (const SyncSymbol& b : basis) {
          cf32 dot{};
          for (std::size_t n = 0; n < kSyncCarriers; ++n) dot += v[n] * std::conj(b[n]);
          for (std::size_t n = 0; n < kSyncCarriers; ++n) v[n] -= dot * b[n];
        }
      }
      const float norm = energy(v);
      if (norm < 0.5F) continue;
      for (cf32& x : v) x *= 1.0F / std::sqrt(norm);
      basis.push_back(v);
    }
  }
  return basis;
}

void remove(SyncSymbol& symbol, const std::vector<SyncSymbol>& basis) {
  for (const SyncSymbol& b : basis) {
    cf32 dot{};
    for (std::size_t n = 0; n < kSyncCarriers; ++n) dot += symbol[n] * std::conj(b[n]);
    for (std::size_t n = 0; n < kSyncCarriers; ++n) symbol[n] -= dot * b[n];
  }
  const float left = energy(symbol);
  if (left <= 1e-12F) return;
  for (cf32& v : symbol) v *= 1.0F / std::sqrt(left);
}

}  // namespace

SssSearch::SssSearch() : state_(std::make_unique<State>()) {}
SssSearch::~SssSearch() = default;
SssSearch::SssSearch(SssSearch&&) noexcept = default;

std::vector<SssCandidate> SssSearch::search(std::span<const cf32> carrier, const PssPeak& peak, int limit) {
  State& s = *state_;
  const Place place = s.refine(carrier, peak);
  const auto& set = s.sequences[static_cast<std::size_t>(peak.n_id_2)];
  std::vector<Score> scores;
  std::vector<int> half_frames;
  for (std::size_t l = 0; l < kLayouts.size(); ++l) {
    const auto symbols =
        s.collect(carrier, place, kLayouts[l].pss_start - kLayouts[l].sss_start, half_frames);
    if (symbols.empty()) continue;
    std::array<std::array<float, kSequences>, 2> power{};  // [half frame is odd][sequence]
    for (std::size_t m = 0; m < symbols.size(); ++m) {
      auto& sum = power[static_cast<std::size_t>(half_frames[m] % 2)];
      std::array<float, kSequences> re{};
      std::array<float, kSequences> im{};
      for (std::size_t n = 0; n < kSyncCarriers; ++n) {
        const cf32 y = symbols[m][n];
        for (std::size_t i = 0; i < kSequences; ++i) {
          re[i] += set[n][i] * y.real();
          im[i] += set[n][i] * y.imag();
        }
      }
      for (std::size_t i = 0; i < kSequences; ++i) sum[i] += re[i] * re[i] + im[i] * im[i];
    }
    const auto count = static_cast<double>(symbols.size());
    for (int g = 0; g < kGroups; ++g) {
      const auto first = static_cast<std::size_t>(g);
      const auto second = index(g + kGroups);
      const auto layout = static_cast<int>(l);
      const auto averages = static_cast<int>(symbols.size());
      scores.push_back(
          {g, 0, layout, 0, static_cast<double>(power[0][first] + power[1][second]) / count, averages});
      scores.push_back(
          {g, 1, layout, 0, static_cast<double>(power[1][first] + power[0][second]) / count, averages});
    }
  }
  return strongest(std::move(scores), peak.n_id_2, place, kSequences * static_cast<int>(kLayouts.size()),
                   limit);
}

std::vector<SssCandidate> SssSearch::search_beside(std::span<const cf32> carrier,
                                                   std::span<const CellSync> known, int limit) {
  State& s = *state_;
  const CellSync& first = known.front();
  const int n_id_2 = first.pci % 3;
  const auto& set = s.sequences[static_cast<std::size_t>(n_id_2)];
  std::size_t l = 0;
  while (kLayouts[l].duplex != first.duplex || kLayouts[l].cyclic_prefix != first.cyclic_prefix) ++l;
  const double period = kHalfFrameSeconds * kRateHz * (1.0 + first.sample_clock_ppm * 1e-6);
  const Place place{first.frame_start_s * kRateHz + kLayouts[l].pss_start, period, first.cfo_hz};

  std::vector<int> half_frames;
  auto symbols = s.collect(carrier, place, kLayouts[l].pss_start - kLayouts[l].sss_start, half_frames);
  if (symbols.empty()) return {};
  for (int odd = 0; odd < 2; ++odd) {
    std::vector<std::array<float, kSyncCarriers>> sequences;
    std::vector<double> delays;
    for (const CellSync& cell : known) {
      const double apart = (cell.frame_start_s - first.frame_start_s) * kRateHz;
      const bool swapped = std::abs(apart) > period / 2;
      const bool second = (odd == 1) != swapped;
      sequences.push_back(sss_sequence(cell.pci / 3, n_id_2, second));
      delays.push_back(std::remainder(apart, period));
    }
    const auto basis = occupied_space(sequences, delays);
    for (std::size_t m = 0; m < symbols.size(); ++m) {
      if (half_frames[m] % 2 == odd) remove(symbols[m], basis);
    }
  }

  using Profile = std::array<float, 2 * kDelays + 1>;
  std::array<std::vector<Profile>, 2> power{std::vector<Profile>(kSequences),
                                            std::vector<Profile>(kSequences)};
  const auto in = s.profile.input();
  std::ranges::fill(in, cf32{});
  for (std::size_t m = 0; m < symbols.size(); ++m) {
    for (std::size_t i = 0; i < kSequences; ++i) {
      for (std::size_t n = 0; n < kSyncCarriers; ++n) {
        const int k = sync_subcarrier(n);
        in[index((k + kSearchFftSize) % kSearchFftSize)] = symbols[m][n] * set[n][i];
      }
      s.profile.execute();
      Profile& sum = power[static_cast<std::size_t>(half_frames[m] % 2)][i];
      for (int d = -kDelays; d <= kDelays; ++d) {
        sum[index(d + kDelays)] +=
            std::norm(s.profile.output()[index((d + kSearchFftSize) % kSearchFftSize)]);
      }
    }
  }
  std::vector<Score> scores;
  for (int g = 0; g < kGroups; ++g) {
    if (std::ranges::any_of(known, [&](const CellSync& c) { return c.pci / 3 == g; })) continue;
    for (int parity = 0; parity < 2; ++parity) {
      const auto even = static_cast<std::size_t>(parity);
      for (int d = -kDelays; d <= kDelays; ++d) {
        const auto at = index(d + kDelays);
        const float sum =
            power[even][static_cast<std::size_t>(g)][at] + power[1 - even][index(g + kGroups)][at];
        scores.push_back({g, parity, static_cast<int>(l), d,
                          static_cast<double>(sum) / static_cast<double>(symbols.size()),
                          static_cast<int>(symbols.size())});
      }
    }
  }
  return strongest(std::move(scores), n_id_2, place, kSequences * (2 * kDelays + 1), limit);
}

}  // namespace sb::dsp::lte
