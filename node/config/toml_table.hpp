#pragma once
// A section of a TOML file, read word by word: wrong types, ranges and unknown words become one error with
// its line.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <toml++/toml.h>

#include "models/core/result.hpp"

namespace sb::node {

/// Keeps the first error.
class ConfigErrors {
 public:
  explicit ConfigErrors(std::filesystem::path file) : file_(std::move(file)) {}
  void add(std::uint32_t line, std::string_view what);
  const std::optional<Error>& first() const { return first_; }
  std::filesystem::path folder() const { return file_.parent_path(); }

 private:
  std::filesystem::path file_;
  std::optional<Error> first_;
};

/// A section that is absent reads as an empty one.
class TomlTable {
 public:
  TomlTable(const toml::table* table, std::string name, ConfigErrors& errors);

  std::string required_text(std::string_view key);
  std::string text(std::string_view key, std::string otherwise);
  std::filesystem::path required_path(std::string_view key);
  double required_number(std::string_view key, double low, double high);
  double number(std::string_view key, double otherwise, double low, double high);
  std::uint64_t integer(std::string_view key, std::uint64_t otherwise, std::uint64_t low, std::uint64_t high);
  bool flag(std::string_view key, bool otherwise);
  /// Marks a key as known without reading it.
  const toml::node* node(std::string_view key);
  /// Says what is wrong with a value that was read.
  void refuse(std::string_view key, std::string_view why);
  /// Call last: a misspelt word must not be silently without effect.
  void refuse_unknown();

 private:
  const toml::node* find(std::string_view key, bool required);
  std::uint32_t line_of(std::string_view key) const;
  std::string full(std::string_view key) const;

  const toml::table* table_;
  std::string name_;
  ConfigErrors& errors_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace sb::node
