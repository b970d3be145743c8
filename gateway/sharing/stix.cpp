// STIX 2.1 (OASIS, 10 June 2021). There is no standard object for a radio cell: infrastructure with an
// extension of ours, a location, and the relationship between them.
#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "gateway/sharing/forms.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

/// RFC 4122 §4.3, version 5, in a namespace of our own.
std::string uuid5(const std::string& name) {
  constexpr std::array<unsigned char, 16> kNamespace = {0x5f, 0x0c, 0x1a, 0x52, 0x1d, 0x0b, 0x4d, 0x3e,
                                                        0x9b, 0x36, 0x3b, 0x0d, 0x2a, 0x0a, 0x73, 0x62};
  std::string input(reinterpret_cast<const char*>(kNamespace.data()), kNamespace.size());
  input += name;
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  EVP_Digest(input.data(), input.size(), hash.data(), nullptr, EVP_sha1(), nullptr);
  hash[6] = static_cast<unsigned char>((hash[6] & 0x0fU) | 0x50U);
  hash[8] = static_cast<unsigned char>((hash[8] & 0x3fU) | 0x80U);
  std::string text;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
    text += fmt::format("{:02x}", hash[i]);
  }
  return text;
}

json object(const char* type, const std::string& name, const std::string& created,
            const std::string& modified) {
  return {{"type", type},
          {"spec_version", "2.1"},
          {"id", fmt::format("{}--{}", type, uuid5(name + "/" + type))},
          {"created", created},
          {"modified", modified}};
}

/// The incident's own fields, under the extension: what STIX has a place for is not said twice.
json extension_of(const json& shared) {
  json extension{{"extension_type", "property-extension"}};
  for (const auto& [field, value] : shared.items()) {
    if (field != "first_seen" && field != "last_seen" && field != "latitude" && field != "longitude" &&
        field != "uncertainty_m")
      extension[field] = value;
  }
  return extension;
}

void put_incident(json& objects, const Incident& incident, const AllowList& allowed,
                  const std::string& authority, const std::string& identity, const std::string& extension,
                  UtcNs now) {
  const auto shared = shared_incident(incident, allowed);
  const auto name = fmt::format("{}/incident/{}", authority, incident.id);
  const auto created = rfc3339_utc(incident.first_seen),
             modified = rfc3339_utc(std::max(incident.first_seen, now));
  auto infrastructure = object("infrastructure", name, created, modified);
  infrastructure["created_by_ref"] = identity;
  infrastructure["name"] = fmt::format("{}{} {}", incident.exercise ? "EXERCISE " : "",
                                       shared.value("kind", "incident"), incident.id);
  infrastructure["infrastructure_types"] = {"unknown"};
  if (shared.contains("first_seen")) infrastructure["first_seen"] = shared["first_seen"];
  if (shared.contains("last_seen") && shared.contains("first_seen"))
    infrastructure["last_seen"] = shared["last_seen"];
  infrastructure["extensions"] = {{extension, extension_of(shared)}};
  objects.push_back(infrastructure);
  if (!shared.contains("latitude") || !shared.contains("longitude")) return;
  auto location = object("location", name, created, modified);
  location["created_by_ref"] = identity;
  location["latitude"] = shared["latitude"];
  location["longitude"] = shared["longitude"];
  if (shared.contains("uncertainty_m")) location["precision"] = shared["uncertainty_m"];
  auto relationship = object("relationship", name, created, modified);
  relationship["created_by_ref"] = identity;
  relationship["relationship_type"] = "located-at";
  relationship["source_ref"] = infrastructure["id"];
  relationship["target_ref"] = location["id"];
  objects.push_back(std::move(location));
  objects.push_back(std::move(relationship));
}

}  // namespace

std::string to_stix(std::span<const Incident> incidents, const AllowList& allowed,
                    const std::string& authority, UtcNs now) {
  const auto made = rfc3339_utc(now);
  // The authority and the extension are as old as this text; their identifiers never change.
  const std::string fixed = "2026-11-22T00:00:00.000Z";
  auto identity = object("identity", authority, fixed, fixed);
  identity["name"] = authority;
  identity["identity_class"] = "organization";
  identity["sectors"] = {"government-regional"};
  auto extension = object("extension-definition", authority + "/radio-incident", fixed, fixed);
  extension["created_by_ref"] = identity["id"];
  extension["name"] = "radio-incident";
  extension["schema"] = "https://songbien.invalid/schema/radio-incident.json";
  extension["version"] = "1.0.0";
  extension["extension_types"] = {"property-extension"};
  auto objects = json::array({identity, extension});
  for (const auto& incident : incidents)
    put_incident(objects, incident, allowed, authority, identity["id"], extension["id"], now);
  return json{
      {"type", "bundle"}, {"id", "bundle--" + uuid5(authority + "/" + made)}, {"objects", std::move(objects)}}
      .dump(1, ' ', false, json::error_handler_t::replace);
}

}  // namespace sb::gateway
