#include "gateway/correlate/base_rates.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr int kPage = 500;

std::string to_json_text(const RuleEvidence& evidence) {
  return json{{"confirmed", evidence.confirmed}, {"dismissed", evidence.dismissed}}.dump();
}

bool was_confirmed(Store& store, std::int64_t id) {
  const auto rows = store.audit_of(fmt::format("incident/{}", id), kPage);
  return std::ranges::find(rows, "incident.confirm", &AuditRow::action) != rows.end();
}

/// What people decided; none while nobody has.
std::optional<bool> verdict_on(Store& store, const Incident& incident) {
  if (incident.exercise || incident.manual || incident.kind == "node_fault") return std::nullopt;
  if (incident.state == "confirmed") return true;
  if (incident.state == "dismissed") return false;
  if (incident.state == "closed" && was_confirmed(store, incident.id)) return true;
  return std::nullopt;
}

using Counts = std::map<std::string, RuleEvidence, std::less<>>;

Counts counted(Store& store, UtcNs since) {
  Counts counts;
  IncidentFilter filter;
  filter.since = since;
  filter.limit = kPage;
  for (;;) {
    const auto page = store.incidents(filter);
    for (const auto& incident : page) {
      const auto real = verdict_on(store, incident);
      if (!real) continue;
      std::set<std::string> rules;  // a rule may have fired for several carriers
      for (const auto& reason : incident.reasons) rules.insert(reason.rule);
      for (const auto& rule : rules) ++(*real ? counts[rule].confirmed : counts[rule].dismissed);
    }
    if (page.size() < static_cast<std::size_t>(kPage)) return counts;
    filter.after_id = page.back().id;
  }
}

}  // namespace

BaseRates BaseRates::read(std::span<const Document> documents) {
  BaseRates rates;
  for (const auto& document : documents) {
    const auto object = json::parse(document.json, nullptr, false);
    if (!object.is_object() || !object.contains("confirmed") || !object.contains("dismissed"))
      throw StoreError("base rate " + document.key + " cannot be read");
    rates.evidence_[document.key] = {object["confirmed"], object["dismissed"]};
  }
  return rates;
}

double BaseRates::ratio(std::string_view rule, double assumed) const {
  const auto found = evidence_.find(rule);
  if (found == evidence_.end() || assumed == 0.0) return assumed;
  const auto& [confirmed, dismissed] = found->second;
  if (confirmed + dismissed < kFewestDecided) return assumed;
  const double assumed_share = 1.0 / (1.0 + std::exp(-assumed));
  const double real = static_cast<double>(confirmed) + kAssumptionWeight * assumed_share;
  const double innocent = static_cast<double>(dismissed) + kAssumptionWeight * (1.0 - assumed_share);
  return std::clamp(std::log(real / innocent), -kHighestRatio, std::max(assumed, kHighestRatio));
}

void BaseRates::apply(std::vector<WeighedReason>& reasons) const {
  for (auto& reason : reasons)
    reason.log_likelihood_ratio = ratio(reason.reason.rule, reason.log_likelihood_ratio);
}

std::size_t measure_base_rates(Store& store, UtcNs since, UtcNs now) {
  const auto counts = counted(store, since);
  const auto held = BaseRates::read(store.documents(kBaseRateCollection)).evidence();
  std::vector<Document> changed;
  for (const auto& [rule, evidence] : counts) {
    const auto known = held.find(rule);
    if (known == held.end() || known->second != evidence)
      changed.push_back({kBaseRateCollection, rule, to_json_text(evidence), now, "gateway", 0});
  }
  for (const auto& [rule, evidence] : held) {  // nothing decided any more within the period
    if (!counts.contains(rule)) changed.push_back({kBaseRateCollection, rule, "", now, "gateway", 0});
  }
  if (changed.empty()) return 0;
  store.write([&](Transaction& tx) {
    for (const auto& document : changed) tx.put_document(document);
    tx.audit({0, now, "gateway", "base_rate.measure", "rules", json{{"changed", changed.size()}}.dump()});
  });
  return changed.size();
}

}  // namespace sb::gateway
