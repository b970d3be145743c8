#pragma once
// What people decided not to be told of for a while: with a reason, a scope and an end. Observations are
// kept; only no incident is opened.
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/store/records.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

inline constexpr const char* kSuppressionCollection = "suppression";
inline constexpr UtcNs kLongestSuppressionNs = 366LL * 86'400 * 1'000'000'000;

/// Every field that is set must fit; at least one is.
struct Suppression {
  std::string id;
  std::string kind;  ///< of the incident
  std::string node;  ///< any of its nodes
  std::string commune_code;
  std::optional<std::uint64_t> cell_id;  ///< CGI's last part
  std::string plmn;                      ///< of the cell: "460-01"
  std::string reason;
  UtcNs expires = 0;
};

/// kInvalidArgument names the field: no scope, no reason, an end in the past or further than a year away.
Result<Suppression> checked(Suppression suppression, UtcNs now);
std::string to_json_text(const Suppression& suppression);
Suppression suppression_from_json(const std::string& key, std::string_view text);  ///< throws StoreError

bool fits(const Suppression& suppression, const Incident& incident);
/// The first that fits and has not ended.
const Suppression* suppressing(std::span<const Suppression> all, const Incident& incident, UtcNs now);

}  // namespace sb::gateway
