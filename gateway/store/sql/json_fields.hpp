#pragma once
// Optional fields of stored JSON, and one way out for text that is not ours.
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/store/store.hpp"

namespace sb::gateway::stored {

using nlohmann::json;

template <typename T>
void put(json& object, const char* key, const std::optional<T>& value) {
  if (value) object[key] = *value;
}

template <typename T>
void get(const json& object, const char* key, std::optional<T>& value) {
  if (const auto found = object.find(key); found != object.end()) value = found->template get<T>();
}

/// Runs `read`; what nlohmann throws on damaged text becomes a StoreError.
template <typename F>
auto parsed(std::string_view text, F read) {
  try {
    return read(json::parse(text));
  } catch (const std::exception& error) {
    throw StoreError(fmt::format("damaged JSON in a row: {}", error.what()));
  }
}

}  // namespace sb::gateway::stored
