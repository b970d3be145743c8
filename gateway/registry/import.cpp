#include "gateway/registry/import.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include <nlohmann/json.hpp>

#include "gateway/registry/effective.hpp"

namespace sb::gateway {
namespace {

using Identity = std::tuple<std::string, models::Plmn, std::uint64_t>;

Identity identity_of(const RegistryCell& cell) {
  return {cell.rat, cell.plmn, cell.cell_id};
}

bool same_content(const RegistryCell& stands, const RegistryCell& written) {
  const auto content = [](const RegistryCell& c) {
    return std::tie(c.site_id, c.tac, c.channel, c.pci, c.bandwidth_mhz, c.latitude_deg, c.longitude_deg,
                    c.azimuth_deg, c.height_m, c.eirp_dbm, c.valid_to, c.extra_json);
  };
  const bool same_start = written.valid_from.empty() || written.valid_from == stands.valid_from;
  return same_start && content(stands) == content(written);
}

/// Takes the standing row that `written` belongs to: the one with the same start, else any of the identity.
std::optional<RegistryCell> take_partner(std::vector<RegistryCell>& candidates, const RegistryCell& written) {
  if (candidates.empty()) return std::nullopt;
  auto partner = std::ranges::find(candidates, written.valid_from, &RegistryCell::valid_from);
  if (partner == candidates.end()) partner = candidates.begin();
  RegistryCell taken = std::move(*partner);
  candidates.erase(partner);
  return taken;
}

}  // namespace

RegistryDifference difference(const std::vector<RegistryCell>& standing,
                              const std::vector<RegistryCell>& table, bool partial) {
  std::map<Identity, std::vector<RegistryCell>> left;
  for (const auto& cell : standing) left[identity_of(cell)].push_back(cell);
  RegistryDifference result;
  for (const auto& written : table) {
    auto stands = take_partner(left[identity_of(written)], written);
    if (!stands)
      result.added.push_back(written);
    else if (same_content(*stands, written))
      ++result.unchanged;
    else
      result.changed.emplace_back(std::move(*stands), written);
  }
  if (partial) return result;
  for (auto& [identity, cells] : left) {
    for (auto& cell : cells) result.ended.push_back(std::move(cell));
  }
  return result;
}

void apply(Transaction& tx, RegistryDifference difference, const std::string& operator_name,
           const std::string& file_sha256_hex, const std::string& actor, UtcNs now) {
  const auto today = vietnam_date(now);
  const auto yesterday = day_before(today);
  const auto put = [&](RegistryCell cell) {
    if (cell.valid_from.empty()) cell.valid_from = today;
    tx.put_registry_cell(cell);
  };
  const auto end = [&](const RegistryCell& cell) {
    tx.end_registry_cell(cell.id, cell.valid_to.empty() ? yesterday : std::min(cell.valid_to, yesterday));
  };
  for (const auto& cell : difference.ended) end(cell);
  for (const auto& [stands, written] : difference.changed) {
    end(stands);
    put(written);
  }
  for (const auto& cell : difference.added) put(cell);
  const nlohmann::json detail = {{"file_sha256", file_sha256_hex},
                                 {"added", difference.added.size()},
                                 {"changed", difference.changed.size()},
                                 {"ended", difference.ended.size()},
                                 {"unchanged", difference.unchanged}};
  tx.audit({0, now, actor, "registry.import", "registry/" + operator_name, detail.dump()});
}

}  // namespace sb::gateway
