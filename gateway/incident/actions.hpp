#pragma once
// What people do to an incident. Each is one transaction with an audit row ("incident.acknowledge" ...,
// subject "incident/12", detail with from, to and the words said) and an "incident" event. Errors: kNotFound
// (no such incident), kInvalidArgument (empty reason or comment, merge into itself or another kind of scene),
// kRefused (the state does not allow it: HTTP 409).
#include <cstdint>
#include <string>

#include "gateway/store/store.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

//   open ─▶ acknowledged ─▶ confirmed ─▶ closed      dismissed and merged from open, acknowledged and
//   confirmed;
//     └──────────────────────▶┘                      closed also from open and acknowledged. Final: dismissed
//     merged closed.
Result<Incident> acknowledge(Store& store, std::int64_t id, const std::string& actor,
                             const std::string& comment, UtcNs now);
Result<Incident> confirm(Store& store, std::int64_t id, const std::string& actor, const std::string& comment,
                         UtcNs now);
Result<Incident> dismiss(Store& store, std::int64_t id, const std::string& actor, const std::string& reason,
                         UtcNs now);
Result<Incident> close(Store& store, std::int64_t id, const std::string& actor, const std::string& comment,
                       UtcNs now);
/// `id` ends as merged; what is heard of its cause from now on belongs to `into`, which must be active and of
/// the same exercise flag.
Result<Incident> merge(Store& store, std::int64_t id, std::int64_t into, const std::string& actor, UtcNs now);
/// Allowed in every state.
Result<Incident> comment(Store& store, std::int64_t id, const std::string& actor, const std::string& text,
                         UtcNs now);

/// open, acknowledged or confirmed.
bool is_active(const Incident& incident);

}  // namespace sb::gateway
