#include "node/evidence/bundle.hpp"

#include <cmath>
#include <cstring>

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

#include "node/evidence/tar.hpp"

namespace sb::node {
namespace {

using nlohmann::json;

constexpr std::size_t kMostOctets = std::size_t{64} << 20U;
constexpr const char* kSigned = "songbien/evidence/v1";  ///< with a zero octet, before the statement

std::string hex_sha256(std::string_view octets) {
  const auto hash = wire::sha256(octets);
  return wire::to_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::string signed_text(const std::string& statement) {
  return std::string(kSigned) + '\0' + statement;
}

std::string datetime(std::int64_t utc_ns) {
  const std::time_t seconds = utc_ns / 1'000'000'000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:09}Z", fmt::gmtime(seconds), utc_ns % 1'000'000'000);
}

void put_if_finite(json& out, const char* key, double value) {
  if (std::isfinite(value)) out[key] = value;
}

/// SigMF 1.0 core with ours under "songbien:".
json meta_of(const Snippet& snippet, const wire::pb::Report& report, const Circumstance& circumstance,
             const std::string& data) {
  json global{{"core:datatype", "ci16_le"},
              {"core:sample_rate", snippet.sample_rate_hz},
              {"core:version", "1.0.0"},
              {"core:recorder", "songbien-node " + report.software().version()},
              {"core:hw", circumstance.source},
              {"songbien:evidence_id", circumstance.evidence_id},
              {"songbien:sha256", hex_sha256(data)},
              {"songbien:full_scale_dbfs", snippet.full_scale_dbfs},
              {"songbien:receiver_sample_rate_hz", circumstance.receiver_rate_hz},
              {"songbien:receiver_centre_hz", circumstance.receiver_centre_hz},
              {"songbien:calibration_id", report.calibration_id()},
              {"songbien:software_revision", report.software().revision()},
              {"songbien:exercise", report.exercise()}};
  put_if_finite(global, "songbien:gain_db", circumstance.gain_db);
  put_if_finite(global, "songbien:receiver_full_scale_dbm", static_cast<double>(circumstance.full_scale_dbm));
  json capture{{"core:sample_start", 0}, {"core:frequency", snippet.centre_hz}};
  if (snippet.t0_utc_ns > 0) capture["core:datetime"] = datetime(snippet.t0_utc_ns);
  return {{"global", global}, {"captures", json::array({capture})}, {"annotations", json::array()}};
}

std::string model_hash_of(const wire::pb::Report& report) {
  if (report.has_emission()) return wire::to_hex(report.emission().model_hash());
  if (report.has_jamming()) return wire::to_hex(report.jamming().model_hash());
  return {};
}

}  // namespace

std::string make_bundle(const Snippet& snippet, const wire::pb::Report& report,
                        const Circumstance& circumstance, const std::string& prev_sha256_hex,
                        const wire::SigningKey& key) {
  std::string data(snippet.iq.size() * sizeof(std::int16_t), '\0');
  if (!data.empty()) std::memcpy(data.data(), snippet.iq.data(), data.size());  // the host is little-endian
  const std::string meta = meta_of(snippet, report, circumstance, data).dump(1);
  const std::string body = report.SerializeAsString();
  const json statement{{"evidence_id", circumstance.evidence_id},
                       {"node_id", report.node_id()},
                       {"boot_id", fmt::format("{:016x}", report.boot_id())},
                       {"seq", report.seq()},
                       {"data_sha256", hex_sha256(data)},
                       {"meta_sha256", hex_sha256(meta)},
                       {"report_sha256", hex_sha256(body)},
                       {"model_sha256", model_hash_of(report)},
                       {"prev_sha256", prev_sha256_hex},
                       {"made_utc_ns", report.made_utc_ns()}};
  const std::string text = statement.dump();
  const std::string name = circumstance.evidence_id + "/" + circumstance.evidence_id;
  return write_tar({{name + ".sigmf-meta", meta},
                    {name + ".sigmf-data", data},
                    {"report.bin", body},
                    {"statement.json", text},
                    {"statement.sig", key.sign(signed_text(text))}});
}

Result<std::string> statement_hash(std::string_view bundle) {
  const auto members = read_tar(bundle, kMostOctets);
  if (!members) return tl::unexpected(members.error());
  const auto at = members->find("statement.json");
  if (at == members->end()) return fail(ErrorCode::kUnreadable, "evidence: no statement in it");
  return hex_sha256(at->second);
}

Result<void> verify_bundle(std::string_view bundle, const wire::VerifyingKey& key) {
  const auto members = read_tar(bundle, kMostOctets);
  if (!members) return tl::unexpected(members.error());
  const auto content = [&members](const std::string& name) {
    const auto at = members->find(name);
    return at == members->end() ? std::string() : at->second;
  };
  const std::string text = content("statement.json");
  if (!key.verify(signed_text(text), content("statement.sig"))) {
    return fail(ErrorCode::kRefused, "evidence: the signature is not this node's");
  }
  const json statement = json::parse(text, nullptr, false);
  if (!statement.is_object()) return fail(ErrorCode::kUnreadable, "evidence: its statement cannot be read");
  const auto said = [&statement](const char* field) { return statement.value(field, std::string()); };
  const std::string name = said("evidence_id") + "/" + said("evidence_id");
  const bool fits = said("data_sha256") == hex_sha256(content(name + ".sigmf-data")) &&
                    said("meta_sha256") == hex_sha256(content(name + ".sigmf-meta")) &&
                    said("report_sha256") == hex_sha256(content("report.bin"));
  if (!fits) return fail(ErrorCode::kRefused, "evidence: a member is not what was signed");
  return {};
}

}  // namespace sb::node
