#include "dsp/detect/repeater_watch.hpp"

#include <algorithm>
#include <cmath>

namespace sb::dsp {
namespace {

constexpr std::size_t kMostCells = 1024;

}  // namespace

RepeaterWatch::Seen& RepeaterWatch::seen(const CellEvidence& cell) {
  const auto key = std::pair(cell.frequency_hz, static_cast<int>(cell.physical_id));
  if (cells_.size() >= kMostCells && !cells_.contains(key)) {
    cells_.erase(std::ranges::min_element(cells_, {}, [](const auto& c) { return c.second.last_look; }));
  }
  Seen& seen = cells_[key];
  seen.last_look = ++looks_;
  return seen;
}

std::vector<EmissionEvidence> RepeaterWatch::look(const IqBlock& block, std::span<const CellEvidence> cells) {
  std::vector<EmissionEvidence> found;
  for (const CellEvidence& cell : cells) {
    if (cell.rat != Rat::kLte || !cell.bandwidth_prb) continue;
    const auto copy = find_delayed_copy(block, cell, settings_.copy);
    Seen& at = seen(cell);
    at.delays_s.push_back(copy ? copy->delay_s : 0.0);
    if (static_cast<int>(at.delays_s.size()) > settings_.confirm_looks) at.delays_s.pop_front();
    if (!copy) {
      const bool none = std::ranges::all_of(at.delays_s, [](double d) { return d == 0.0; });
      if (none) ++at.without;
      continue;
    }
    const auto hits = std::ranges::count_if(
        at.delays_s, [&](double d) { return d > 0.0 && std::abs(d - copy->delay_s) <= settings_.same_s; });
    EmissionEvidence e = repeater_evidence(block, cell, *copy);
    if (hits == 1) at.since_s = e.first_s;
    if (hits < settings_.confirm_hits) continue;
    at.appeared = at.appeared || at.without >= settings_.looks_without;
    e.first_s = std::min(e.first_s, at.since_s);
    if (!at.appeared) e.label = "lte_echo";
    found.push_back(std::move(e));
  }
  return found;
}

}  // namespace sb::dsp
