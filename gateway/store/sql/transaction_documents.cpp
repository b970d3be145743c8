// Documents: what people lay down in small numbers, with its history.
#include "gateway/store/sql/rows.hpp"
#include "gateway/store/sql/transaction.hpp"

namespace sb::gateway {

std::int64_t SqlTransaction::documents_version() {
  auto query = session_.query("SELECT coalesce(max(version), 0) FROM document");
  query.step();
  return query.integer(0);
}

std::vector<Document> SqlTransaction::documents(const std::string& collection) {
  auto query = session_.query(kStandingDocuments);
  query.bind(collection);
  std::vector<Document> found;
  while (query.step()) found.push_back(read_document(query));
  return found;
}

void SqlTransaction::put_document(const Document& d) {
  session_.query("INSERT INTO document(collection, key, json, at, actor) VALUES (?,?,?,?,?)")
      .bind(d.collection, d.key, d.json.empty() ? std::nullopt : std::optional(d.json), d.at, d.actor)
      .run();
}

}  // namespace sb::gateway
