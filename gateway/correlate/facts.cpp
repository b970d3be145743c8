#include "gateway/correlate/facts.hpp"

#include "gateway/registry/effective.hpp"

namespace sb::gateway {

CellFacts facts_of(Transaction& tx, const HeardCell& cell, std::string_view date) {
  CellFacts facts{cell, {}, tx.registry_holds(deciding_plmn(cell))};
  if (!cell.cell_id) return facts;
  for (const auto& plmn : cell.plmns) {
    for (auto& row : tx.registry_of(plmn, *cell.cell_id)) {
      if (row.rat == cell.rat && effective(row, date)) facts.registered.push_back(std::move(row));
    }
  }
  return facts;
}

HeardCell cell_of(const Emitter& emitter, std::string_view date) {
  HeardCell cell;
  cell.rat = emitter.rat;
  cell.level = emitter.rat == "gsm" ? "si3" : "sib1";
  cell.frequency_hz = emitter.frequency_hz;
  cell.channel = emitter.channel;
  cell.physical_id = emitter.physical_id;
  cell.cell_id = emitter.cell_id;
  if (const auto plmn = models::parse_plmn(emitter.plmn)) cell.plmns.push_back(*plmn);
  for (const auto& sighting : emitter.tacs) {
    if (cell.tac && vietnam_date(sighting.at) > date) break;
    cell.tac = sighting.tac;
  }
  return cell;
}

}  // namespace sb::gateway
