#include "gateway/correlate/broadcast_signs.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <nlohmann/json.hpp>

namespace sb::gateway {
namespace {

using nlohmann::json;

// Assumed log-likelihood ratios, as in rules.cpp.
constexpr double kLabBroadcast = 2.6, kSparse = 0.9, kDowngrade = 1.8;
constexpr double kTrapMark = 0.8;  ///< for each mark beyond the first ...
constexpr std::size_t kTrapMarksCounted = 4;
constexpr double kNoNeighbour = 0.9, kOnlyOlder = 1.0, kOwnIdentity = 1.2, kAllBarred = 2.0;

// Honest cells off the air go down to -132 dBm (corpus/real, 206-01), with -124 dBm one has priority 7 (l3).
constexpr std::int64_t kLowestHonestDbm = -134;
constexpr std::int64_t kHighestHonestHystDb = 18;
constexpr std::uint64_t kIdentities = 504;

void add(std::vector<WeighedReason>& reasons, std::string_view rule, std::uint32_t version,
         const json& measured, const json& expected, double ratio) {
  reasons.push_back({{std::string(rule), version, measured.dump(), expected.dump()}, ratio});
}

std::optional<std::int64_t> number(const json& object, const char* field) {
  const auto found = object.find(field);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

std::vector<std::int64_t> numbers(const json& object, const char* field) {
  std::vector<std::int64_t> list;
  for (const auto& each : object.value(field, json::array())) {
    if (each.is_number_integer()) list.push_back(each.get<std::int64_t>());
  }
  return list;
}

bool contains(const std::vector<std::int64_t>& list, std::int64_t value) {
  return std::ranges::find(list, value) != list.end();
}

/// SIB2 is in the first message by rule: what SIB1 announces beside it.
std::vector<std::int64_t> announced(const json& broadcast) {
  auto sibs = numbers(broadcast, "scheduled_sibs");
  std::erase(sibs, 2);
  return sibs;
}

/// srsENB's shipped sib.conf (anchors/cellular.md R26b): SIB3 alone, no reference power, tag 0, -130 dBm.
void lab_defaults(const json& broadcast, std::vector<WeighedReason>& reasons) {
  std::size_t marks = 0;
  marks += static_cast<std::size_t>(number(broadcast, "reference_signal_power_dbm") == 0);
  marks += static_cast<std::size_t>(number(broadcast, "value_tag") == 0);
  marks += static_cast<std::size_t>(number(broadcast, "q_rx_lev_min_dbm") == -130);
  marks += static_cast<std::size_t>(announced(broadcast) == std::vector<std::int64_t>{3});
  if (marks >= 3)
    add(reasons, "broadcast.lab_defaults", 2, {{"marks", marks}}, {{"marks_below", 3}}, kLabBroadcast);
}

bool sparse(std::string_view rat, const json& broadcast, std::vector<WeighedReason>& reasons) {
  if (rat != "lte" || announced(broadcast).size() >= 2) return false;
  add(reasons, "broadcast.sparse", 2, {{"scheduled_sibs", numbers(broadcast, "scheduled_sibs")}},
      {{"scheduled_sibs_at_least", 3}}, kSparse);
  return true;
}

/// Highest reselection priority of neighbours: of E-UTRA, of what is older.
struct Priorities {
  std::int64_t eutra = -1, older = -1;
};

Priorities priorities_of(const json& broadcast) {
  Priorities highest;
  for (const auto& neighbour : broadcast.value("neighbours", json::array())) {
    const auto rat = neighbour.value("rat", std::string());
    auto& of_rat = rat == "gsm" || rat == "umts" ? highest.older : highest.eutra;
    of_rat = std::max(of_rat, number(neighbour, "priority").value_or(-1));
  }
  return highest;
}

/// A phone is drawn in (the highest priority, a level no honest cell asks for) and kept (no search for
/// others, a hysteresis that nothing overcomes). One mark alone is found on honest cells.
void trap(const json& broadcast, const Priorities& neighbours, std::vector<WeighedReason>& reasons) {
  json marks = json::object();
  const auto mark = [&](const char* field, bool odd) {
    if (odd) marks[field] = *number(broadcast, field);
  };
  const auto is = [&](const char* field, auto predicate) {
    const auto value = number(broadcast, field);
    return value && predicate(*value);
  };
  mark("reselection_priority",
       is("reselection_priority", [&](auto v) { return v == 7 && neighbours.eutra < 7; }));
  for (const char* level : {"q_rx_lev_min_dbm", "reselection_q_rx_lev_min_dbm"}) {
    if (marks.contains("q_rx_lev_min_dbm")) break;  // one thought, said in two places
    mark(level, is(level, [](auto v) { return v < kLowestHonestDbm; }));
  }
  mark("s_non_intra_search_db", is("s_non_intra_search_db", [](auto v) { return v == 0; }));
  mark("q_hyst_db", is("q_hyst_db", [](auto v) { return v > kHighestHonestHystDb; }));
  if (marks.size() < 2) return;
  const auto counted = static_cast<double>(std::min(marks.size(), kTrapMarksCounted) - 1);
  add(reasons, "reselection.trap", 2, marks,
      {{"reselection_priority_below", 7},
       {"q_rx_lev_min_dbm_at_least", kLowestHonestDbm},
       {"s_non_intra_search_db_above", 0},
       {"q_hyst_db_at_most", kHighestHonestHystDb}},
      kTrapMark * counted);
}

void downgrade(const json& broadcast, const Priorities& neighbours, std::vector<WeighedReason>& reasons) {
  const auto own = std::max(number(broadcast, "reselection_priority").value_or(-1), neighbours.eutra);
  if (own >= 0 && neighbours.older > own)
    add(reasons, "reselection.downgrade", 1, {{"priority", neighbours.older}}, {{"priority_at_most", own}},
        kDowngrade);
}

/// Everything that SIB1 announces of neighbours (SIB4 to SIB7) was heard: what is not in it is not said.
bool neighbours_known(const json& broadcast) {
  const auto heard = numbers(broadcast, "received_sibs");
  return contains(heard, 3) && std::ranges::all_of(announced(broadcast), [&](std::int64_t sib) {
           return sib < 4 || sib > 7 || contains(heard, sib);
         });
}

bool bars_all(const json& neighbour) {
  std::uint64_t barred = 0;
  for (const auto& range : neighbour.value("barred_ids", json::array()))
    barred += static_cast<std::uint64_t>(std::max<std::int64_t>(number(range, "count").value_or(0), 0));
  return barred >= kIdentities;
}

/// Lists that lead a phone nowhere. The weightiest fault speaks.
void neighbour_list(std::uint32_t physical_id, const json& broadcast, bool is_sparse,
                    std::vector<WeighedReason>& reasons) {
  const auto list = broadcast.value("neighbours", json::array());
  std::size_t eutra = 0;
  bool barred = false, itself = false;
  for (const auto& neighbour : list) {
    if (neighbour.value("rat", std::string()) != "lte") continue;
    ++eutra;
    barred = barred || bars_all(neighbour);
    // Its own carrier is the one that tells no priority (SIB4).
    itself = itself || (!neighbour.contains("priority") &&
                        contains(numbers(neighbour, "physical_ids"), static_cast<std::int64_t>(physical_id)));
  }
  const auto say = [&](const char* fault, double ratio) {
    add(reasons, "neighbour.list", 1, {{"fault", fault}, {"neighbours", list.size()}, {"eutra", eutra}},
        {{"eutra_at_least", 1}}, ratio);
  };
  if (barred) {
    say("every identity barred", kAllBarred);
  } else if (itself) {
    say("lists itself", kOwnIdentity);
  } else if (!neighbours_known(broadcast)) {
    return;
  } else if (eutra == 0 && !list.empty()) {
    say("older technologies only", kOnlyOlder);
  } else if (list.empty() && !is_sparse) {  // which says so already
    say("empty", kNoNeighbour);
  }
}

}  // namespace

std::vector<WeighedReason> broadcast_signs(std::string_view rat, std::uint32_t physical_id,
                                           std::string_view broadcast_json) {
  std::vector<WeighedReason> reasons;
  const auto broadcast = json::parse(broadcast_json, nullptr, false);
  if (!broadcast.is_object()) return reasons;
  lab_defaults(broadcast, reasons);
  const bool is_sparse = sparse(rat, broadcast, reasons);
  const Priorities neighbours = priorities_of(broadcast);
  trap(broadcast, neighbours, reasons);
  downgrade(broadcast, neighbours, reasons);
  if (rat == "lte") neighbour_list(physical_id, broadcast, is_sparse, reasons);
  return reasons;
}

}  // namespace sb::gateway
