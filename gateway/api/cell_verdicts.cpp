#include "gateway/api/cell_verdicts.hpp"

#include "gateway/correlate/rules.hpp"
#include "gateway/registry/effective.hpp"

namespace sb::gateway::api {

void CellVerdicts::refresh(UtcNs now) {
  if (read_ != 0 && now - read_ < kMaxAge && now >= read_) return;
  by_identity_.clear();
  rows_of_.clear();
  for (auto& row : store_.registry()) {
    ++rows_of_[row.plmn];
    by_identity_[{row.plmn, row.cell_id}].push_back(std::move(row));
  }
  read_ = now;
}

std::string CellVerdicts::operator()(const HeardCell& cell, UtcNs now) {
  if (!has_identity(cell)) return "unknown";
  const std::scoped_lock lock(mutex_);
  refresh(now);
  CellFacts facts{cell, {}, rows_of_.contains(deciding_plmn(cell))};
  const auto date = vietnam_date(now);
  for (const auto& plmn : cell.plmns) {
    const auto rows = by_identity_.find({plmn, cell.cell_id.value_or(0)});
    if (!cell.cell_id || rows == by_identity_.end()) continue;
    for (const auto& row : rows->second) {
      if (row.rat == cell.rat && effective(row, date)) facts.registered.push_back(row);
    }
  }
  const auto judgement = judge(facts);
  if (judgement.kind == "spillover") return "foreign";
  if (judgement.kind == "registry_mismatch") return "mismatch";
  if (judgement.kind == "rogue_cell") return "unregistered";
  return facts.registered.empty() ? "unknown" : "registered";
}

}  // namespace sb::gateway::api
