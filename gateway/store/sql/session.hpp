#pragma once
// One connection to a database that speaks SQL. The statements are written once, in the words that SQLite and
// PostgreSQL share; what they do not share stands in the two sessions and nowhere else.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gateway/store/sql/query.hpp"

namespace sb::gateway {

/// Used by one thread at a time. Throws StoreError; a session whose server went away connects again at the
/// next transaction() or statement outside of one.
class SqlSession {
 public:
  SqlSession() = default;
  virtual ~SqlSession() = default;
  SqlSession(const SqlSession&) = delete;
  SqlSession& operator=(const SqlSession&) = delete;

  /// A statement may be in use once at a time. Prepared once; cost of a hash lookup afterwards.
  Query query(const std::string& sql) {
    auto& statement = cache_[sql];
    if (!statement) statement = prepare(sql);
    return Query(*statement);
  }

  /// Runs `work` as one transaction that sees no other writer: all of it, or nothing when it throws.
  void transaction(const std::function<void()>& work) {
    begin();
    try {
      work();
      commit();
    } catch (...) {
      roll_back();
      throw;
    }
  }

  /// A migration, in SQLite's words. Several statements; parameters stand in none.
  virtual void run_migration(std::string_view sql) = 0;

 protected:
  /// Before the connection goes: statements must not outlive it.
  void forget_statements() { cache_.clear(); }
  virtual std::unique_ptr<Prepared> prepare(const std::string& sql) = 0;
  virtual void begin() = 0;
  virtual void commit() = 0;
  virtual void roll_back() noexcept = 0;

 private:
  std::unordered_map<std::string, std::unique_ptr<Prepared>> cache_;
};

}  // namespace sb::gateway
