#include "node/report/broadcast_memory.hpp"

#include <algorithm>
#include <iterator>

#include "dsp/core/cell_broadcast.hpp"

namespace sb::node {

void BroadcastMemory::complete(dsp::CellEvidence& cell, std::int64_t now_ns) {
  if (cell.system_information.empty()) return;
  auto known =
      std::ranges::find_if(cells_, [&](const Heard& heard) { return dsp::same_broadcast(heard.cell, cell); });
  if (known == cells_.end()) {
    if (cells_.size() == kMaxRemembered) cells_.erase(std::ranges::min_element(cells_, {}, &Heard::at_ns));
    cells_.push_back({cell, now_ns});
    known = std::prev(cells_.end());
  }
  dsp::add_broadcast(cell, known->cell);  // of a new one: brings its messages into their order
  *known = {cell, now_ns};
}

}  // namespace sb::node
