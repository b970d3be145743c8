// The map's ground, the event stream's opening, and what supervision asks.
#include <charconv>
#include <map>
#include <sstream>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "gateway/api/handlers.hpp"
#include "gateway/api/query.hpp"

namespace sb::embedded {
extern const std::string_view openapi_json;
}

namespace sb::gateway::api {
namespace {

using Labels = std::vector<prometheus::ClientMetric::Label>;

/// One metric under construction: a name, a help line and labelled values.
class Family {
 public:
  Family(std::string name, std::string help, prometheus::MetricType type)
      : family_{std::move(name), std::move(help), type, {}} {}
  Family& add(double value, Labels labels = {}) {
    prometheus::ClientMetric metric;
    metric.label = std::move(labels);
    if (family_.type == prometheus::MetricType::Counter) {
      metric.counter.value = value;
    } else {
      metric.gauge.value = value;
    }
    family_.metric.push_back(std::move(metric));
    return *this;
  }
  prometheus::MetricFamily take() { return std::move(family_); }

 private:
  prometheus::MetricFamily family_;
};

constexpr auto kCounter = prometheus::MetricType::Counter;
constexpr auto kGauge = prometheus::MetricType::Gauge;

prometheus::MetricFamily active_incidents(Store& store) {
  std::map<std::pair<std::string, std::string>, double> counts;
  IncidentFilter filter;
  filter.state = "active";
  filter.limit = 500;
  for (bool more = true; more;) {
    const auto page = store.incidents(filter);
    for (const auto& incident : page) ++counts[{incident.kind, incident.state}];
    more = page.size() == static_cast<std::size_t>(filter.limit);
    if (more) filter.after_id = page.back().id;
  }
  Family family("songbien_active_incidents", "Incidents that are open, acknowledged or confirmed", kGauge);
  for (const auto& [key, count] : counts) family.add(count, {{"kind", key.first}, {"state", key.second}});
  return family.take();
}

prometheus::MetricFamily nodes_by_state(const ApiParts& parts, UtcNs now) {
  std::map<std::string, double> counts;
  for (const auto& node : parts.store.nodes()) {
    const bool stale =
        node.last_seen != 0 && node.last_seen < now - parts.stale_after && node.state != "offline";
    ++counts[stale ? "stale" : node.state];
  }
  Family family("songbien_nodes", "Nodes by what they last said; stale: nothing heard lately", kGauge);
  for (const auto& [state, count] : counts) family.add(count, {{"state", state}});
  return family.take();
}

std::vector<prometheus::MetricFamily> http_families(const HttpCounters& http) {
  Family answers("songbien_http_answers_total", "Answers by class of status", kCounter);
  for (std::size_t hundred = 1; hundred < http.answers.size(); ++hundred) {
    answers.add(static_cast<double>(http.answers[hundred]), {{"status", std::to_string(hundred) + "xx"}});
  }
  Family refused("songbien_http_refused_total", "Connections that got no answer from a handler, by reason",
                 kCounter);
  refused.add(static_cast<double>(http.refused_connections), {{"reason", "too_many"}})
      .add(static_cast<double>(http.timeouts), {{"reason", "timeout"}})
      .add(static_cast<double>(http.malformed), {{"reason", "malformed"}});
  Family open("songbien_http_connections", "Open connections", kGauge);
  Family clients("songbien_event_clients", "Open event streams", kGauge);
  return {answers.take(), refused.take(), open.add(static_cast<double>(http.connections)).take(),
          clients.add(static_cast<double>(http.event_clients)).take()};
}

Response plain_text(unsigned status, std::string text) {
  Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(text);
  return response;
}

}  // namespace

/// The document is an object that was made at the start; whether there are outlines may change while we run.
Response get_map(const ApiParts& parts, const Call&) {
  Response response;
  response.body = parts.map_json;
  if (!parts.store.documents("commune").empty()) response.body.insert(1, R"("outlines":true,)");
  response.headers.emplace_back("Cache-Control", "private, max-age=300");
  return response;
}

Response get_events(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  auto from = reader.word("last_event_id");
  if (const auto error = reader.error()) return error_response(400, *error);
  if (!call.request.last_event_id.empty()) from = call.request.last_event_id;
  Response response;
  response.content_type = "text/event-stream";
  EventStream stream;
  stream.after_id = parts.store.newest_event_id();
  stream.session_token =
      call.request.bearer_token.empty() ? call.request.cookie_token : call.request.bearer_token;
  if (!from.empty()) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(from.data(), from.data() + from.size(), id);
    if (error != std::errc{} || end != from.data() + from.size() || id < 0) {
      return error_response(400, "Last-Event-ID must be a whole number");
    }
    stream.after_id = std::min(id, stream.after_id);
  }
  response.events = std::move(stream);
  return response;
}

Response get_metrics(const ApiParts& parts, const Call& call) {
  auto families = http_families(parts.http);
  families.push_back(active_incidents(parts.store));
  families.push_back(nodes_by_state(parts, call.request.now));
  Family ingest("songbien_ingest_total", "Messages of nodes by what became of them", kCounter);
  for (const auto& [outcome, count] : parts.ingest_counters()) {
    ingest.add(static_cast<double>(count), {{"outcome", outcome}});
  }
  families.push_back(ingest.take());
  Family stored("songbien_observations", "Observations in the store", kGauge);
  families.push_back(stored.add(static_cast<double>(parts.store.observation_count())).take());
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  auto response = plain_text(200, text.str());
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

Response get_health(const ApiParts&, const Call&) {
  return plain_text(200, "ok\n");
}

Response get_readiness(const ApiParts& parts, const Call&) {
  parts.store.newest_event_id();  // throws when the database is gone, which becomes a 500
  return parts.ready() ? plain_text(200, "ready\n") : plain_text(503, "the broker is not connected\n");
}

Response get_openapi(const ApiParts&, const Call&) {
  Response response;
  response.file = embedded::openapi_json;
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace sb::gateway::api
