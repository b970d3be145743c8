// Nodes and carriers' registries.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "gateway/store/sql/rows.hpp"
#include "gateway/store/sql/transaction.hpp"

namespace sb::gateway {
namespace {

std::vector<RegistryCell> all(Query& query) {
  std::vector<RegistryCell> cells;
  while (query.step()) cells.push_back(read_registry_cell(query));
  return cells;
}

}  // namespace

std::optional<NodeRow> SqlTransaction::node(const std::string& node_id) {
  static const std::string sql = std::string("SELECT ") + kNodeColumns + " WHERE node_id = ?";
  auto query = session_.query(sql);
  query.bind(node_id);
  if (!query.step()) return std::nullopt;
  return read_node(query);
}

void SqlTransaction::put_node(const NodeRow& n) {
  session_
      .query(
          "INSERT INTO node(node_id, name, public_key_pem, latitude_deg, longitude_deg, commune_code, "
          "commune, state, last_seen, "
          "last_status_json, revoked) VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(node_id) DO UPDATE SET name "
          "= excluded.name, "
          "public_key_pem = excluded.public_key_pem, latitude_deg = excluded.latitude_deg, longitude_deg = "
          "excluded.longitude_deg, "
          "commune_code = excluded.commune_code, commune = excluded.commune, state = excluded.state, "
          "last_seen = excluded.last_seen, last_status_json = excluded.last_status_json, revoked = "
          "excluded.revoked")
      .bind(n.node_id, n.name, n.public_key_pem, n.latitude_deg, n.longitude_deg, n.commune_code, n.commune,
            n.state, n.last_seen, n.last_status_json, n.revoked)
      .run();
}

std::vector<RegistryCell> SqlTransaction::registry(const std::string& operator_name) {
  static const std::string sql =
      std::string("SELECT ") + kRegistryColumns + " WHERE operator_name = ? AND standing = 1 ORDER BY id";
  auto query = session_.query(sql);
  query.bind(operator_name);
  return all(query);
}

std::vector<RegistryCell> SqlTransaction::registry_of(const models::Plmn& plmn, std::uint64_t cell_id) {
  static const std::string sql =
      std::string("SELECT ") + kRegistryColumns + " WHERE plmn = ? AND cell_id = ? ORDER BY id";
  auto query = session_.query(sql);
  query.bind(models::to_string(plmn), cell_id);
  return all(query);
}

std::vector<RegistryCell> SqlTransaction::registry_on(const std::string& rat, std::uint32_t channel,
                                                      std::uint32_t physical_id) {
  static const std::string sql = std::string("SELECT ") + kRegistryColumns +
                                 " WHERE channel = ? AND pci = ? AND rat = ? AND standing = 1 ORDER BY id";
  auto query = session_.query(sql);
  query.bind(channel, physical_id, rat);
  return all(query);
}

bool SqlTransaction::registry_holds(const models::Plmn& plmn) {
  auto query = session_.query("SELECT 1 FROM registry_cell WHERE plmn = ? AND standing = 1 LIMIT 1");
  query.bind(models::to_string(plmn));
  return query.step();
}

std::vector<RegistryCell> SqlTransaction::registry_near(double latitude_deg, double longitude_deg,
                                                        double half_side_m) {
  static const std::string sql =
      std::string("SELECT ") + kRegistryColumns +
      " WHERE latitude_deg BETWEEN ? AND ? AND longitude_deg BETWEEN ? AND ? AND standing = 1 ORDER BY id";
  constexpr double kShortestDegreeM =
      110'500.0;  // of latitude, WGS 84 at the equator; a box may be a little too large
  const double half_deg = half_side_m / kShortestDegreeM;
  const double shrink = std::max(0.05, std::cos(latitude_deg * std::numbers::pi / 180.0));
  auto query = session_.query(sql);
  query.bind(latitude_deg - half_deg, latitude_deg + half_deg, longitude_deg - half_deg / shrink,
             longitude_deg + half_deg / shrink);
  return all(query);
}

void SqlTransaction::put_registry_cell(RegistryCell& c) {
  c.id = session_
             .query(
                 "INSERT INTO registry_cell(operator_name, plmn, rat, site_id, cell_id, tac, channel, pci, "
                 "bandwidth_mhz, latitude_deg, "
                 "longitude_deg, azimuth_deg, height_m, eirp_dbm, valid_from, valid_to, extra_json) "
                 "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id")
             .bind(c.operator_name, models::to_string(c.plmn), c.rat, c.site_id, c.cell_id, c.tac, c.channel,
                   c.pci, c.bandwidth_mhz, c.latitude_deg, c.longitude_deg, c.azimuth_deg, c.height_m,
                   c.eirp_dbm, c.valid_from, c.valid_to, c.extra_json)
             .inserted()
             .value();
}

void SqlTransaction::end_registry_cell(std::int64_t id, const std::string& valid_to) {
  session_.query("UPDATE registry_cell SET valid_to = ?, standing = 0 WHERE id = ?").bind(valid_to, id).run();
}

}  // namespace sb::gateway
