#pragma once
#include "gateway/api/json.hpp"
#include "gateway/api/routes.hpp"
#include "gateway/store/tickets.hpp"
#include "gateway/ticket/process.hpp"

namespace sb::gateway::api {

Actor actor_of(const Call& call);
/// The ticket with its way and its clock as of `now`.
Json to_json(const TicketCase& row, UtcNs now);
/// A carrier sees its own, once they were sent.
bool may_see(const Call& call, const TicketCase& row);

}  // namespace sb::gateway::api
