#include "dsp/cell/lte/cancel/element_map.hpp"

#include <algorithm>

#include "dsp/cell/lte/control_region.hpp"
#include "dsp/core/index.hpp"

namespace sb::dsp::lte {
namespace {

constexpr int kMiddle = 72;

class Mapper {
 public:
  Mapper(const CellView& view, int subframe) : view_(view), subframe_(subframe) {}
  ElementMap map();

 private:
  bool reference(int symbol, int k) const;
  bool in_middle(int k) const { return k >= view_.middle() && k < view_.middle() + kMiddle; }
  bool reserved(int symbol, int k) const;
  ElementGroup free_of(int symbol, int first, int count) const;

  const CellView& view_;
  int subframe_;
};

/// Reference symbols of the cell's ports; beside its control region a single port leaves the second port's
/// places free.
bool Mapper::reference(int symbol, int k) const {
  const int l = symbol % view_.symbols_per_slot();
  const bool first_pair = l == 0 || l == view_.symbols_per_slot() - 3;
  if (first_pair) {
    if (view_.ports > 1 || symbol == 0) return k % 3 == view_.pci % 3;
    return k % 6 == (view_.pci + (l == 0 ? 0 : 3)) % 6;
  }
  return view_.ports == 4 && l == 1 && k % 3 == view_.pci % 3;
}

bool Mapper::reserved(int symbol, int k) const {
  if (reference(symbol, k)) return true;
  if (!in_middle(k)) return false;
  const SyncSymbols sync = sync_symbols(view_, subframe_);
  if (symbol == sync.primary || symbol == sync.secondary) return true;
  const int broadcast = symbol - view_.symbols_per_slot();
  return subframe_ == 0 && broadcast >= 0 && broadcast < 4;
}

ElementGroup Mapper::free_of(int symbol, int first, int count) const {
  ElementGroup group;
  for (int k = first; k < first + count; ++k) {
    if (!reserved(symbol, k)) group.push_back(static_cast<ReIndex>(symbol * view_.subcarriers() + k));
  }
  return group;
}

ElementMap Mapper::map() {
  ElementMap map;
  const int symbols = 2 * view_.symbols_per_slot();
  const int control = max_control_symbols(view_.carrier_prb);
  for (int l = 0; l < symbols; ++l) {
    for (int k = 0; k < view_.subcarriers(); ++k) map.reserved.push_back(reserved(l, k));
  }
  for (int l = 0; l < control; ++l) {
    ElementMap::Leading leading{l, {}, {}};
    // A group is four elements: of six subcarriers where every third is a reference, else of four.
    const int width = reference(l, view_.pci % 3) || reference(l, view_.pci % 3 + 3) ? 6 : 4;
    for (int k = 0; k < view_.subcarriers(); k += width) leading.as_control.push_back(free_of(l, k, width));
    if (l > 0) {
      for (int prb = 0; prb < view_.n_prb; ++prb)
        leading.as_data.push_back(free_of(l, prb * kSubcarriersPerPrb, kSubcarriersPerPrb));
    }
    map.leading.push_back(std::move(leading));
  }
  for (int slot = 0; slot < 2; ++slot) {
    for (int prb = 0; prb < view_.n_prb; ++prb) {
      ElementGroup& group = map.data.emplace_back();
      const int first = slot * view_.symbols_per_slot();
      for (int l = std::max(first, control); l < first + view_.symbols_per_slot(); ++l) {
        const auto more = free_of(l, prb * kSubcarriersPerPrb, kSubcarriersPerPrb);
        group.insert(group.end(), more.begin(), more.end());
      }
    }
  }
  return map;
}

}  // namespace

SyncSymbols sync_symbols(const CellView& view, int subframe) {
  const int slot = view.symbols_per_slot();
  if (view.duplex == Duplex::kFdd) {
    return subframe % 5 == 0 ? SyncSymbols{slot - 1, slot - 2} : SyncSymbols{};
  }
  if (subframe % 5 == 0) return {-1, 2 * slot - 1};
  return subframe % 5 == 1 ? SyncSymbols{2, -1} : SyncSymbols{};
}

ElementMap map_elements(const CellView& view, int subframe) {
  return Mapper(view, subframe).map();
}

}  // namespace sb::dsp::lte
