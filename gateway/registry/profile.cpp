#include "gateway/registry/profile.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "gateway/registry/nfc.hpp"
#include "gateway/registry/table.hpp"

namespace sb::gateway {
namespace {

Result<std::map<std::string, std::string>> texts_of(const toml::table& document, const char* section) {
  std::map<std::string, std::string> texts;
  const auto* table = document[section].as_table();
  if (table == nullptr) return texts;
  for (const auto& [key, node] : *table) {
    const auto text = node.value<std::string>();
    const auto name = to_nfc(std::string_view(key));
    const auto value = text ? to_nfc(*text) : std::nullopt;
    if (!name || !value) {
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("profile: [{}] {} must be a text", section, std::string(key.str())));
    }
    texts[*name] = *value;
  }
  return texts;
}

}  // namespace

Result<RegistryProfile> load_profile(const std::filesystem::path& file) {
  if (!std::filesystem::is_regular_file(file)) {
    return fail(ErrorCode::kNotFound, fmt::format("profile: no file {}", file.string()));
  }
  toml::table document;
  try {
    document = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::kUnreadable,
                fmt::format("profile {}: line {}, column {}: {}", file.string(), error.source().begin.line,
                            error.source().begin.column, std::string(error.description())));
  }
  auto columns = texts_of(document, "columns");
  if (!columns) return tl::unexpected(columns.error());
  auto rats = texts_of(document, "rat");
  if (!rats) return tl::unexpected(rats.error());
  for (const auto& [ours, theirs] : *columns) {
    if (std::ranges::find(kRegistryTableColumns, ours) == kRegistryTableColumns.end()) {
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("profile: there is no column {} to map {} to", ours, theirs));
    }
  }
  return RegistryProfile{std::move(*columns), std::move(*rats)};
}

}  // namespace sb::gateway
