#include "dsp/cell/lte/cancel/co_channel.hpp"

#include <algorithm>
#include <utility>

#include "dsp/cell/lte/cancel/element_map.hpp"
#include "dsp/cell/lte/cancel/removal.hpp"
#include "dsp/cell/lte/cell_stream.hpp"
#include "dsp/cell/lte/numerology.hpp"

namespace sb::dsp::lte {
namespace {

constexpr double kRateHz = kSubcarrierHz * kSearchFftSize;
constexpr int kMiddlePrb = 6;
/// What the window passes nearly flat: 1.44 MHz.
constexpr int kWindowPrbLimit = 8;
constexpr double kSearchedSeconds = 0.5;

class Canceller {
 public:
  Canceller(std::span<const cf32> window, std::vector<FoundCell> found, const CoChannelLimits& limits)
      : limits_(limits), rest_(window.begin(), window.end()) {
    for (FoundCell& cell : found) pending_.push_back({std::move(cell), std::nullopt, 0});
    for (CoChannelCell& cell : pending_) decode(cell);
  }

  CarrierCells run();

 private:
  void decode(CoChannelCell& cell);
  bool removable(const CoChannelCell& cell) const;
  bool remove_strongest();
  void look_again(CoChannelCell& cell);
  bool search();

  CoChannelLimits limits_;
  std::vector<cf32> rest_;
  std::vector<CoChannelCell> removed_, pending_;
  double kept_ = 1.0;  ///< amplitude factor that erasures have put on what is left
};

void Canceller::decode(CoChannelCell& cell) {
  CellStream stream(rest_, kSearchFftSize, kMiddlePrb, cell.cell.check.sync);
  cell.mib = decode_mib(stream);
}

bool Canceller::removable(const CoChannelCell& cell) const {
  return cell.mib && cell.cell.check.snr_db > limits_.least_snr_db;
}

/// A cell that was seen before is measured again without the one just removed, and kept as it is clearer.
void Canceller::look_again(CoChannelCell& cell) {
  const auto check = check_crs(rest_, cell.cell.check.sync);
  const bool clearer = check && check->log_false_alarm_repeating < cell.cell.check.log_false_alarm_repeating;
  if (clearer) {
    cell.cell.check = *check;
    cell.cell.check.rsrp /= static_cast<float>(kept_ * kept_);
    cell.beneath = static_cast<int>(removed_.size());
  }
  if (!cell.mib) {
    decode(cell);
    if (cell.mib) cell.beneath = static_cast<int>(removed_.size());
  }
}

bool Canceller::remove_strongest() {
  auto best = pending_.end();
  for (auto it = pending_.begin(); it != pending_.end(); ++it) {
    if (removable(*it) && (best == pending_.end() || it->cell.check.rsrp > best->cell.check.rsrp)) best = it;
  }
  if (best == pending_.end()) return false;
  const int n_prb = view_width(best->mib->bandwidth_prb, kWindowPrbLimit);
  kept_ *= remove_cell(rest_, kSearchFftSize, n_prb, best->cell.check.sync, *best->mib).kept;
  removed_.push_back(std::move(*best));
  pending_.erase(best);
  for (CoChannelCell& cell : pending_) look_again(cell);
  return true;
}

bool Canceller::search() {
  SearchSpectra spectra(rest_, kRateHz, {}, kSearchedSeconds);
  CarrierSearch beneath(spectra);
  std::vector<FoundCell> known;
  for (const CoChannelCell& c : removed_) known.push_back(c.cell);
  // One that was not read may have been measured wrongly among the others: it may be found again.
  for (const CoChannelCell& c : pending_) {
    if (c.mib || removed_.empty()) known.push_back(c.cell);
  }
  bool any = false;
  for (FoundCell& cell : beneath.search_beneath(known)) {
    if (removed_.size() + pending_.size() >= static_cast<std::size_t>(limits_.max_cells)) break;
    cell.window_hz = known.front().window_hz;
    cell.window_bin = known.front().window_bin;
    CoChannelCell fresh{std::move(cell), std::nullopt, static_cast<int>(removed_.size())};
    decode(fresh);
    if (!fresh.mib) continue;
    fresh.cell.check.rsrp /= static_cast<float>(kept_ * kept_);
    any = true;
    const auto old =
        std::ranges::find_if(pending_, [&](const CoChannelCell& c) { return same_cell(c.cell, fresh.cell); });
    if (old == pending_.end()) {
      pending_.push_back(std::move(fresh));
    } else {
      *old = std::move(fresh);
    }
  }
  return any;
}

CarrierCells Canceller::run() {
  const bool proved =
      std::ranges::any_of(pending_, [](const CoChannelCell& c) { return c.cell.proof == Proof::kFull; });
  for (int searches = 0; proved && searches < limits_.max_searches; ++searches) {
    const std::size_t before = removed_.size();
    while (removed_.size() < static_cast<std::size_t>(limits_.max_cells) && remove_strongest()) {
    }
    if (searches > 0 && removed_.size() == before) break;
    if (!search()) break;
  }
  CarrierCells result{std::move(removed_), 0};
  result.removed = static_cast<int>(result.cells.size());
  std::ranges::move(pending_, std::back_inserter(result.cells));
  return result;
}

}  // namespace

CarrierCells search_co_channel(std::span<const cf32> window, std::vector<FoundCell> found,
                               const CoChannelLimits& limits) {
  return Canceller(window, std::move(found), limits).run();
}

}  // namespace sb::dsp::lte
