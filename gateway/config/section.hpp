#pragma once
// Reading of gateway.toml: one table at a time, key by key, every mistake with its line.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "models/core/result.hpp"

namespace sb::gateway {

/// What is read, where from, and the first thing wrong with it.
struct Reading {
  const std::string& name;
  const std::filesystem::path& folder;
  std::optional<Error> error;

  void complain(const toml::source_region& where, const std::string& what) {
    if (!error)
      error = Error{ErrorCode::kInvalidArgument, fmt::format("{}:{}: {}", name, where.begin.line, what)};
  }
};

/// One table, key by key. finish() refuses the keys that nobody asked for.
class Section {
 public:
  /// A table that stands in a list: [[carrier]].
  Section(Reading& reading, const toml::table& table, std::string name, int)
      : reading_(reading), root_(table), table_(&table), name_(std::move(name)) {}
  Section(Reading& reading, const toml::table& root, std::string name)
      : reading_(reading), root_(root), table_(root[name].as_table()), name_(std::move(name)) {
    if (root.contains(name_) && table_ == nullptr)
      reading_.complain(root[name_].node()->source(), name_ + " must be a table");
  }

  bool present() const { return table_ != nullptr; }

  void text(const char* key, std::string& value, bool required) {
    const auto* node = find(key, required);
    if (node == nullptr) return;
    const auto* found = node->as_string();
    if (found == nullptr || found->get().empty()) {
      complain(*node, key, "must be a text that is not empty");
      return;
    }
    value = found->get();
  }

  void path(const char* key, std::filesystem::path& value, bool required) {
    std::string name;
    text(key, name, required);
    if (!name.empty()) value = (reading_.folder / name).lexically_normal();
  }

  void texts(const char* key, std::vector<std::string>& values) {
    const auto* node = find(key, false);
    if (node == nullptr) return;
    const auto* list = node->as_array();
    bool good = list != nullptr;
    values.clear();
    for (std::size_t i = 0; good && i < list->size(); ++i) {
      const auto* item = list->get(i)->as_string();
      good = item != nullptr && !item->get().empty();
      if (good) values.push_back(item->get());
    }
    if (!good) complain(*node, key, "must be a list of texts");
  }

  void flag(const char* key, bool& value) {
    const auto* node = find(key, false);
    if (node == nullptr) return;
    const auto found = node->value_exact<bool>();
    if (!found) complain(*node, key, "must be true or false");
    value = found.value_or(value);
  }

  /// Hours, above 0 and at most a year, as nanoseconds.
  void hours(const char* key, std::int64_t& value_ns) {
    const auto* node = find(key, false);
    if (node == nullptr) return;
    const auto found = node->value<double>();
    if (!found || *found <= 0.0 || *found > 8760.0) {
      complain(*node, key, "must be hours above 0 and at most 8760");
      return;
    }
    value_ns = static_cast<std::int64_t>(*found * 3600e9);
  }

  /// A port or another number of 16 bits.
  void port(const char* key, std::uint16_t& value) {
    const auto* node = find(key, false);
    if (node == nullptr) return;
    const auto found = node->value_exact<std::int64_t>();
    if (!found || *found < 0 || *found > 65535) {
      complain(*node, key, "must be a whole number from 0 to 65535");
      return;
    }
    value = static_cast<std::uint16_t>(*found);
  }

  void require(const char* key, bool good, const std::string& what) {
    if (good) return;
    const auto* node = find(key, false);
    if (node != nullptr) complain(*node, key, what);
  }

  void finish() {
    if (table_ == nullptr) return;
    for (const auto& [key, node] : *table_) {
      if (std::find(asked_.begin(), asked_.end(), key.str()) == asked_.end()) {
        complain(node, std::string(key.str()), "is not a key of this section");
      }
    }
  }

 private:
  const toml::node* find(const std::string& key, bool required) {
    asked_.push_back(key);
    const auto* node = table_ != nullptr ? table_->get(key) : nullptr;
    if (node == nullptr && required) {
      const auto& where = table_ != nullptr ? table_->source() : root_.source();
      reading_.complain(where, fmt::format("[{}] {} is missing", name_, key));
    }
    return node;
  }
  void complain(const toml::node& node, const std::string& key, const std::string& what) {
    reading_.complain(node.source(), fmt::format("[{}] {} {}", name_, key, what));
  }

  Reading& reading_;
  const toml::table& root_;
  const toml::table* table_;
  std::string name_;
  std::vector<std::string> asked_;
};

}  // namespace sb::gateway
