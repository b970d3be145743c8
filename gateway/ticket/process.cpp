#include "gateway/ticket/process.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/registry/restricted.hpp"
#include "gateway/ticket/dispatch.hpp"
#include "gateway/ticket/sla.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestWords = 4000;  // octets

bool is_one_of(std::string_view state, std::initializer_list<std::string_view> states) {
  return std::ranges::find(states, state) != states.end();
}

bool is_with_carrier(std::string_view state) {
  return is_one_of(state, {"sent", "acknowledged", "inProgress", "pending", "held"});
}

std::optional<Error> words_error(std::string_view words, bool required) {
  if (required && words.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return Error{ErrorCode::kInvalidArgument, "say why: the text is empty"};
  if (words.size() > kLongestWords) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("the text is longer than {} octets", kLongestWords)};
  }
  return std::nullopt;
}

tl::unexpected<Error> wrong_state(const TicketCase& row, std::string_view what) {
  return fail(ErrorCode::kRefused,
              fmt::format("ticket {} is {}: it cannot be {}", row.ticket.id, row.ticket.state, what));
}

void record(Transaction& tx, const TicketCase& row, const Actor& actor, const char* action, json detail,
            UtcNs now) {
  tx.audit({0, now, actor.user, action, fmt::format("ticket/{}", row.ticket.id), detail.dump()});
  tx.event(
      "ticket",
      json{{"id", row.ticket.id}, {"incident", row.ticket.incident_id}, {"state", row.ticket.state}}.dump());
}

/// Runs `change` on a ticket that `actor` may see, inside one transaction.
template <typename Change>
Result<TicketCase> on_ticket(Store& store, std::int64_t id, const Actor& actor, Change change) {
  Result<TicketCase> result = fail(ErrorCode::kNotFound, fmt::format("there is no ticket {}", id));
  store.write([&](Transaction& tx) {
    auto row = tx.ledgers().ticket_case(id);
    const bool hidden =
        row && actor.role == "carrier" && (row->ticket.carrier != actor.operator_name || row->sent == 0);
    if (!row || hidden) return;
    result = change(tx, *row);
  });
  return result;
}

/// Enters `state`: the clock, the times, the audit, and what has to leave because of it.
void enter(Transaction& tx, const TicketSettings& settings, TicketCase& row, const std::string& state,
           const Actor& actor, const char* action, const std::string& reason, json detail, UtcNs now) {
  detail["from"] = row.ticket.state;
  detail["to"] = state;
  if (!reason.empty()) detail["reason"] = reason;
  row.ticket.state = state;
  row.reason = reason;
  row.changed = now;
  if (is_one_of(state, {"pending", "held"}))
    pause_sla(row, now);
  else
    resume_sla(row, now);
  if (row.acknowledged == 0 &&
      is_one_of(state, {"acknowledged", "inProgress", "pending", "held", "rejected", "resolved"}))
    row.acknowledged = now;
  row.resolved =
      is_one_of(state, {"resolved", "verified", "closed"}) ? (row.resolved ? row.resolved : now) : 0;
  if (state == "verified") row.verified = now;
  if (state == "closed") row.closed = now;
  tx.ledgers().put_ticket_case(row);
  record(tx, row, actor, action, std::move(detail), now);
  enqueue_status(tx, settings, row, now);
}

bool is_dst(const Actor& actor) {
  return actor.role != "carrier";
}

}  // namespace

Result<TicketCase> approve_ticket(Store& store, std::int64_t id, const Actor& actor,
                                  const std::string& comment, UtcNs now) {
  if (auto error = words_error(comment, false)) return tl::unexpected(*error);
  return on_ticket(store, id, actor, [&](Transaction& tx, TicketCase& row) -> Result<TicketCase> {
    if (row.ticket.state != "draft") return wrong_state(row, "approved");
    row.ticket.state = "approved";
    row.approved = row.changed = now;
    row.approved_by = actor.user;
    tx.ledgers().put_ticket_case(row);
    record(tx, row, actor, "ticket.approve", {{"from", "draft"}, {"to", "approved"}, {"comment", comment}},
           now);
    return row;
  });
}

Result<TicketCase> send_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                               const Actor& actor, const std::string& comment, UtcNs now) {
  if (auto error = words_error(comment, false)) return tl::unexpected(*error);
  return on_ticket(store, id, actor, [&](Transaction& tx, TicketCase& row) -> Result<TicketCase> {
    if (row.ticket.state != "approved") return wrong_state(row, "sent");
    const auto incident = tx.incident(row.ticket.incident_id);
    if (!incident) return fail(ErrorCode::kNotFound, "the ticket's incident is gone");
    if (RestrictedBands::read(tx).hold(*incident))
      return fail(ErrorCode::kRefused, "the band is restricted: nothing about it leaves the gateway");
    row.sent = now;
    row.sla_allowed_ns = settings.allowed(incident->severity);
    row.acknowledge_due = now + settings.acknowledge_within;
    enqueue_ticket(tx, settings, row, *incident, now);
    enter(tx, settings, row, "sent", actor, "ticket.send", "", {{"comment", comment}}, now);
    return row;
  });
}

Result<TicketCase> reject_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                                 const Actor& actor, const std::string& reason, UtcNs now) {
  if (auto error = words_error(reason, true)) return tl::unexpected(*error);
  return on_ticket(store, id, actor, [&](Transaction& tx, TicketCase& row) -> Result<TicketCase> {
    if (is_one_of(row.ticket.state, {"draft", "approved"}))
      enter(tx, settings, row, "rejected", actor, "ticket.reject", reason, json::object(), now);
    else if (row.ticket.state == "resolved")
      enter(tx, settings, row, "inProgress", actor, "ticket.reject", reason, json::object(), now);
    else
      return wrong_state(row, "rejected");
    return row;
  });
}

Result<TicketCase> cancel_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                                 const Actor& actor, const std::string& reason, UtcNs now) {
  if (auto error = words_error(reason, true)) return tl::unexpected(*error);
  return on_ticket(store, id, actor, [&](Transaction& tx, TicketCase& row) -> Result<TicketCase> {
    const auto& state = row.ticket.state;
    if (!is_with_carrier(state) && !is_one_of(state, {"draft", "approved"}))
      return wrong_state(row, "cancelled");
    enter(tx, settings, row, "cancelled", actor, "ticket.cancel", reason, json::object(), now);
    return row;
  });
}

Result<TicketCase> verify_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                                 const Actor& actor, UtcNs now) {
  return on_ticket(store, id, actor, [&](Transaction& tx, TicketCase& row) -> Result<TicketCase> {
    if (row.ticket.state != "resolved") return wrong_state(row, "verified");
    const auto again = tx.ledgers().remeasured(row.ticket.incident_id, row.resolved);
    if (again.heard == 0 && again.listened < kLeastListened) {
      return fail(
          ErrorCode::kRefused,
          fmt::format("not measured enough since it was resolved: {} reports of its nodes, {} are needed",
                      again.listened, kLeastListened));
    }
    json detail = {{"heard", again.heard}, {"listened", again.listened}, {"since", row.resolved}};
    row.verification_json = detail.dump();
    const bool silent = again.heard == 0;
    const auto reason = silent ? std::string("not heard any more")
                               : fmt::format("heard {} times since it was resolved", again.heard);
    enter(tx, settings, row, silent ? "verified" : "inProgress", actor, "ticket.verify", reason,
          std::move(detail), now);
    return row;
  });
}

Result<TicketCase> close_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                                const Actor& actor, const std::string& comment, UtcNs now) {
  if (auto error = words_error(comment, false)) return tl::unexpected(*error);
  return on_ticket(store, id, actor, [&](Transaction& tx, TicketCase& row) -> Result<TicketCase> {
    if (row.ticket.state != "verified") return wrong_state(row, "closed before it was verified");
    enter(tx, settings, row, "closed", actor, "ticket.close", comment, json::object(), now);
    return row;
  });
}

Result<TicketCase> answer_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                                 const Actor& actor, const std::string& verdict, const std::string& text,
                                 UtcNs now) {
  if (!is_one_of(verdict, {"ours", "not_ours", "need_information"}))
    return fail(ErrorCode::kInvalidArgument, "'verdict' must be ours, not_ours or need_information");
  if (auto error = words_error(text, verdict != "ours")) return tl::unexpected(*error);
  return on_ticket(store, id, actor, [&](Transaction& tx, TicketCase& row) -> Result<TicketCase> {
    if (!is_with_carrier(row.ticket.state)) return wrong_state(row, "answered");
    row.answer = verdict;
    row.answer_text = text;
    const char* state = verdict == "ours" ? "inProgress" : verdict == "not_ours" ? "rejected" : "pending";
    enter(tx, settings, row, state, actor, "ticket.answer", text, {{"verdict", verdict}}, now);
    return row;
  });
}

Result<TicketCase> comment_ticket(Store& store, const TicketSettings& settings, std::int64_t id,
                                  const Actor& actor, const std::string& text, UtcNs now) {
  if (auto error = words_error(text, true)) return tl::unexpected(*error);
  return on_ticket(store, id, actor, [&](Transaction& tx, TicketCase& row) -> Result<TicketCase> {
    if (is_dst(actor) && row.ticket.state == "pending")
      enter(tx, settings, row, "acknowledged", actor, "ticket.comment", text, {{"comment", text}}, now);
    else
      record(tx, row, actor, "ticket.comment", {{"comment", text}}, now);
    return row;
  });
}

Result<TicketCase> carrier_status(Store& store, const TicketSettings& settings, std::int64_t id,
                                  const Actor& actor, const std::string& status, const std::string& reason,
                                  const std::string& external_id, UtcNs now) {
  if (!is_one_of(status, {"acknowledged", "inProgress", "pending", "held", "rejected", "resolved"}))
    return fail(ErrorCode::kInvalidArgument,
                "a carrier sets acknowledged inProgress pending held rejected resolved");
  if (auto error = words_error(reason, status == "rejected")) return tl::unexpected(*error);
  if (external_id.size() > 128) return fail(ErrorCode::kInvalidArgument, "externalId has at most 128 octets");
  return on_ticket(store, id, actor, [&](Transaction& tx, TicketCase& row) -> Result<TicketCase> {
    if (!external_id.empty()) row.external_id = external_id;
    if (row.ticket.state == status) {
      tx.ledgers().put_ticket_case(row);
      return row;
    }
    if (!is_with_carrier(row.ticket.state)) return wrong_state(row, status);
    enter(tx, settings, row, status, actor, "ticket.status", reason, json::object(), now);
    return row;
  });
}

std::size_t escalate_overdue(Store& store, UtcNs now) {
  std::size_t count = 0;
  store.write([&](Transaction& tx) {
    TicketFilter filter;
    filter.state = "sent";
    filter.limit = 500;
    for (auto& row : tx.ledgers().ticket_cases(filter)) {
      if (row.escalated || row.acknowledge_due > now) continue;
      row.escalated = true;
      tx.ledgers().put_ticket_case(row);
      record(tx, row, {"gateway", "", ""}, "ticket.escalate", {{"acknowledge_due", row.acknowledge_due}},
             now);
      ++count;
    }
  });
  return count;
}

}  // namespace sb::gateway
