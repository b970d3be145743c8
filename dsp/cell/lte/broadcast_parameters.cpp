#include "dsp/cell/lte/broadcast_parameters.hpp"

#include <algorithm>

namespace sb::dsp::lte {
namespace {

constexpr std::uint16_t kChannelInExtension = 65535;  ///< maxEARFCN: the real one stands in a later release

void add(const Sib3& sib3, BroadcastParameters& p) {
  p.q_hyst_db = sib3.q_hyst_db;
  p.s_non_intra_search_db = sib3.s_non_intra_search_db;
  p.s_intra_search_db = sib3.s_intra_search_db;
  p.thresh_serving_low_db = sib3.thresh_serving_low_db;
  p.reselection_priority = sib3.priority;
  p.reselection_q_rx_lev_min_dbm = sib3.q_rx_lev_min_dbm;
  p.t_reselection_s = sib3.t_reselection_s;
}

template <typename Carrier>
AnnouncedNeighbour neighbour(Rat rat, std::uint32_t channel, const Carrier& carrier) {
  AnnouncedNeighbour n;
  n.rat = rat;
  n.channel = channel;
  n.priority = carrier.priority;
  n.q_rx_lev_min_dbm = carrier.q_rx_lev_min_dbm;
  n.thresh_high_db = carrier.thresh_high_db;
  n.thresh_low_db = carrier.thresh_low_db;
  return n;
}

void add_neighbours(const SystemInformation& information, std::optional<std::uint32_t> own_channel,
                    std::vector<AnnouncedNeighbour>& out) {
  const auto& sib4 = information.sib4;
  if (sib4 && own_channel && !(sib4->neighbours.empty() && sib4->barred.empty())) {
    AnnouncedNeighbour own;
    own.channel = *own_channel;
    own.physical_ids = sib4->neighbours;
    own.barred_ids = sib4->barred;
    out.push_back(std::move(own));
  }
  for (const EutraCarrier& carrier : information.eutra) {
    if (carrier.channel == kChannelInExtension) continue;
    auto& n = out.emplace_back(neighbour(Rat::kLte, carrier.channel, carrier));
    n.physical_ids = carrier.neighbours;
    n.barred_ids = carrier.barred;
  }
  for (const UtraCarrier& carrier : information.utra)
    out.push_back(neighbour(Rat::kUmts, carrier.channel, carrier));
  for (const GeranCarriers& group : information.geran) {
    for (const auto channel : group.channels) out.push_back(neighbour(Rat::kGsm, channel, group));
  }
}

}  // namespace

BroadcastParameters parameters_of(const Sib1& sib1) {
  BroadcastParameters parameters;
  parameters.q_rx_lev_min_dbm = sib1.q_rx_lev_min_dbm;
  parameters.intra_frequency_reselection = sib1.intra_frequency_reselection;
  parameters.value_tag = sib1.value_tag;
  parameters.si_window_ms = sib1.si_window_ms;
  if (sib1.tdd) {
    parameters.tdd_configuration = sib1.tdd->subframe_assignment;
    parameters.special_subframe = sib1.tdd->special_subframe_patterns;
  }
  if (!sib1.scheduling.empty()) parameters.scheduled_sibs.push_back(2);  // in the first message by rule
  for (const SiScheduling& message : sib1.scheduling) {
    parameters.scheduled_sibs.insert(parameters.scheduled_sibs.end(), message.sib_types.begin(),
                                     message.sib_types.end());
  }
  return parameters;
}

void add_parameters(const SystemInformation& information, std::optional<std::uint32_t> own_channel,
                    BroadcastParameters& parameters) {
  if (const auto& sib2 = information.sib2) {
    parameters.reference_signal_power_dbm = sib2->reference_signal_power_dbm;
    if (sib2->ul_channel) parameters.ul_channel = *sib2->ul_channel;
    if (sib2->ul_bandwidth_prb) parameters.ul_bandwidth_prb = *sib2->ul_bandwidth_prb;
  }
  if (information.sib3) add(*information.sib3, parameters);
  add_neighbours(information, own_channel, parameters.neighbours);
  auto& received = parameters.received_sibs;
  received.insert(received.end(), information.sib_types.begin(), information.sib_types.end());
  std::ranges::sort(received);
  received.erase(std::unique(received.begin(), received.end()), received.end());
}

}  // namespace sb::dsp::lte
