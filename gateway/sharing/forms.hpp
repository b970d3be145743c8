#pragma once
// Incidents in the forms that others read: GeoJSON, CSV, KML, STIX 2.1, syslog (RFC 5424) and JSON events.
// What a receiver may know is a list of field names; everything else is left out. Nothing of a restricted
// band, of an exercise's statistics, or of a node itself ("node_fault") is shared.
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "gateway/place/vn2000.hpp"
#include "gateway/registry/restricted.hpp"
#include "gateway/sharing/allow_list.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

/// Flat: field name to value, only what is allowed. "id" and "exercise" are always there.
nlohmann::json shared_incident(const Incident& incident, const AllowList& allowed);
/// Whether it may be shared at all.
bool is_shareable(const Incident& incident, const RestrictedBands& restricted);

std::string to_geojson(std::span<const Incident> incidents, const AllowList& allowed);
/// With a grid and an allowed place, "vn2000_northing_m" and "vn2000_easting_m" come last.
std::string incidents_to_csv(std::span<const Incident> incidents, const AllowList& allowed,
                             const Vn2000* grid = nullptr);
std::string to_kml(std::span<const Incident> incidents, const AllowList& allowed);
/// A bundle: identity, extension definition, and per incident infrastructure, location and their
/// relationship. Identifiers are UUIDv5 of `authority` and the incident, so that a second export updates the
/// first.
std::string to_stix(std::span<const Incident> incidents, const AllowList& allowed,
                    const std::string& authority, UtcNs now);
/// One message of RFC 5424, without framing: facility 13 (log audit), severity by the incident's.
std::string to_syslog(const Incident& incident, const AllowList& allowed, const std::string& host, UtcNs now);

/// GeoJSON features for OGC API Features.
nlohmann::json to_feature(const Incident& incident, const AllowList& allowed);

}  // namespace sb::gateway
