#pragma once
// What the carriers declared against what their cells broadcast: the ledger beside the registry, cell by
// cell. Made for whoever asks and kept each night; carriers want it for their own errors.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/store.hpp"

namespace sb::gateway {

struct DeclaredDifference {
  std::string operator_name;  ///< empty: no carrier declared it
  std::string plmn;
  std::uint64_t cell_id = 0;
  std::string site_id;
  std::string what;  ///< "channel" "pci" "tac" "unlisted" (heard, not declared) "silent" (declared near a
                     ///< node, not heard)
  std::string declared, broadcast;  ///< values as text; empty where there is none
  std::int64_t emitter_id = 0;      ///< 0: not heard
};

/// `heard` are domestic cells of the period, `registry` the standing rows. Declared cells further than
/// `radius_m` from every node are not expected to be heard. Cells of a carrier without any row are not
/// judged. Sorted by carrier and cell.
std::vector<DeclaredDifference> as_broadcast(std::span<const Emitter> heard,
                                             std::span<const RegistryCell> registry,
                                             std::span<const NodeRow> nodes, std::string_view date,
                                             double radius_m);

/// The domestic cells heard since against the registry as it stands.
std::vector<DeclaredDifference> differences_since(Store& store, UtcNs since, UtcNs now, double radius_m);

inline constexpr const char* kDifferenceCollection = "registry_difference";
/// Keeps the differences of the past 24 hours as the document of the day (Viet Nam), with counts by carrier
/// and at most 2 000 rows, an audit row "registry.difference" and an event. Returns how many there are.
std::size_t keep_differences(Store& store, UtcNs now, double radius_m);

}  // namespace sb::gateway
