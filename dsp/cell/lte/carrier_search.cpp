#include "dsp/cell/lte/carrier_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/core/gamma_tail.hpp"

namespace sb::dsp::lte {
namespace {

constexpr double kRateHz = kSubcarrierHz * kSearchFftSize;
constexpr int kNoBin = std::numeric_limits<int>::min();

/// ln of what is allowed: a false cell in 1e9 candidates; 1e3 where a decoded MIB is asked for on top.
constexpr double kProved = -20.7;
constexpr double kDoubtful = -9.0;
constexpr double kCrsAlone = -7.0;

/// SSS statistic when what lies under it repeats every frame: only two half frames differ.
double repeating_sss(const SssCandidate& candidate) {
  const double trials = std::log(1344.0);
  return log_gamma_tail(std::min(2, candidate.half_frames), static_cast<double>(candidate.sync.metric)) +
         trials;
}

double frame_distance_s(const CellSync& a, const CellSync& b) {
  return std::abs(std::remainder(a.frame_start_s - b.frame_start_s, kFrameSeconds));
}

}  // namespace

bool same_cell(const FoundCell& a, const FoundCell& b) {
  return a.check.sync.pci == b.check.sync.pci && std::abs(a.offset_hz() - b.offset_hz()) < 2e3 &&
         frame_distance_s(a.check.sync, b.check.sync) < 15e-6;
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
    return std::ranges::any_of(found, [&](const FoundCell& f) {
      return f.check.sync.pci == sync.pci && frame_distance_s(f.check.sync, sync) < 15e-6;
    });
  }
  void keep(const CrsCheck& check, bool doubtful) {
    const auto old = std::ranges::find_if(found, [&](const FoundCell& f) {
      return f.check.sync.pci == check.sync.pci && frame_distance_s(f.check.sync, check.sync) < 15e-6;
    });
    const FoundCell cell{samples_bin * spectra.bin_hz(), samples_bin, check, doubtful};
    if (old == found.end()) {
      found.push_back(cell);
    } else if (check.log_false_alarm_repeating < old->check.log_false_alarm_repeating) {
      *old = cell;
    }
  }
  bool judge(const SssCandidate& candidate);
  bool follow(std::span<const PssPeak> peaks);
  bool follow_in_noise(std::span<const PssPeak> peaks);
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
  keep(better ? *again : *check, !proved);
  return proved;
}

bool CarrierSearch::State::follow(std::span<const PssPeak> peaks) {
  constexpr double kWorthChecking = -2.0;
  bool any = false;
  for (const PssPeak& peak : peaks) {
    for (const SssCandidate& candidate : sss.search(samples, peak, 2)) {
      if (repeating_sss(candidate) > kWorthChecking || known(candidate.sync)) continue;
      any = judge(candidate) || any;
    }
  }
  return any;
}

/// Where no cell stands out: weak ones in plain noise, which averaging over the capture does bring out. Side
/// peaks of a strong signal that is no cell have a PSS far above their SSS; a cell sends both alike.
bool CarrierSearch::State::follow_in_noise(std::span<const PssPeak> peaks) {
  constexpr double kSssShare = 0.35;
  constexpr double kProvedInNoise = -27.0;
  constexpr double kCrsAloneInNoise = -14.0;
  for (const PssPeak& peak : peaks) {
    for (const SssCandidate& candidate : sss.search(samples, peak, 1)) {
      if (candidate.log_false_alarm > -2.0) continue;
      if (candidate.sync.metric - 1.0F < kSssShare * (peak.power_ratio - 1.0F)) continue;
      const auto check = check_crs(samples, candidate.sync);
      if (!check || check->log_false_alarm > kCrsAloneInNoise) continue;
      if (check->log_false_alarm + candidate.log_false_alarm > kProvedInNoise) continue;
      keep(*check, false);
    }
  }
  return !found.empty();
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
  follow(pss.search(narrow));
  look_beside();
}

CarrierSearch::CarrierSearch(SearchSpectra& spectra) : state_(std::make_unique<State>(spectra)) {}
CarrierSearch::~CarrierSearch() = default;
CarrierSearch::CarrierSearch(CarrierSearch&&) noexcept = default;

const std::vector<cf32>& CarrierSearch::samples(int centre_bin) {
  state_->load(centre_bin);
  return state_->samples;
}

std::vector<FoundCell> CarrierSearch::search(int centre_bin, const SearchRange& range, bool quick,
                                             int max_cells) {
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
    first.seconds = 0.04;
    first.max_peaks_per_root = 3;
    first.log_false_alarm = -16.0;
  }
  const auto peaks = s.pss.search(first);
  if (peaks.empty()) return {};
  s.load(centre_bin);
  const bool proved = s.follow(peaks);
  if (!proved && !quick && s.found.empty()) s.follow_in_noise(peaks);
  if (proved) s.narrow_down(window);
  std::ranges::sort(s.found, {}, [](const FoundCell& f) { return f.check.log_false_alarm_repeating; });
  if (static_cast<int>(s.found.size()) > max_cells) s.found.resize(static_cast<std::size_t>(max_cells));
  return s.found;
}

}  // namespace sb::dsp::lte
