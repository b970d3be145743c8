#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/evidence/bundle.hpp"
#include "gateway/report/zip.hpp"
#include "wire/codec.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

tl::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorCode::kUnreadable, "evidence: " + what);
}
tl::unexpected<Error> refused(const std::string& what) {
  return fail(ErrorCode::kRefused, "evidence: " + what);
}

using Contents = std::map<std::string, std::string>;

Result<Contents> contents_of(std::string_view bundle) {
  auto entries = unzip_archive(bundle, kMostEvidenceBytes);
  if (!entries) return damaged(entries.error().text);
  Contents contents;
  for (auto& entry : *entries) {
    if (!contents.emplace(entry.name, std::move(entry.content)).second)
      return refused(entry.name + " stands twice");
  }
  for (const auto* name : {"manifest.json", "manifest.sig.json", "gateway.pub.pem", "observations.json"}) {
    if (!contents.contains(name)) return damaged(fmt::format("{} is missing", name));
  }
  return contents;
}

std::string hex_of(const wire::Sha256& digest) {
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

/// One signature that our key made is enough; others may be of algorithms to come.
Result<wire::VerifyingKey> check_signature(const Contents& contents, std::string_view trusted_pem) {
  const auto& pem = contents.at("gateway.pub.pem");
  auto key = wire::VerifyingKey::from_pem(trusted_pem.empty() ? std::string_view(pem) : trusted_pem);
  if (!key) return refused("gateway's key: " + key.error().text);
  for (const auto& item : json::parse(contents.at("manifest.sig.json"))) {
    if (item.at("algorithm") != "ed25519") continue;
    const auto signature = wire::from_hex(item.at("signature").get<std::string>());
    if (signature && key->verify(contents.at("manifest.json"), *signature)) return key;
  }
  return refused(trusted_pem.empty() ? "the manifest's signature is wrong"
                                     : "the manifest is not signed by the gateway that is trusted");
}

Result<void> check_hashes(const Contents& contents, const json& manifest) {
  std::set<std::string> listed{"manifest.json", "manifest.sig.json"};
  for (const auto& entry : manifest.at("entries")) {
    const auto name = entry.at("name").get<std::string>();
    const auto found = contents.find(name);
    if (found == contents.end()) return damaged(name + " is missing");
    if (hex_of(wire::sha256(found->second)) != entry.at("sha256").get<std::string>())
      return refused(name + " was changed");
    listed.insert(name);
  }
  for (const auto& [name, content] : contents) {
    if (!listed.contains(name)) return refused(name + " is not in the manifest");
  }
  return {};
}

struct Opened {
  std::uint64_t seq = 0;
  std::string body_sha256, previous;
};

/// A report as the node signed it; what the index says of it must be what stands in it.
Result<Opened> open_report(const json& row, const std::string& envelope, const wire::VerifyingKey& key) {
  const auto name = row.at("envelope").get<std::string>();
  const auto opened = wire::open(envelope, wire::pb::BODY_KIND_REPORT, key);
  if (!opened) return refused(fmt::format("{}: {}", name, opened.error().text));
  const auto report = wire::decode_report(opened->body);
  if (!report) return refused(fmt::format("{}: {}", name, report.error().text));
  const auto digest = hex_of(wire::sha256(opened->body));
  const bool same = report->node_id() == row.at("node").get<std::string>() &&
                    fmt::format("{:016x}", report->boot_id()) == row.at("boot").get<std::string>() &&
                    report->seq() == row.at("seq").get<std::uint64_t>() &&
                    digest == row.at("body_sha256").get<std::string>();
  if (!same) return refused(name + " is not the report that the index names");
  return Opened{report->seq(), digest, wire::to_hex(report->prev_hash())};
}

Result<void> check_reports(const Contents& contents, EvidenceCheck& check) {
  std::map<std::string, wire::VerifyingKey> keys;
  std::map<std::string, std::map<std::uint64_t, Opened>> boots;
  for (const auto& row : json::parse(contents.at("observations.json"))) {
    const auto node = row.at("node").get<std::string>();
    const auto name = row.at("envelope").get<std::string>();
    if (!contents.contains(name)) return damaged(name + " is missing");
    if (!keys.contains(node)) {
      const auto pem = contents.find(fmt::format("keys/{}.pub.pem", node));
      if (pem == contents.end()) return damaged("no key of node " + node);
      auto key = wire::VerifyingKey::from_pem(pem->second);
      if (!key) return refused(fmt::format("key of node {}: {}", node, key.error().text));
      keys.emplace(node, std::move(*key));
    }
    auto opened = open_report(row, contents.at(name), keys.at(node));
    if (!opened) return tl::unexpected(opened.error());
    ++check.envelopes;
    boots[node + row.at("boot").get<std::string>()].emplace(opened->seq, std::move(*opened));
  }
  for (const auto& [boot, reports] : boots) {
    for (auto it = reports.begin(); it != reports.end(); ++it) {
      const auto before = reports.find(it->first - 1);
      if (before == reports.end()) continue;
      if (it->second.previous != before->second.body_sha256)
        return refused(fmt::format("report {} of {} does not follow the one before it", it->first, boot));
      ++check.chained;
    }
  }
  return {};
}

}  // namespace

Result<EvidenceCheck> verify_evidence(std::string_view bundle, std::string_view trusted_pem) {
  const auto contents = contents_of(bundle);
  if (!contents) return tl::unexpected(contents.error());
  try {
    const auto key = check_signature(*contents, trusted_pem);
    if (!key) return tl::unexpected(key.error());
    const auto manifest = json::parse(contents->at("manifest.json"));
    if (manifest.at("format") != "songbien-evidence/1") return damaged("unknown format");
    EvidenceCheck check;
    check.entries = contents->size();
    check.incident_id = manifest.at("incident").get<std::int64_t>();
    check.made = manifest.at("made").get<std::string>();
    check.made_by = manifest.at("made_by").get<std::string>();
    const auto id = key->id();
    check.gateway_key_hex = wire::to_hex({reinterpret_cast<const char*>(id.data()), id.size()});
    check.gateway_known = !trusted_pem.empty();
    if (auto hashes = check_hashes(*contents, manifest); !hashes) return tl::unexpected(hashes.error());
    if (auto reports = check_reports(*contents, check); !reports) return tl::unexpected(reports.error());
    return check;
  } catch (const json::exception& error) {
    return damaged(error.what());
  }
}

}  // namespace sb::gateway
