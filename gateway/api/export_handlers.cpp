// Incidents as files, and OGC API Features (Part 1: Core, read only).
#include <limits>

#include <fmt/format.h>

#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/registry/restricted.hpp"
#include "gateway/sharing/forms.hpp"

namespace sb::gateway::api {
namespace {

constexpr auto kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kMostExported = 20'000;

/// What may leave, newest first.
std::vector<Incident> shareable(const ApiParts& parts, IncidentFilter filter, std::size_t most) {
  const auto restricted = RestrictedBands::read(parts.store);
  std::vector<Incident> all;
  filter.limit = 500;
  for (bool more = true; more && all.size() < most;) {
    auto page = parts.store.incidents(filter);
    more = page.size() == static_cast<std::size_t>(filter.limit);
    if (more) filter.after_id = page.back().id;
    for (auto& incident : page) {
      if (all.size() < most && is_shareable(incident, restricted)) all.push_back(std::move(incident));
    }
  }
  return all;
}

Response file(std::string body, const char* type, const char* name) {
  Response response;
  response.content_type = type;
  response.body = std::move(body);
  response.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}\"", name));
  return response;
}

template <typename Write>
Response exported(const ApiParts& parts, const Call& call, const char* type, const char* name, Write write) {
  const auto filter = incident_filter(call.request.target.query);
  if (!filter) return error_response(400, filter.error().text);
  const auto incidents = shareable(parts, *filter, kMostExported);
  parts.store.write([&](Transaction& tx) {
    tx.audit({0, call.request.now, call.session->account.user, "export.incidents", "export",
              Json{{"file", name}, {"incidents", incidents.size()}}.dump()});
  });
  return file(write(std::span<const Incident>(incidents)), type, name);
}

Json link(const std::string& href, const char* rel, const char* type) {
  return {{"href", href}, {"rel", rel}, {"type", type}};
}

Json collection(const ApiParts& parts) {
  const auto base = parts.tickets.public_url + "/ogc/collections/incidents";
  return {{"id", "incidents"},
          {"title", "Sự vụ vô tuyến / radio incidents"},
          {"itemType", "feature"},
          {"crs", {"http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
          {"links",
           {link(base, "self", "application/json"), link(base + "/items", "items", "application/geo+json")}}};
}

/// "a/b", "a/..", "../b" or one instant, as the two ends of a filter.
bool read_datetime(const std::string& text, IncidentFilter& filter) {
  const auto slash = text.find('/');
  const Query ends{{"since", text.substr(0, slash)},
                   {"until", slash == std::string::npos ? text : text.substr(slash + 1)}};
  Query given;
  for (const auto& end : ends) {
    if (end.second != ".." && !end.second.empty()) given.push_back(end);
  }
  QueryReader reader(given);
  filter.since = reader.time("since");
  filter.until = reader.time("until");
  return !reader.error();
}

}  // namespace

Response get_export_geojson(const ApiParts& parts, const Call& call) {
  return exported(parts, call, "application/geo+json", "incidents.geojson",
                  [&](auto incidents) { return to_geojson(incidents, parts.export_fields); });
}

Response get_export_csv(const ApiParts& parts, const Call& call) {
  const auto grid = Vn2000::open(parts.vn2000_epsg);  // none configured: an error that nobody asked about
  return exported(parts, call, "text/csv; charset=utf-8", "incidents.csv", [&](auto incidents) {
    return incidents_to_csv(incidents, parts.export_fields, grid ? &*grid : nullptr);
  });
}

Response get_export_kml(const ApiParts& parts, const Call& call) {
  return exported(parts, call, "application/vnd.google-earth.kml+xml", "incidents.kml",
                  [&](auto incidents) { return to_kml(incidents, parts.export_fields); });
}

Response get_export_stix(const ApiParts& parts, const Call& call) {
  return exported(parts, call, "application/stix+json;version=2.1", "incidents.stix.json",
                  [&](auto incidents) {
                    return to_stix(incidents, parts.export_fields, parts.tickets.sender_en, call.request.now);
                  });
}

Response get_ogc(const ApiParts& parts, const Call&) {
  const auto base = parts.tickets.public_url + "/ogc";
  return json_response(
      {{"title", "Sóng Biên"},
       {"links",
        {link(base + "/", "self", "application/json"),
         link(base + "/conformance", "conformance", "application/json"),
         link(base + "/collections", "data", "application/json"),
         link("/openapi.json", "service-desc", "application/vnd.oai.openapi+json;version=3.0")}}});
}

Response get_ogc_conformance(const ApiParts&, const Call&) {
  return json_response({{"conformsTo",
                         {"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
                          "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson"}}});
}

Response get_ogc_collections(const ApiParts& parts, const Call&) {
  return json_response(
      {{"links", {link(parts.tickets.public_url + "/ogc/collections", "self", "application/json")}},
       {"collections", {collection(parts)}}});
}

Response get_ogc_collection(const ApiParts& parts, const Call&) {
  return json_response(collection(parts));
}

Response get_ogc_items(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  IncidentFilter filter;
  filter.bbox = reader.bbox("bbox");
  const auto datetime = reader.word("datetime");
  const auto limit = static_cast<std::size_t>(reader.integer("limit", 1, 1000).value_or(100));
  const auto offset = static_cast<std::size_t>(reader.integer("offset", 0, 1'000'000).value_or(0));
  if (const auto error = reader.error()) return error_response(400, *error);
  if (!datetime.empty() && !read_datetime(datetime, filter))
    return error_response(400,
                          "'datetime' must be an instant or an interval such as 2026-11-22T00:00:00Z/..");
  const auto found = shareable(parts, filter, offset + limit + 1);
  auto features = Json::array();
  for (std::size_t i = offset; i < std::min(found.size(), offset + limit); ++i)
    features.push_back(to_feature(found[i], parts.export_fields));
  const auto items = parts.tickets.public_url + "/ogc/collections/incidents/items";
  auto links = Json::array({link(items, "self", "application/geo+json")});
  if (found.size() > offset + limit)
    links.push_back(link(fmt::format("{}?limit={}&offset={}", items, limit, offset + limit), "next",
                         "application/geo+json"));
  auto response = json_response({{"type", "FeatureCollection"},
                                 {"numberReturned", features.size()},
                                 {"features", std::move(features)},
                                 {"links", std::move(links)}});
  response.content_type = "application/geo+json";
  return response;
}

Response get_ogc_item(const ApiParts& parts, const Call& call) {
  const auto incident = parts.store.incident(call.id);
  if (!incident || !is_shareable(*incident, RestrictedBands::read(parts.store)))
    return error_response(404, "no such feature");
  auto response = json_response(to_feature(*incident, parts.export_fields));
  response.content_type = "application/geo+json";
  return response;
}

}  // namespace sb::gateway::api
