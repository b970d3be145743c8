#include "node/scan/cell_list.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "dsp/core/cell_broadcast.hpp"

namespace sb::node {
namespace {

constexpr double kSameFrequencyHz = 100e3;

template <typename T>
bool contradict(const std::optional<T>& a, const std::optional<T>& b) {
  return a && b && *a != *b;
}

bool same_cell(const dsp::CellEvidence& a, const dsp::CellEvidence& b) {
  const bool same_place = a.rat == b.rat && a.physical_id == b.physical_id &&
                          std::fabs(a.frequency_hz - b.frequency_hz) <= kSameFrequencyHz;
  const bool other_words = contradict(a.cell_id, b.cell_id) || contradict(a.tac, b.tac) ||
                           contradict(a.duplex, b.duplex) ||
                           (!a.plmns.empty() && !b.plmns.empty() && a.plmns != b.plmns);
  return same_place && !other_words;
}

bool better(const dsp::CellEvidence& a, const dsp::CellEvidence& b) {
  if (a.level != b.level) return a.level > b.level;
  return std::isfinite(a.snr_db) && (!std::isfinite(b.snr_db) || a.snr_db > b.snr_db);
}

}  // namespace

void CellList::add(dsp::CellEvidence cell, double offset_s) {
  cell.first_s += offset_s;
  const auto known = std::find_if(cells_.begin(), cells_.end(),
                                  [&](const dsp::CellEvidence& c) { return same_cell(c, cell); });
  if (known == cells_.end()) {
    cells_.push_back(std::move(cell));
    return;
  }
  dsp::CellEvidence other = std::move(cell);
  if (better(other, *known)) std::swap(other, *known);
  if (dsp::same_broadcast(*known, other)) dsp::add_broadcast(*known, other);
}

std::vector<dsp::CellEvidence> CellList::take_sorted() {
  std::sort(cells_.begin(), cells_.end(), [](const dsp::CellEvidence& a, const dsp::CellEvidence& b) {
    return std::tuple(a.frequency_hz, a.rat, a.physical_id, a.first_s) <
           std::tuple(b.frequency_hz, b.rat, b.physical_id, b.first_s);
  });
  return std::exchange(cells_, {});
}

}  // namespace sb::node
