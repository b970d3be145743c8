#include "gateway/incident/actions.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestWords = 4000;  // octets of a comment or reason

std::string subject_of(std::int64_t id) {
  return fmt::format("incident/{}", id);
}

void record(Transaction& tx, const Incident& incident, const std::string& actor, const char* action,
            const json& detail, UtcNs now) {
  tx.audit({0, now, actor, action, subject_of(incident.id), detail.dump()});
  tx.event("incident", json{{"id", incident.id}}.dump());
}

/// Runs `change` on the incident inside one transaction and gives back what stands afterwards.
template <typename Change>
Result<Incident> on_incident(Store& store, std::int64_t id, Change change) {
  Result<Incident> result = fail(ErrorCode::kNotFound, fmt::format("there is no incident {}", id));
  store.write([&](Transaction& tx) {
    auto incident = tx.incident(id);
    if (!incident) return;
    result = change(tx, *incident);
  });
  return result;
}

struct Step {
  const char* action;
  const char* to;
  std::initializer_list<std::string_view> from;
};

Result<Incident> move(Store& store, std::int64_t id, const Step& step, const std::string& actor, json detail,
                      UtcNs now) {
  return on_incident(store, id, [&](Transaction& tx, Incident& incident) -> Result<Incident> {
    if (std::ranges::find(step.from, std::string_view(incident.state)) == step.from.end()) {
      return fail(ErrorCode::kRefused,
                  fmt::format("incident {} is {}: it cannot become {}", id, incident.state, step.to));
    }
    detail["from"] = incident.state;
    detail["to"] = step.to;
    incident.state = step.to;
    tx.put_incident(incident);
    record(tx, incident, actor, step.action, std::move(detail), now);
    return incident;
  });
}

std::optional<Error> words_error(std::string_view words, bool required) {
  if (required && words.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Error{ErrorCode::kInvalidArgument, "say why: the text is empty"};
  }
  if (words.size() > kLongestWords) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("the text is longer than {} octets", kLongestWords)};
  }
  return std::nullopt;
}

json comment_detail(const std::string& comment) {
  return comment.empty() ? json::object() : json{{"comment", comment}};
}

/// What the target takes over: the times that both cover, the nodes, the count.
void absorb(Incident& target, const Incident& source) {
  target.first_seen = std::min(target.first_seen, source.first_seen);
  target.last_seen = std::max(target.last_seen, source.last_seen);
  target.report_due = std::min(target.report_due, source.report_due);
  target.observation_count += source.observation_count;
  for (const auto& node : source.nodes) {
    if (std::ranges::find(target.nodes, node) == target.nodes.end()) target.nodes.push_back(node);
  }
}

Result<Incident> merge_into(Transaction& tx, Incident& source, std::int64_t into, const std::string& actor,
                            UtcNs now) {
  auto target = tx.incident(into);
  if (!target) return fail(ErrorCode::kNotFound, fmt::format("there is no incident {}", into));
  if (target->exercise != source.exercise) {
    return fail(ErrorCode::kInvalidArgument, "an exercise cannot be merged with a real incident");
  }
  if (!is_active(source) || !is_active(*target)) {
    return fail(ErrorCode::kRefused, fmt::format("incident {} is {} and {} is {}: both must be active",
                                                 source.id, source.state, into, target->state));
  }
  const std::string from = source.state;
  source.state = "merged";
  source.merged_into = into;
  tx.put_incident(source);
  absorb(*target, source);
  tx.put_incident(*target);
  record(tx, source, actor, "incident.merge", {{"from", from}, {"to", "merged"}, {"into", into}}, now);
  record(tx, *target, actor, "incident.absorb", {{"incident", source.id}}, now);
  return source;
}

}  // namespace

bool is_active(const Incident& incident) {
  return incident.state == "open" || incident.state == "acknowledged" || incident.state == "confirmed";
}

Result<Incident> acknowledge(Store& store, std::int64_t id, const std::string& actor,
                             const std::string& comment, UtcNs now) {
  if (auto error = words_error(comment, false)) return tl::unexpected(*error);
  return move(store, id, {"incident.acknowledge", "acknowledged", {"open"}}, actor, comment_detail(comment),
              now);
}

Result<Incident> confirm(Store& store, std::int64_t id, const std::string& actor, const std::string& comment,
                         UtcNs now) {
  if (auto error = words_error(comment, false)) return tl::unexpected(*error);
  return move(store, id, {"incident.confirm", "confirmed", {"open", "acknowledged"}}, actor,
              comment_detail(comment), now);
}

Result<Incident> dismiss(Store& store, std::int64_t id, const std::string& actor, const std::string& reason,
                         UtcNs now) {
  if (auto error = words_error(reason, true)) return tl::unexpected(*error);
  return move(store, id, {"incident.dismiss", "dismissed", {"open", "acknowledged", "confirmed"}}, actor,
              {{"reason", reason}}, now);
}

Result<Incident> close(Store& store, std::int64_t id, const std::string& actor, const std::string& comment,
                       UtcNs now) {
  if (auto error = words_error(comment, false)) return tl::unexpected(*error);
  return move(store, id, {"incident.close", "closed", {"open", "acknowledged", "confirmed"}}, actor,
              comment_detail(comment), now);
}

Result<Incident> merge(Store& store, std::int64_t id, std::int64_t into, const std::string& actor,
                       UtcNs now) {
  if (id == into) return fail(ErrorCode::kInvalidArgument, "an incident cannot be merged into itself");
  return on_incident(
      store, id, [&](Transaction& tx, Incident& source) { return merge_into(tx, source, into, actor, now); });
}

Result<Incident> comment(Store& store, std::int64_t id, const std::string& actor, const std::string& text,
                         UtcNs now) {
  if (auto error = words_error(text, true)) return tl::unexpected(*error);
  return on_incident(store, id, [&](Transaction& tx, Incident& incident) -> Result<Incident> {
    record(tx, incident, actor, "incident.comment", {{"comment", text}}, now);
    return incident;
  });
}

}  // namespace sb::gateway
