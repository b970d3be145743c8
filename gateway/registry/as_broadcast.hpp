#pragma once
// What the carriers declared against what their cells broadcast: the ledger beside the registry, cell by
// cell. Made each night by whoever asks; carriers want it for their own errors.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/ledger.hpp"
#include "gateway/store/records.hpp"

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

}  // namespace sb::gateway
