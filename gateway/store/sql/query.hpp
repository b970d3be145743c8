#pragma once
// Prepared statements of one connection, whatever the database: typed binding and reading.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace sb::gateway {

struct Blob {
  std::string_view bytes;
};

/// What a database does for one statement. Parameters count from 1, columns from 0. Every call may throw
/// StoreError but reset().
class Prepared {
 public:
  enum class Kind { kInteger, kReal, kText };
  virtual ~Prepared() = default;
  virtual void bind_integer(int parameter, std::int64_t value) = 0;
  virtual void bind_real(int parameter, double value) = 0;
  virtual void bind_text(int parameter, const std::string& value) = 0;
  virtual void bind_blob(int parameter, std::string_view value) = 0;
  virtual void bind_null(int parameter, Kind kind) = 0;  ///< of that kind: PostgreSQL wants to know
  virtual bool step() = 0;
  virtual int run() = 0;              ///< rows changed
  virtual void reset() noexcept = 0;  ///< forgets values and rows
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual std::string text(int column) const = 0;  ///< BLOBs too
  virtual bool null(int column) const = 0;
};

/// One use of a cached statement: binds, steps, and leaves it reset whatever happens. The statement must
/// outlive it.
class Query {
 public:
  explicit Query(Prepared& statement) : statement_(statement) {}
  ~Query() { statement_.reset(); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  template <typename... T>
  Query& bind(const T&... values) {
    (bind_one(values), ...);
    return *this;
  }
  bool step() { return statement_.step(); }
  int run() { return statement_.run(); }  ///< rows changed
  /// The number that "INSERT ... RETURNING id" gave; absent when ON CONFLICT left the row out.
  std::optional<std::int64_t> inserted() {
    return statement_.step() ? std::optional(statement_.integer(0)) : std::nullopt;
  }

  std::int64_t integer(int column) const { return statement_.integer(column); }
  std::uint64_t unsigned_integer(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  bool flag(int column) const { return integer(column) != 0; }
  double real(int column) const { return statement_.real(column); }
  std::string text(int column) const { return statement_.text(column); }  ///< BLOBs too
  bool null(int column) const { return statement_.null(column); }
  template <typename T>
  std::optional<T> optional(int column) const {
    if (null(column)) return std::nullopt;
    if constexpr (std::is_floating_point_v<T>)
      return real(column);
    else
      return static_cast<T>(integer(column));
  }

 private:
  void bind_one(std::int64_t value) { statement_.bind_integer(++next_, value); }
  void bind_one(std::uint64_t value) { bind_one(static_cast<std::int64_t>(value)); }
  void bind_one(int value) { bind_one(std::int64_t{value}); }
  void bind_one(std::uint32_t value) { bind_one(std::int64_t{value}); }
  void bind_one(bool value) { bind_one(std::int64_t{value}); }
  void bind_one(double value) { statement_.bind_real(++next_, value); }
  void bind_one(const std::string& value) { statement_.bind_text(++next_, value); }
  void bind_one(Blob value) { statement_.bind_blob(++next_, value.bytes); }
  template <typename T>
  void bind_one(const std::optional<T>& value) {
    using Kind = Prepared::Kind;
    if (value)
      bind_one(*value);
    else
      statement_.bind_null(++next_, std::is_floating_point_v<T> ? Kind::kReal
                                    : std::is_integral_v<T>     ? Kind::kInteger
                                                                : Kind::kText);
  }

  Prepared& statement_;
  int next_ = 0;
};

}  // namespace sb::gateway
