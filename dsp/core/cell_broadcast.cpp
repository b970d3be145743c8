#include "dsp/core/cell_broadcast.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace sb::dsp {
namespace {

constexpr double kSameCarrierHz = 100e3;  ///< closer than any two carriers can stand

template <typename T>
void fill(std::optional<T>& to, const std::optional<T>& from) {
  if (!to) to = from;
}

/// More than any cell can announce: one that says ever new things does not fill the memory.
constexpr std::size_t kMaxEntries = 256;

template <typename T>
void unite(std::vector<T>& to, const std::vector<T>& from) {
  for (const T& more : from) {
    if (to.size() < kMaxEntries && std::ranges::find(to, more) == to.end()) to.push_back(more);
  }
}

std::string_view octets(const std::vector<std::uint8_t>& message) {
  return {reinterpret_cast<const char*>(message.data()), message.size()};
}

void add_parameters(BroadcastParameters& to, const BroadcastParameters& from) {
  fill(to.q_rx_lev_min_dbm, from.q_rx_lev_min_dbm);
  fill(to.reference_signal_power_dbm, from.reference_signal_power_dbm);
  fill(to.reselection_priority, from.reselection_priority);
  fill(to.intra_frequency_reselection, from.intra_frequency_reselection);
  fill(to.value_tag, from.value_tag);
  fill(to.tdd_configuration, from.tdd_configuration);
  fill(to.special_subframe, from.special_subframe);
  fill(to.si_window_ms, from.si_window_ms);
  fill(to.ul_channel, from.ul_channel);
  fill(to.ul_bandwidth_prb, from.ul_bandwidth_prb);
  fill(to.q_hyst_db, from.q_hyst_db);
  fill(to.s_non_intra_search_db, from.s_non_intra_search_db);
  fill(to.s_intra_search_db, from.s_intra_search_db);
  fill(to.thresh_serving_low_db, from.thresh_serving_low_db);
  fill(to.reselection_q_rx_lev_min_dbm, from.reselection_q_rx_lev_min_dbm);
  fill(to.t_reselection_s, from.t_reselection_s);
  unite(to.scheduled_sibs, from.scheduled_sibs);
  unite(to.neighbours, from.neighbours);
  unite(to.received_sibs, from.received_sibs);
  std::ranges::sort(to.received_sibs);
}

}  // namespace

bool same_broadcast(const CellEvidence& a, const CellEvidence& b) {
  return !a.system_information.empty() && a.system_information == b.system_information && a.rat == b.rat &&
         a.physical_id == b.physical_id && std::abs(a.frequency_hz - b.frequency_hz) <= kSameCarrierHz;
}

void add_broadcast(CellEvidence& to, const CellEvidence& from) {
  unite(to.further_system_information, from.further_system_information);
  std::ranges::sort(to.further_system_information, {}, octets);  // the same whatever was heard first
  if (from.broadcast) add_parameters(to.broadcast ? *to.broadcast : to.broadcast.emplace(), *from.broadcast);
}

}  // namespace sb::dsp
