// Documents: what people lay down in small numbers, with its history.
#include "gateway/store/sqlite/rows.hpp"
#include "gateway/store/sqlite/transaction.hpp"

namespace sb::gateway {

std::int64_t SqliteTransaction::documents_version() {
  auto query = statements_.query("SELECT coalesce(max(version), 0) FROM document");
  query.step();
  return query.integer(0);
}

std::vector<Document> SqliteTransaction::documents(const std::string& collection) {
  auto query = statements_.query(kStandingDocuments);
  query.bind(collection);
  std::vector<Document> found;
  while (query.step()) found.push_back(read_document(query));
  return found;
}

void SqliteTransaction::put_document(const Document& d) {
  statements_.query("INSERT INTO document(collection, key, json, at, actor) VALUES (?,?,?,?,?)")
      .bind(d.collection, d.key, d.json.empty() ? std::nullopt : std::optional(d.json), d.at, d.actor)
      .run();
}

}  // namespace sb::gateway
