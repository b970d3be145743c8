#include "gateway/quality/key_figures.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace sb::gateway {
namespace {

constexpr UtcNs kTenMinutes = 600LL * 1'000'000'000;
constexpr double kHour = 3600e9;

std::vector<Incident> begun_in(Store& store, UtcNs since, UtcNs until) {
  std::vector<Incident> all;
  IncidentFilter filter;
  filter.since = since;
  filter.until = until;
  filter.exercise = false;
  filter.limit = 500;
  for (bool more = true; more;) {
    auto page = store.incidents(filter);
    more = page.size() == static_cast<std::size_t>(filter.limit);
    if (more) filter.after_id = page.back().id;
    for (auto& incident : page) {
      if (incident.first_seen >= since) all.push_back(std::move(incident));
    }
  }
  return all;
}

std::uint64_t most_within(std::vector<UtcNs> starts, UtcNs window) {
  std::ranges::sort(starts);
  std::size_t most = 0, first = 0;
  for (std::size_t last = 0; last < starts.size(); ++last) {
    while (starts[last] - starts[first] >= window) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

/// Seconds from the incident's first detection to the first acknowledgement of it.
std::vector<double> acknowledge_times(Store& store, const std::vector<Incident>& incidents, UtcNs since) {
  std::map<std::string, UtcNs> first_seen, acknowledged;
  for (const auto& incident : incidents)
    first_seen["incident/" + std::to_string(incident.id)] = incident.first_seen;
  store.read([&](Ledgers& ledgers) {
    AuditFilter filter;
    filter.action = "incident.acknowledge";
    filter.since = since;
    filter.limit = 500;
    for (bool more = true; more;) {
      const auto page = ledgers.audit_rows(filter);
      more = page.size() == static_cast<std::size_t>(filter.limit);
      if (more) filter.after_id = page.back().id;
      for (const auto& row : page) acknowledged[row.subject] = row.at;  // newest first: the first one stays
    }
  });
  std::vector<double> seconds;
  for (const auto& [subject, at] : acknowledged) {
    const auto found = first_seen.find(subject);
    if (found != first_seen.end()) seconds.push_back(static_cast<double>(at - found->second) / 1e9);
  }
  std::ranges::sort(seconds);
  return seconds;
}

double quantile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0.0;
  return sorted[std::min(sorted.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

void judge(const std::vector<Incident>& incidents, KeyFigures& figures) {
  std::map<std::string, std::uint64_t> nuisances;
  std::vector<UtcNs> starts;
  for (const auto& incident : incidents) {
    starts.push_back(incident.first_seen);
    const bool dismissed = incident.state == "dismissed";
    const bool confirmed = incident.state == "confirmed" || incident.state == "closed";
    if (dismissed || confirmed) figures.expected_false += 1.0 - incident.confidence;
    if (confirmed) ++figures.confirmed;
    if (!dismissed) continue;
    ++figures.dismissed;
    ++nuisances[incident.kind + "/" +
                (incident.reasons.empty() ? std::string() : incident.reasons.front().rule)];
  }
  figures.most_in_10_min = most_within(std::move(starts), kTenMinutes);
  figures.top_nuisances.assign(nuisances.begin(), nuisances.end());
  std::ranges::stable_sort(figures.top_nuisances, std::greater{},
                           &std::pair<std::string, std::uint64_t>::second);
  if (figures.top_nuisances.size() > 10) figures.top_nuisances.resize(10);
}

}  // namespace

KeyFigures key_figures(Store& store, UtcNs since, UtcNs until) {
  KeyFigures figures;
  const auto incidents = begun_in(store, since, until);
  const double hours = std::max(1.0, static_cast<double>(until - since) / kHour);
  figures.alarms = incidents.size();
  figures.alarms_per_hour = static_cast<double>(incidents.size()) / hours;
  judge(incidents, figures);
  const auto seconds = acknowledge_times(store, incidents, since);
  figures.acknowledged = seconds.size();
  figures.acknowledge_median_s = quantile(seconds, 0.5);
  figures.acknowledge_p90_s = quantile(seconds, 0.9);
  std::map<std::string, double> heard;
  store.read([&](Ledgers& ledgers) {
    for (const auto& row : ledgers.availability(since, until))
      heard[row.node_id] = static_cast<double>(row.hours_heard);
  });
  for (const auto& node : store.nodes()) {
    if (!node.revoked)
      figures.availability.emplace_back(node.node_id, std::min(1.0, heard[node.node_id] / hours));
  }
  return figures;
}

}  // namespace sb::gateway
