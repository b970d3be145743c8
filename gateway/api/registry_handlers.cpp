// A carrier declares its cells: what its table would change, and the change itself. The same rules as
// `import-registry`; the page words the problems by their codes.
#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/registry/import.hpp"
#include "gateway/registry/sheet.hpp"
#include "gateway/registry/table.hpp"
#include "wire/signing.hpp"

namespace sb::gateway::api {
namespace {

constexpr std::size_t kMostRowsShown = 500;

/// Why this person may not touch this operator's registry; nothing when they may.
std::optional<Response> refusal(const Call& call) {
  if (!is_operator(call.name)) return error_response(404, "no such operator");
  const auto& account = call.session->account;
  if (account.role == "carrier" && account.operator_name != call.name)
    return error_response(403, "a carrier declares its own cells");
  return std::nullopt;
}

std::string hash_of(std::string_view octets) {
  const auto digest = wire::sha256(octets);
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

Result<RegistryTable> table_of(const Request& request, const std::string& operator_name) {
  if (!looks_like_workbook(request.body)) return read_registry(request.body, operator_name, {});
  const auto records = read_workbook(request.body);
  if (!records) return tl::unexpected(records.error());
  return read_registry(*records, operator_name, {});
}

Json to_json(const RowProblem& problem) {
  Json json{{"line", problem.line}, {"code", problem.code}, {"message", problem.text}};
  for (const auto& [name, value] : {std::pair{"column", &problem.column}, std::pair{"value", &problem.value},
                                    std::pair{"bound", &problem.bound}}) {
    if (!value->empty()) json[name] = *value;
  }
  return json;
}

/// The columns whose values differ, in the words of the file.
Json changed_fields(const Json& was, const Json& is) {
  auto fields = Json::array();
  for (const auto column : kRegistryTableColumns) {
    const auto at = [&](const Json& cell) { return cell.value(std::string(column), Json()); };
    // A table without dates keeps the standing ones; today stands in the import, not here.
    if (column == "valid_from" && at(is).is_null()) continue;
    if (at(was) != at(is)) fields.push_back(column);
  }
  return fields;
}

Json cell_json(const RegistryCell& cell) {
  auto json = api::to_json(cell);
  if (cell.valid_from.empty()) json.erase("valid_from");
  return json;
}

template <typename Rows>
Json shown(const Rows& rows) {
  auto list = Json::array();
  for (const auto& row : rows) {
    if (list.size() == kMostRowsShown) break;
    list.push_back(cell_json(row));
  }
  return list;
}

Json difference_json(const RegistryDifference& difference) {
  auto changed = Json::array();
  for (const auto& [stands, written] : difference.changed) {
    if (changed.size() == kMostRowsShown) break;
    auto from = cell_json(stands), to = cell_json(written);
    auto fields = changed_fields(from, to);
    changed.push_back({{"from", std::move(from)}, {"to", std::move(to)}, {"fields", std::move(fields)}});
  }
  return {{"added", shown(difference.added)},
          {"changed", std::move(changed)},
          {"ended", shown(difference.ended)},
          {"counts",
           {{"added", difference.added.size()},
            {"changed", difference.changed.size()},
            {"ended", difference.ended.size()},
            {"unchanged", difference.unchanged}}}};
}

Json problems_json(const RegistryTable& table) {
  auto list = Json::array();
  for (const auto& problem : table.problems) {
    if (list.size() == kMostRowsShown) break;
    list.push_back(to_json(problem));
  }
  return list;
}

struct Options {
  bool partial = false;
  std::string sha256;
};

Result<Options> options_of(const Query& query) {
  QueryReader reader(query);
  Options options;
  options.partial = reader.boolean("partial").value_or(false);
  options.sha256 = reader.word("sha256");
  if (const auto error = reader.error()) return fail(ErrorCode::kInvalidArgument, *error);
  return options;
}

}  // namespace

Response get_registry_of(const ApiParts& parts, const Call& call) {
  if (auto refused = refusal(call)) return *refused;
  QueryReader reader(call.request.target.query);
  if (const auto error = reader.error()) return error_response(400, *error);
  auto cells = parts.store.registry();
  std::erase_if(cells, [&](const RegistryCell& cell) { return cell.operator_name != call.name; });
  return json_response({{"cells", to_json_list(std::span<const RegistryCell>(cells))}});
}

Response post_registry_preview(const ApiParts& parts, const Call& call) {
  if (auto refused = refusal(call)) return *refused;
  const auto options = options_of(call.request.target.query);
  if (!options) return error_response(400, options.error().text);
  const std::string operator_name(call.name);
  Json json{{"operator", operator_name}, {"sha256", hash_of(call.request.body)}};
  const auto table = table_of(call.request, operator_name);
  if (!table) {
    // The file as a whole cannot be read: said like a bad row, because the page shows it in the same place.
    json["problems"] = Json::array({{{"line", 0}, {"code", "bad_file"}, {"message", table.error().text}}});
    json["problem_count"] = 1;
    json["rows"] = 0;
    return json_response(json);
  }
  json["rows"] = table->cells.size() + table->problems.size();
  json["problems"] = problems_json(*table);
  json["problem_count"] = table->problems.size();
  if (table->problems.empty()) {
    auto standing = parts.store.registry();
    std::erase_if(standing, [&](const RegistryCell& cell) { return cell.operator_name != operator_name; });
    json.update(difference_json(difference(standing, table->cells, options->partial)));
  }
  return json_response(json);
}

Response post_registry_import(const ApiParts& parts, const Call& call) {
  if (auto refused = refusal(call)) return *refused;
  const auto options = options_of(call.request.target.query);
  if (!options) return error_response(400, options.error().text);
  const auto hash = hash_of(call.request.body);
  if (options->sha256 != hash)
    return error_response(409, "'sha256' is not that of this file: preview it, then import the same one");
  const std::string operator_name(call.name);
  const auto table = table_of(call.request, operator_name);
  if (!table) return error_response(400, table.error().text);
  if (!table->problems.empty())
    return error_response(400, "the table has bad rows; nothing was imported. Preview names them");
  RegistryDifference change;
  parts.store.write([&](Transaction& tx) {
    change = difference(tx.registry(operator_name), table->cells, options->partial);
    apply(tx, change, operator_name, hash, call.session->account.user, call.request.now);
  });
  auto json = difference_json(change);
  json["operator"] = operator_name;
  json["sha256"] = hash;
  json["rows"] = table->cells.size();
  return json_response(json);
}

}  // namespace sb::gateway::api
