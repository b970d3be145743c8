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

Response post_replay(const ApiParts& parts, const Call& call);
Response post_replay_apply(const ApiParts& parts, const Call& call);
Response post_hold(const ApiParts& parts, const Call& call);
Response post_release(const ApiParts& parts, const Call& call);
Response get_rules(const ApiParts& parts, const Call& call);

Response get_clusters(const ApiParts& parts, const Call& call);
Response get_detectability(const ApiParts& parts, const Call& call);
Response get_emitters(const ApiParts& parts, const Call& call);
Response get_emitter(const ApiParts& parts, const Call& call);
Response get_spillover(const ApiParts& parts, const Call& call);
Response get_shift(const ApiParts& parts, const Call& call);
Response post_case(const ApiParts& parts, const Call& call);
Response post_batch(const ApiParts& parts, const Call& call);
Response post_assign(const ApiParts& parts, const Call& call);
Response post_link(const ApiParts& parts, const Call& call);
Response post_split(const ApiParts& parts, const Call& call);
Response get_suppressions(const ApiParts& parts, const Call& call);
Response post_suppression(const ApiParts& parts, const Call& call);
Response post_suppression_dry_run(const ApiParts& parts, const Call& call);
Response post_suppression_withdraw(const ApiParts& parts, const Call& call);
Response get_licences(const ApiParts& parts, const Call& call);
Response post_licence(const ApiParts& parts, const Call& call);
Response get_duty(const ApiParts& parts, const Call& call);
Response post_duty(const ApiParts& parts, const Call& call);

Response get_nodes(const ApiParts& parts, const Call& call);
Response get_observations(const ApiParts& parts, const Call& call);
Response get_cells(const ApiParts& parts, const Call& call);
Response get_registry(const ApiParts& parts, const Call& call);
Response get_registry_of(const ApiParts& parts, const Call& call);
Response post_registry_preview(const ApiParts& parts, const Call& call);
Response post_registry_import(const ApiParts& parts, const Call& call);

Response post_enrolment(const ApiParts& parts, const Call& call);
Response post_enrol(const ApiParts& parts, const Call& call);
Response post_renewal(const ApiParts& parts, const Call& call);
Response post_revocation(const ApiParts& parts, const Call& call);
Response post_listen(const ApiParts& parts, const Call& call);
Response post_spectrum(const ApiParts& parts, const Call& call);
Response post_calibrate(const ApiParts& parts, const Call& call);
Response get_commands(const ApiParts& parts, const Call& call);
Response get_acceptance(const ApiParts& parts, const Call& call);
Response get_acceptance_photo(const ApiParts& parts, const Call& call);
Response post_acceptance(const ApiParts& parts, const Call& call);
Response post_approval(const ApiParts& parts, const Call& call);
Response get_update(const ApiParts& parts, const Call& call);

Response get_drills(const ApiParts& parts, const Call& call);
Response post_drill(const ApiParts& parts, const Call& call);
Response post_drill_start(const ApiParts& parts, const Call& call);
Response get_drill(const ApiParts& parts, const Call& call);
Response get_registry_diff(const ApiParts& parts, const Call& call);

Response get_map(const ApiParts& parts, const Call& call);
Response get_events(const ApiParts& parts, const Call& call);
Response get_metrics(const ApiParts& parts, const Call& call);
Response get_health(const ApiParts& parts, const Call& call);
Response get_readiness(const ApiParts& parts, const Call& call);
Response get_openapi(const ApiParts& parts, const Call& call);

// Tickets and their channels (ticket_handlers.cpp, tmf_handlers.cpp).
Response get_tickets(const ApiParts& parts, const Call& call);
Response get_ticket(const ApiParts& parts, const Call& call);
Response get_ticket_evidence(const ApiParts& parts, const Call& call);
Response post_ticket_approve(const ApiParts& parts, const Call& call);
Response post_ticket_send(const ApiParts& parts, const Call& call);
Response post_ticket_reject(const ApiParts& parts, const Call& call);
Response post_ticket_cancel(const ApiParts& parts, const Call& call);
Response post_ticket_verify(const ApiParts& parts, const Call& call);
Response post_ticket_close(const ApiParts& parts, const Call& call);
Response post_ticket_comment(const ApiParts& parts, const Call& call);
Response post_ticket_answer(const ApiParts& parts, const Call& call);
Response get_deliveries(const ApiParts& parts, const Call& call);
Response post_delivery_retry(const ApiParts& parts, const Call& call);
Response get_tmf_tickets(const ApiParts& parts, const Call& call);
Response get_tmf_ticket(const ApiParts& parts, const Call& call);
Response patch_tmf_ticket(const ApiParts& parts, const Call& call);
Response post_tmf_hub(const ApiParts& parts, const Call& call);
Response delete_tmf_hub(const ApiParts& parts, const Call& call);

// People, deployment, audit (account_handlers.cpp).
Response get_accounts(const ApiParts& parts, const Call& call);
Response post_account(const ApiParts& parts, const Call& call);
Response patch_account(const ApiParts& parts, const Call& call);
Response post_second_factor(const ApiParts& parts, const Call& call);
Response post_second_factor_confirm(const ApiParts& parts, const Call& call);
Response get_deployment(const ApiParts& parts, const Call& call);
Response post_deployment(const ApiParts& parts, const Call& call);
Response get_audit(const ApiParts& parts, const Call& call);
Response get_audit_verify(const ApiParts& parts, const Call& call);

// Reports, evidence, figures (report_handlers.cpp) and what leaves as files (export_handlers.cpp).
Response get_reports(const ApiParts& parts, const Call& call);
Response post_report(const ApiParts& parts, const Call& call);
Response get_report(const ApiParts& parts, const Call& call);
Response get_report_calendar(const ApiParts& parts, const Call& call);
Response get_evidence(const ApiParts& parts, const Call& call);
Response get_evidence_reads(const ApiParts& parts, const Call& call);
Response get_quality(const ApiParts& parts, const Call& call);
Response get_kpi(const ApiParts& parts, const Call& call);
Response get_export_geojson(const ApiParts& parts, const Call& call);
Response get_export_csv(const ApiParts& parts, const Call& call);
Response get_export_kml(const ApiParts& parts, const Call& call);
Response get_export_stix(const ApiParts& parts, const Call& call);
Response get_ogc(const ApiParts& parts, const Call& call);
Response get_ogc_conformance(const ApiParts& parts, const Call& call);
Response get_ogc_collections(const ApiParts& parts, const Call& call);
Response get_ogc_collection(const ApiParts& parts, const Call& call);
Response get_ogc_items(const ApiParts& parts, const Call& call);
Response get_ogc_item(const ApiParts& parts, const Call& call);

}  // namespace sb::gateway::api
