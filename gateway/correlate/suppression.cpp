#include "gateway/correlate/suppression.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "gateway/correlate/rules.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestReason = 1000;

bool has_scope(const Suppression& s) {
  return !s.kind.empty() || !s.node.empty() || !s.commune_code.empty() || s.cell_id || !s.plmn.empty();
}

}  // namespace

Result<Suppression> checked(Suppression s, UtcNs now) {
  const auto refuse = [](const char* text) { return fail(ErrorCode::kInvalidArgument, text); };
  if (!has_scope(s)) return refuse("a suppression needs a scope: kind, cell_id, plmn, node or commune_code");
  if (s.reason.find_first_not_of(" \t\r\n") == std::string::npos) return refuse("'reason' is empty: say why");
  if (s.reason.size() > kLongestReason) return refuse("'reason' is longer than 1000 octets");
  if (s.expires <= now) return refuse("'expires' must be in the future");
  if (s.expires - now > kLongestSuppressionNs) return refuse("'expires' must be at most a year away");
  return s;
}

std::string to_json_text(const Suppression& s) {
  json object = {{"kind", s.kind}, {"node", s.node},     {"commune_code", s.commune_code},
                 {"plmn", s.plmn}, {"reason", s.reason}, {"expires", s.expires}};
  if (s.cell_id) object["cell_id"] = *s.cell_id;
  return object.dump();
}

Suppression suppression_from_json(const std::string& key, std::string_view text) {
  try {
    const auto object = json::parse(text);
    Suppression s{key,          object.at("kind"), object.at("node"),   object.at("commune_code"),
                  std::nullopt, object.at("plmn"), object.at("reason"), object.at("expires")};
    if (object.contains("cell_id")) s.cell_id = object.at("cell_id").get<std::uint64_t>();
    return s;
  } catch (const json::exception& error) {
    throw StoreError("suppression " + key + ": " + error.what());
  }
}

bool fits(const Suppression& s, const Incident& incident) {
  if (!s.kind.empty() && s.kind != incident.kind) return false;
  if (!s.node.empty() && std::ranges::find(incident.nodes, s.node) == incident.nodes.end()) return false;
  if (!s.commune_code.empty() && s.commune_code != incident.place.commune_code) return false;
  if (s.cell_id && (!incident.cell || incident.cell->cell_id != s.cell_id)) return false;
  if (s.plmn.empty()) return true;
  return incident.cell && has_identity(*incident.cell) &&
         models::to_string(deciding_plmn(*incident.cell)) == s.plmn;
}

const Suppression* suppressing(std::span<const Suppression> all, const Incident& incident, UtcNs now) {
  for (const auto& suppression : all) {
    if (suppression.expires > now && fits(suppression, incident)) return &suppression;
  }
  return nullptr;
}

}  // namespace sb::gateway
