#pragma once
// Query parameters by name and type. The first thing wrong is kept as one sentence for the 400 answer.
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/api/message.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway::api {

class QueryReader {
 public:
  explicit QueryReader(const Query& query) : query_(query) {}

  /// Empty when absent. Refuses more than 64 octets.
  std::string word(std::string_view name);
  /// Like word, but one of `allowed`.
  std::string choice(std::string_view name, std::span<const std::string_view> allowed);
  std::optional<bool> boolean(std::string_view name);  ///< "true" or "false"
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t lowest, std::int64_t highest);
  UtcNs time(std::string_view name);  ///< 0 when absent
  std::optional<std::array<double, 4>> bbox(std::string_view name);

  /// After the last question: what was wrong, or a parameter that nobody asked for.
  std::optional<std::string> error() const;

 private:
  std::optional<std::string_view> find(std::string_view name);
  void complain(std::string_view name, std::string_view expected);

  const Query& query_;
  std::vector<std::string_view> asked_;
  std::optional<std::string> complaint_;
};

Result<IncidentFilter> incident_filter(const Query& query);
Result<ObservationFilter> observation_filter(const Query& query);

}  // namespace sb::gateway::api
