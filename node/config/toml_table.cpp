#include "node/config/toml_table.hpp"

#include <cmath>

#include <fmt/format.h>

namespace sb::node {

void ConfigErrors::add(std::uint32_t line, std::string_view what) {
  if (first_) return;
  first_ =
      Error{ErrorCode::kInvalidArgument, line == 0 ? fmt::format("{}: {}", file_.string(), what)
                                                   : fmt::format("{}:{}: {}", file_.string(), line, what)};
}

TomlTable::TomlTable(const toml::table* table, std::string name, ConfigErrors& errors)
    : table_(table), name_(std::move(name)), errors_(errors) {}

std::string TomlTable::full(std::string_view key) const {
  return fmt::format("[{}] {}", name_, key);
}

std::uint32_t TomlTable::line_of(std::string_view key) const {
  if (table_ == nullptr) return 0;
  const auto* value = table_->get(key);
  return value == nullptr ? table_->source().begin.line : value->source().begin.line;
}

const toml::node* TomlTable::find(std::string_view key, bool required) {
  known_.emplace(key);
  const auto* value = table_ == nullptr ? nullptr : table_->get(key);
  if (value == nullptr && required) errors_.add(line_of(key), full(key) + " is missing");
  return value;
}

const toml::node* TomlTable::node(std::string_view key) {
  return find(key, false);
}

void TomlTable::refuse(std::string_view key, std::string_view why) {
  errors_.add(line_of(key), fmt::format("{} {}", full(key), why));
}

std::string TomlTable::required_text(std::string_view key) {
  const auto* value = find(key, true);
  if (value == nullptr) return {};
  const auto text = value->value<std::string>();
  if (!text || text->empty()) refuse(key, "must be a text in quotes, not empty");
  return text.value_or("");
}

std::string TomlTable::text(std::string_view key, std::string otherwise) {
  return find(key, false) == nullptr ? std::move(otherwise) : required_text(key);
}

std::filesystem::path TomlTable::required_path(std::string_view key) {
  const std::filesystem::path path = required_text(key);
  return path.is_absolute() || path.empty() ? path : errors_.folder() / path;
}

double TomlTable::required_number(std::string_view key, double low, double high) {
  const auto* value = find(key, true);
  if (value == nullptr) return low;
  const auto number = value->is_number() ? value->value<double>() : std::nullopt;
  if (!number || !std::isfinite(*number) || *number < low || *number > high) {
    refuse(key, fmt::format("must be a number from {} to {}", low, high));
    return low;
  }
  return *number;
}

double TomlTable::number(std::string_view key, double otherwise, double low, double high) {
  return find(key, false) == nullptr ? otherwise : required_number(key, low, high);
}

std::uint64_t TomlTable::integer(std::string_view key, std::uint64_t otherwise, std::uint64_t low,
                                 std::uint64_t high) {
  const auto* value = find(key, false);
  if (value == nullptr) return otherwise;
  const auto number = value->is_integer() ? value->value<std::int64_t>() : std::nullopt;
  if (!number || *number < 0 || static_cast<std::uint64_t>(*number) < low ||
      static_cast<std::uint64_t>(*number) > high) {
    refuse(key, fmt::format("must be a whole number from {} to {}", low, high));
    return otherwise;
  }
  return static_cast<std::uint64_t>(*number);
}

bool TomlTable::flag(std::string_view key, bool otherwise) {
  const auto* value = find(key, false);
  if (value == nullptr) return otherwise;
  if (!value->is_boolean()) refuse(key, "must be true or false");
  return value->value<bool>().value_or(otherwise);
}

void TomlTable::refuse_unknown() {
  if (table_ == nullptr) return;
  for (const auto& [key, value] : *table_) {
    if (known_.contains(key.str())) continue;
    errors_.add(value.source().begin.line, full(key.str()) + " is not a word of ours");
  }
}

}  // namespace sb::node
