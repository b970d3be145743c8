#pragma once
// Prepared statements of one connection, and typed binding and reading over SQLiteCpp.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace sb::gateway {

struct Blob {
  std::string_view bytes;
};

/// One use of a cached statement: binds, steps, and leaves it reset whatever happens. The statement must
/// outlive it.
class Query {
 public:
  explicit Query(SQLite::Statement& statement) : statement_(statement) {}
  ~Query() {
    statement_.tryReset();
    statement_.clearBindings();
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  template <typename... T>
  Query& bind(const T&... values) {
    (bind_one(values), ...);
    return *this;
  }
  bool step() { return statement_.executeStep(); }
  int run() { return statement_.exec(); }  ///< rows changed

  std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
  std::uint64_t unsigned_integer(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  bool flag(int column) const { return integer(column) != 0; }
  double real(int column) const { return statement_.getColumn(column).getDouble(); }
  std::string text(int column) const { return statement_.getColumn(column).getString(); }  ///< BLOBs too
  bool null(int column) const { return statement_.isColumnNull(column); }
  template <typename T>
  std::optional<T> optional(int column) const {
    if (null(column)) return std::nullopt;
    if constexpr (std::is_floating_point_v<T>)
      return real(column);
    else
      return static_cast<T>(integer(column));
  }

 private:
  void bind_one(std::int64_t value) { statement_.bind(++next_, value); }
  void bind_one(std::uint64_t value) { bind_one(static_cast<std::int64_t>(value)); }
  void bind_one(int value) { bind_one(std::int64_t{value}); }
  void bind_one(std::uint32_t value) { bind_one(std::int64_t{value}); }
  void bind_one(bool value) { bind_one(std::int64_t{value}); }
  void bind_one(double value) { statement_.bind(++next_, value); }
  void bind_one(const std::string& value) { statement_.bind(++next_, value); }
  void bind_one(Blob value) {
    statement_.bind(++next_, static_cast<const void*>(value.bytes.data()),
                    static_cast<int>(value.bytes.size()));
  }
  template <typename T>
  void bind_one(const std::optional<T>& value) {
    if (value)
      bind_one(*value);
    else
      statement_.bind(++next_);
  }

  SQLite::Statement& statement_;
  int next_ = 0;
};

class Statements {
 public:
  explicit Statements(SQLite::Database& database) : database_(database) {}
  /// A statement may be in use once at a time.
  Query query(const std::string& sql) {
    auto found = cache_.find(sql);
    if (found == cache_.end()) found = cache_.try_emplace(sql, database_, sql).first;
    return Query(found->second);
  }

 private:
  SQLite::Database& database_;
  std::unordered_map<std::string, SQLite::Statement> cache_;
};

}  // namespace sb::gateway
