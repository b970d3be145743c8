#pragma once
// Range checks that remember the first thing that is wrong. Used by the two files of wire::validate only.
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "models/core/result.hpp"
#include "wire/utf8.hpp"
#include "wire/validate.hpp"

namespace sb::wire {

/// Keeps the first thing that is wrong.
class Checker {
 public:
  explicit Checker(std::string_view message) : message_(message) {}

  void holds(bool truth, std::string_view field, std::string_view rule) {
    if (!truth) note(ErrorCode::kUnreadable, fmt::format("{}.{}: {}", message_, field, rule));
  }
  void in_range(std::string_view field, double value, double low, double high) {
    if (std::isfinite(value) && value >= low && value <= high) return;
    note(ErrorCode::kUnreadable,
         fmt::format("{}.{}: {} is outside {} .. {}", message_, field, value, low, high));
  }
  void finite(std::string_view field, double value) {
    holds(std::isfinite(value), field, "is not a finite number");
  }
  void not_negative(std::string_view field, double value) {
    holds(std::isfinite(value) && value >= 0.0, field, "is not a finite number >= 0");
  }
  void text(std::string_view field, std::string_view value, std::size_t most = kMaxTextBytes) {
    octets(field, value, most);
    holds(is_utf8(value), field, "is not UTF-8");
  }
  void octets(std::string_view field, std::string_view value, std::size_t most) {
    if (value.size() <= most) return;
    note(ErrorCode::kUnreadable,
         fmt::format("{}.{}: {} octets, at most {}", message_, field, value.size(), most));
  }
  void at_most(std::string_view field, int count, std::size_t most) {
    if (static_cast<std::size_t>(count) <= most) return;
    note(ErrorCode::kUnreadable, fmt::format("{}.{}: {}, at most {}", message_, field, count, most));
  }
  /// A value of an open enum that must be said and that this version must know.
  void said(std::string_view field, bool known, int value) {
    holds(value != 0, field, "is not said");
    known_or_unsaid(field, known, value);
  }
  void known_or_unsaid(std::string_view field, bool known, int value) {
    if (!known) {
      note(ErrorCode::kUnsupported,
           fmt::format("{}.{}: {} is not known to this version", message_, field, value));
    }
  }
  void unsupported(std::string_view field) {
    note(ErrorCode::kUnsupported,
         fmt::format("{}.{}: absent, or not known to this version", message_, field));
  }

  Result<void> result() && {
    if (first_) return tl::unexpected(std::move(*first_));
    return {};
  }

 private:
  void note(ErrorCode code, std::string text) {
    if (!first_) first_ = Error{code, std::move(text)};
  }
  std::string_view message_;
  std::optional<Error> first_;
};

}  // namespace sb::wire
