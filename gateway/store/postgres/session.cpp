#include "gateway/store/postgres/session.hpp"

#include <array>
#include <charconv>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "gateway/store/postgres/dialect.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {
namespace {

// PostgreSQL's numbers of its own types (pg_type.dat).
constexpr Oid kBytea = 17, kInt8 = 20, kText = 25, kFloat8 = 701;
constexpr const char* kOneWriter = "SELECT pg_advisory_xact_lock(7309455)";

struct CloseConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, CloseConnection>;
using Answer = std::unique_ptr<PGresult, ClearResult>;

/// One connection and how often it was made: what was prepared on an earlier one is gone.
class Link {
 public:
  explicit Link(const std::string& address) : connection_(PQconnectdb(address.c_str())) { greet(); }

  PGconn* get() { return connection_.get(); }
  int generation() const { return generation_; }

  /// Connects again when the server went away. Not within a transaction: what it had done is lost.
  void mend() {
    if (PQstatus(get()) == CONNECTION_OK) return;
    PQreset(get());
    ++generation_;
    greet();
  }

  /// libpq notices a lost connection late: after a failure the status may still be good.
  bool answers() {
    const Answer ping(PQexec(get(), ""));
    return PQstatus(get()) == CONNECTION_OK;
  }
  /// Runs `work`, which changes nothing, and once more when the connection broke under it.
  template <typename Work>
  void twice_if_lost(Work work) {
    try {
      work();
    } catch (const StoreError&) {
      if (answers()) throw;
      mend();
      work();
    }
  }

  Answer checked(PGresult* raw) {
    Answer answer(raw);
    const auto status = PQresultStatus(raw);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return answer;
    throw StoreError(fmt::format("the database: {}", PQerrorMessage(get())));
  }
  void execute(const char* sql) { checked(PQexec(get(), sql)); }

 private:
  void greet() {
    if (PQstatus(get()) != CONNECTION_OK)
      throw StoreError(fmt::format("the database: {}", PQerrorMessage(get())));
    PQsetNoticeProcessor(
        get(), [](void*, const char*) {}, nullptr);
    execute("SET client_encoding TO 'UTF8'; SET search_path TO songbien, pg_catalog");
  }

  Connection connection_;
  int generation_ = 0;
};

struct Value {
  std::string octets;
  Oid type = kText;
  bool is_null = true;
};

class PostgresPrepared final : public Prepared {
 public:
  PostgresPrepared(Link& link, std::string name, const std::string& sql)
      : link_(link), name_(std::move(name)), sql_(postgres_statement(sql)) {}

  void bind_integer(int parameter, std::int64_t value) override {
    put(parameter, kInt8, std::to_string(value));
  }
  void bind_real(int parameter, double value) override { put(parameter, kFloat8, fmt::format("{}", value)); }
  void bind_text(int parameter, const std::string& value) override { put(parameter, kText, value); }
  void bind_blob(int parameter, std::string_view value) override {
    put(parameter, kBytea, std::string(value));
  }
  void bind_null(int parameter, Kind kind) override {
    auto& value = at(parameter);
    value.is_null = true;
    value.type = kind == Kind::kInteger ? kInt8 : kind == Kind::kReal ? kFloat8 : kText;
  }
  bool step() override {
    if (!answer_) execute();
    return ++row_ < PQntuples(answer_.get());
  }
  int run() override {
    execute();
    const std::string_view changed = PQcmdTuples(answer_.get());
    int rows = 0;
    std::from_chars(changed.data(), changed.data() + changed.size(), rows);
    return rows;
  }
  void reset() noexcept override {
    values_.clear();
    answer_.reset();
    row_ = -1;
  }

  std::int64_t integer(int column) const override { return std::strtoll(raw(column), nullptr, 10); }
  double real(int column) const override { return std::strtod(raw(column), nullptr); }
  std::string text(int column) const override {
    const std::string_view written(raw(column),
                                   static_cast<std::size_t>(PQgetlength(answer_.get(), row_, column)));
    if (PQftype(answer_.get(), column) != kBytea || null(column)) return std::string(written);
    std::size_t size = 0;
    const std::unique_ptr<unsigned char, void (*)(void*)> octets(
        PQunescapeBytea(reinterpret_cast<const unsigned char*>(written.data()), &size), PQfreemem);
    if (!octets) throw StoreError("the database: no memory");
    return {reinterpret_cast<const char*>(octets.get()), size};
  }
  bool null(int column) const override { return PQgetisnull(answer_.get(), row_, column) != 0; }

 private:
  const char* raw(int column) const { return PQgetvalue(answer_.get(), row_, column); }
  Value& at(int parameter) {
    const auto place = static_cast<std::size_t>(parameter);
    if (values_.size() < place) values_.resize(place);
    return values_[place - 1];
  }
  void put(int parameter, Oid type, std::string octets) { at(parameter) = {std::move(octets), type, false}; }

  void execute() {
    if (PQtransactionStatus(link_.get()) == PQTRANS_INTRANS) return execute_once();
    link_.mend();
    // That the server went away is known only after a statement failed. A question may be asked twice, a
    // change may not.
    const bool is_question = sql_.starts_with("SELECT") || sql_.starts_with("WITH");
    if (is_question)
      link_.twice_if_lost([this] { execute_once(); });
    else
      execute_once();
  }

  void execute_once() {
    prepare();
    std::vector<const char*> octets;
    std::vector<int> lengths, formats;
    for (const auto& value : values_) {
      octets.push_back(value.is_null ? nullptr : value.octets.data());
      lengths.push_back(static_cast<int>(value.octets.size()));
      formats.push_back(value.type == kBytea ? 1 : 0);
    }
    answer_ = link_.checked(PQexecPrepared(link_.get(), name_.c_str(), static_cast<int>(values_.size()),
                                           octets.data(), lengths.data(), formats.data(), 0));
    row_ = -1;
  }

  /// With the types of the values at hand: the server need not guess, and what it knows stays right while
  /// they do not change.
  void prepare() {
    std::vector<Oid> types;
    for (const auto& value : values_) types.push_back(value.type);
    if (prepared_in_ == link_.generation() && types == types_) return;
    if (prepared_in_ == link_.generation()) link_.execute(("DEALLOCATE " + name_).c_str());
    prepared_in_ = -1;
    link_.checked(
        PQprepare(link_.get(), name_.c_str(), sql_.c_str(), static_cast<int>(types.size()), types.data()));
    types_ = std::move(types);
    prepared_in_ = link_.generation();
  }

  Link& link_;
  const std::string name_, sql_;
  std::vector<Oid> types_;
  int prepared_in_ = -1;
  std::vector<Value> values_;
  Answer answer_;
  int row_ = -1;
};

class PostgresSession final : public SqlSession {
 public:
  explicit PostgresSession(const std::string& address) : link_(address) {
    begin();
    link_.execute(kPostgresSchema);
    commit();
  }
  ~PostgresSession() override { forget_statements(); }

  void run_migration(std::string_view sql) override { link_.execute(postgres_migration(sql).c_str()); }

 private:
  std::unique_ptr<Prepared> prepare(const std::string& sql) override {
    return std::make_unique<PostgresPrepared>(link_, fmt::format("s{}", ++prepared_), sql);
  }
  void begin() override {
    link_.mend();
    link_.twice_if_lost([this] {
      link_.execute("BEGIN");
      link_.execute(kOneWriter);
    });
  }
  void commit() override { link_.execute("COMMIT"); }
  void roll_back() noexcept override { const Answer ignored(PQexec(link_.get(), "ROLLBACK")); }

  Link link_;
  int prepared_ = 0;
};

}  // namespace

std::unique_ptr<SqlSession> open_postgres_session(const std::string& address) {
  return std::make_unique<PostgresSession>(address);
}

}  // namespace sb::gateway
