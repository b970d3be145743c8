// The parser of SystemInformation on any octets: an error or a message within its ranges, never anything
// else.
#include <algorithm>
#include <cstdlib>

#include "dsp/cell/lte/broadcast_parameters.hpp"

namespace {

bool within(int value, int low, int high) {
  return value >= low && value <= high;
}

bool good_range(const sb::dsp::PhysicalIdRange& range) {
  return range.first <= 503 && within(range.count, 1, 504);
}

bool good_id(std::uint16_t id) {
  return id <= 503;
}

bool within_ranges(const sb::dsp::lte::SystemInformation& si) {
  bool good = !si.sib_types.empty() && si.sib_types.size() <= 32;
  if (si.sib2) good &= within(si.sib2->reference_signal_power_dbm, -60, 50);
  if (si.sib3) {
    good &= within(si.sib3->q_hyst_db, 0, 24) && within(si.sib3->q_rx_lev_min_dbm, -140, -44) &&
            within(si.sib3->priority, 0, 7);
  }
  if (si.sib4) {
    good &= si.sib4->neighbours.size() <= 16 && std::ranges::all_of(si.sib4->neighbours, good_id) &&
            si.sib4->barred.size() <= 16 && std::ranges::all_of(si.sib4->barred, good_range);
  }
  for (const auto& carrier : si.eutra) {
    good &= within(carrier.q_rx_lev_min_dbm, -140, -44) && carrier.neighbours.size() <= 16 &&
            std::ranges::all_of(carrier.barred, good_range);
  }
  for (const auto& carrier : si.utra) good &= carrier.channel < 16384;
  for (const auto& group : si.geran) good &= within(static_cast<int>(group.channels.size()), 1, 129);
  return good;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto si = sb::dsp::lte::parse_system_information({data, size});
  if (si ? !within_ranges(*si) : si.error().text.empty()) std::abort();
  if (!si) return 0;
  sb::dsp::BroadcastParameters parameters;
  add_parameters(*si, 1300, parameters);
  if (!std::ranges::is_sorted(parameters.received_sibs)) std::abort();
  return 0;
}
