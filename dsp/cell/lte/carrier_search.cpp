#include "dsp/cell/lte/carrier_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/cell/lte/sync_sequences.hpp"
#include "dsp/core/gamma_tail.hpp"

namespace sb::dsp::lte {
namespace {

constexpr double kRateHz = kSubcarrierHz * kSearchFftSize;
constexpr double kSymbolSeconds = 100e-6;  ///< with its prefix, and some
constexpr int kNoBin = std::numeric_limits<int>::min();

/// ln of what is allowed: a false cell in 1e9 candidates; 1e3 where a decoded MIB is asked for on top.
constexpr double kProved = -20.7;
constexpr double kDoubtful = -9.0;
constexpr double kCrsAlone = -7.0;
/// SSS is averaged over this much; more only costs.
constexpr double kSssSeconds = 0.16;
constexpr int kChecks = 24;
constexpr int kNarrowChecks = 72;
constexpr int kQuickChecks = 3;

/// SSS statistic when what lies under it repeats every frame: only two half frames differ.
double repeating_sss(const SssCandidate& candidate) {
  const double trials = std::log(1344.0);
  return log_gamma_tail(std::min(2, candidate.half_frames), static_cast<double>(candidate.sync.metric)) +
         trials;
}

/// Partial overlap of symbols makes a strong cell's signals show up to a symbol beside it.
bool one_place(const CellSync& a, const CellSync& b) {
  return a.pci == b.pci &&
         std::abs(std::remainder(a.frame_start_s - b.frame_start_s, kFrameSeconds)) < kSymbolSeconds;
}

}  // namespace

bool same_cell(const FoundCell& a, const FoundCell& b) {
  return one_place(a.check.sync, b.check.sync) && std::abs(a.offset_hz() - b.offset_hz()) < kSubcarrierHz;
}

struct CarrierSearch::State {
  SearchSpectra& spectra;
  PssSearch pss;
  SssSearch sss;
  int samples_bin = kNoBin;
  std::vector<cf32> samples;
  std::vector<FoundCell> found;

  explicit State(SearchSpectra& s) : spectra(s), pss(s) {}

  void load(int bin) {
    if (bin == samples_bin) return;
    samples = spectra.window(bin);
    samples_bin = bin;
  }
  bool known(const CellSync& sync) const {
    return std::ranges::any_of(found, [&](const FoundCell& f) { return one_place(f.check.sync, sync); });
  }
  void keep(const CrsCheck& check, Proof proof) {
    const auto old =
        std::ranges::find_if(found, [&](const FoundCell& f) { return one_place(f.check.sync, check.sync); });
    const FoundCell cell{samples_bin * spectra.bin_hz(), samples_bin, check, proof};
    if (old == found.end()) {
      found.push_back(cell);
    } else if (check.log_false_alarm_repeating < old->check.log_false_alarm_repeating) {
      *old = cell;
    }
  }
  bool judge(const SssCandidate& candidate);
  template <typename Worth>
  bool follow(std::span<const PssPeak> peaks, double seconds, int checks, Worth worth);
  void follow_in_noise(std::span<const PssPeak> peaks);
  void look_beside();
  void narrow_down(const PssWindow& window);
};

/// Against an interferer that repeats every frame, as other cells do. True when the cell is proved.
bool CarrierSearch::State::judge(const SssCandidate& candidate) {
  const double by_sss = std::min(0.0, repeating_sss(candidate));
  const auto check = check_crs(samples, candidate.sync);
  if (!check) return false;
  const double by_crs = check->log_false_alarm_repeating;
  if (by_crs > kCrsAlone / 2 || by_sss + by_crs > kDoubtful) return false;
  const bool proved = by_crs <= kCrsAlone && by_sss + by_crs <= kProved;
  // A second look from the better time and offset: the first may have begun at the edge of its range.
  const auto again = check_crs(samples, check->sync);
  const bool better = again && again->log_false_alarm_repeating < by_crs;
  keep(better ? *again : *check, proved ? Proof::kFull : Proof::kNone);
  return proved;
}

/// The clearest SSS of all peaks first; at most `checks` of them are put to the proof. `worth` judges whether
/// one is.
template <typename Worth>
bool CarrierSearch::State::follow(std::span<const PssPeak> peaks, double seconds, int checks, Worth worth) {
  const auto length = std::min(samples.size(), static_cast<std::size_t>(seconds * kRateHz));
  std::vector<SssCandidate> candidates;
  for (const PssPeak& peak : peaks) {
    for (const SssCandidate& candidate : sss.search(std::span(samples).first(length), peak, 2)) {
      if (worth(candidate)) candidates.push_back(candidate);
    }
  }
  std::ranges::sort(candidates, std::ranges::greater{}, [](const SssCandidate& c) { return c.sync.metric; });
  bool any = false;
  for (const SssCandidate& candidate : candidates) {
    if (known(candidate.sync)) continue;
    if (checks-- <= 0) break;
    any = judge(candidate) || any;
  }
  return any;
}

/// Where no cell stands out: weak ones in plain noise, which averaging over the capture does bring out.
/// Signals of other kinds that repeat look like one there too, so the strengths must agree, and most stay in
/// want of a MIB.
void CarrierSearch::State::follow_in_noise(std::span<const PssPeak> peaks) {
  constexpr double kInNoise = -20.0;
  constexpr double kProvedInNoise = -40.0;
  constexpr double kProvedRepeating = -9.0;
  constexpr float kDisagreementDb = 3.0F;
  constexpr std::size_t kMost = 3;
  constexpr auto kSequenceGain = static_cast<float>(kSyncCarriers);
  for (const PssPeak& peak : peaks) {
    for (const SssCandidate& candidate : sss.search(samples, peak, 1)) {
      if (candidate.log_false_alarm > -2.0 || found.size() >= kMost) continue;
      const float pss_db = 10.0F * std::log10((peak.power_ratio - 1.0F) / (kSequenceGain - peak.power_ratio));
      if (pss_db > candidate.sync.snr_db + kDisagreementDb) continue;
      const auto check = check_crs(samples, candidate.sync);
      if (!check || check->log_false_alarm > kInNoise) continue;
      const bool agree = std::abs(check->snr_db - candidate.sync.snr_db) < 2.0F * kDisagreementDb;
      const bool proved = agree && check->log_false_alarm <= kProvedInNoise &&
                          check->log_false_alarm_repeating <= kProvedRepeating;
      keep(*check, proved ? Proof::kNoise : Proof::kNone);
    }
  }
}

/// Cells of one N_ID_2 that arrive within a prefix of a known one share its PSS peak.
void CarrierSearch::State::look_beside() {
  constexpr double kTogetherSeconds = 12.0 / kRateHz;
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::vector<CellSync> together{found[i].check.sync};
    for (const FoundCell& other : found) {
      const CellSync& sync = other.check.sync;
      const double apart =
          std::abs(std::remainder(sync.frame_start_s - together[0].frame_start_s, kFrameSeconds / 2));
      if (sync.pci != together[0].pci && sync.pci % 3 == together[0].pci % 3 && apart < kTogetherSeconds &&
          sync.duplex == together[0].duplex && sync.cyclic_prefix == together[0].cyclic_prefix) {
        together.push_back(sync);
      }
    }
    for (const SssCandidate& candidate : sss.search_beside(samples, together, 2)) {
      if (repeating_sss(candidate) <= -1.0 && !known(candidate.sync)) judge(candidate);
    }
  }
}

/// Offset and clock are known from a first cell: side peaks at other offsets vanish, and weaker cells come
/// out.
void CarrierSearch::State::narrow_down(const PssWindow& window) {
  const CellSync first = std::ranges::min_element(found, {}, [](const FoundCell& f) {
                           return f.check.log_false_alarm_repeating;
                         })->check.sync;
  PssWindow narrow = window;
  narrow.low_cfo_hz = first.cfo_hz - 1.5e3;
  narrow.high_cfo_hz = first.cfo_hz + 1.5e3;
  narrow.low_clock_ppm = first.sample_clock_ppm - 4.0;
  narrow.high_clock_ppm = first.sample_clock_ppm + 4.0;
  narrow.max_peaks_per_root = 24;
  // Under a strong cell the SSS alone proves nothing; the reference signals, of which there are sixty times
  // more, do.
  follow(pss.search(narrow), kSssSeconds, kNarrowChecks,
         [](const SssCandidate& c) { return c.log_false_alarm <= -4.0; });
  look_beside();
}

CarrierSearch::CarrierSearch(SearchSpectra& spectra) : state_(std::make_unique<State>(spectra)) {}
CarrierSearch::~CarrierSearch() = default;
CarrierSearch::CarrierSearch(CarrierSearch&&) noexcept = default;

std::vector<FoundCell> CarrierSearch::search_beneath(std::span<const FoundCell> known) {
  State& s = *state_;
  s.found.assign(known.begin(), known.end());
  s.load(0);
  s.narrow_down({});
  std::erase_if(s.found, [&](const FoundCell& f) {
    return std::ranges::any_of(known,
                               [&](const FoundCell& k) { return one_place(k.check.sync, f.check.sync); });
  });
  return std::move(s.found);
}

const std::vector<cf32>& CarrierSearch::samples(int centre_bin) {
  state_->load(centre_bin);
  return state_->samples;
}

std::vector<FoundCell> CarrierSearch::search(int centre_bin, const SearchRange& range, bool quick,
                                             int max_cells, bool narrow) {
  State& s = *state_;
  s.found.clear();
  PssWindow window;
  window.centre_bin = centre_bin;
  window.low_cfo_hz = range.low_cfo_hz;
  window.high_cfo_hz = range.high_cfo_hz;
  window.low_clock_ppm = range.low_clock_ppm;
  window.high_clock_ppm = range.high_clock_ppm;
  PssWindow first = window;
  if (quick) {
    // A wide range of clocks is not told apart in so short a time.
    first.seconds = range.high_clock_ppm - range.low_clock_ppm > 50.0 ? 0.02 : 0.04;
    first.max_peaks_per_root = 2;
    first.log_false_alarm = -16.0;
  }
  const auto peaks = s.pss.search(first);
  if (peaks.empty()) return {};
  s.load(centre_bin);
  const bool proved = s.follow(peaks, quick ? first.seconds : kSssSeconds, quick ? kQuickChecks : kChecks,
                               [](const SssCandidate& c) { return repeating_sss(c) <= -2.0; });
  if (!proved && !quick && s.found.empty()) s.follow_in_noise(peaks);
  if (proved && narrow) s.narrow_down(window);
  std::ranges::sort(s.found, {}, [](const FoundCell& f) { return f.check.log_false_alarm_repeating; });
  if (static_cast<int>(s.found.size()) > max_cells) s.found.resize(static_cast<std::size_t>(max_cells));
  return s.found;
}

}  // namespace sb::dsp::lte
