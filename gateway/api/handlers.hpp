#pragma once
// One function per route; routes.cpp says which.
#include "gateway/api/routes.hpp"

namespace sb::gateway::api {

Response get_session(const ApiParts& parts, const Call& call);
Response post_session(const ApiParts& parts, const Call& call);
Response delete_session(const ApiParts& parts, const Call& call);
Response post_password(const ApiParts& parts, const Call& call);

Response get_incidents(const ApiParts& parts, const Call& call);
Response get_incident(const ApiParts& parts, const Call& call);
Response post_acknowledge(const ApiParts& parts, const Call& call);
Response post_confirm(const ApiParts& parts, const Call& call);
Response post_dismiss(const ApiParts& parts, const Call& call);
Response post_merge(const ApiParts& parts, const Call& call);
Response post_close(const ApiParts& parts, const Call& call);
Response post_comment(const ApiParts& parts, const Call& call);

Response get_nodes(const ApiParts& parts, const Call& call);
Response get_observations(const ApiParts& parts, const Call& call);
Response get_cells(const ApiParts& parts, const Call& call);
Response get_tickets(const ApiParts& parts, const Call& call);
Response get_registry(const ApiParts& parts, const Call& call);

Response post_enrolment(const ApiParts& parts, const Call& call);
Response post_enrol(const ApiParts& parts, const Call& call);
Response post_renewal(const ApiParts& parts, const Call& call);
Response post_revocation(const ApiParts& parts, const Call& call);
Response post_listen(const ApiParts& parts, const Call& call);
Response post_spectrum(const ApiParts& parts, const Call& call);
Response post_calibrate(const ApiParts& parts, const Call& call);
Response get_commands(const ApiParts& parts, const Call& call);
Response get_acceptance(const ApiParts& parts, const Call& call);
Response post_acceptance(const ApiParts& parts, const Call& call);
Response post_approval(const ApiParts& parts, const Call& call);
Response get_update(const ApiParts& parts, const Call& call);

Response get_map(const ApiParts& parts, const Call& call);
Response get_events(const ApiParts& parts, const Call& call);
Response get_metrics(const ApiParts& parts, const Call& call);
Response get_health(const ApiParts& parts, const Call& call);
Response get_readiness(const ApiParts& parts, const Call& call);
Response get_openapi(const ApiParts& parts, const Call& call);

}  // namespace sb::gateway::api
