#include "gateway/enrol/enrolment.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/enrol/code.hpp"
#include "gateway/place/commune_index.hpp"
#include "gateway/registry/nfc.hpp"
#include "wire/signing.hpp"
#include "wire/topics.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr UtcNs kMinuteNs = 60LL * 1'000'000'000;

void record(Transaction& tx, UtcNs now, const std::string& actor, const char* action,
            const std::string& node_id, const json& detail) {
  tx.audit({0, now, actor, action, "node/" + node_id, detail.dump()});
}

}  // namespace

std::string renewal_text(const RenewalRequest& request) {
  std::string text("songbien/v1/renew");
  for (const auto& part : {request.node_id, std::to_string(request.made), request.request_pem}) {
    text.push_back('\0');
    text += part;
  }
  return text;
}

Result<NodeRow> node_row(const NewNode& node, const std::string& public_key_pem) {
  if (!wire::is_identifier(node.node_id)) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("id \"{}\" is not [a-z0-9-]{{3,32}}", node.node_id));
  }
  const auto name = to_nfc(node.name);
  if (!name || name->empty()) return fail(ErrorCode::kInvalidArgument, "the name is empty or not UTF-8");
  const bool on_earth = node.latitude_deg >= -90.0 && node.latitude_deg <= 90.0 &&
                        node.longitude_deg >= -180.0 && node.longitude_deg <= 180.0;
  if (!on_earth) return fail(ErrorCode::kInvalidArgument, "latitude or longitude is out of range");
  NodeRow row;
  row.node_id = node.node_id;
  row.name = *name;
  row.public_key_pem = public_key_pem;
  row.latitude_deg = node.latitude_deg;
  row.longitude_deg = node.longitude_deg;
  row.state = "never_seen";
  row.last_status_json = "{}";
  const auto communes = CommuneIndex::built_in();
  if (const auto match = communes.find(row.latitude_deg, row.longitude_deg)) {
    row.commune_code = match->commune->code;
    row.commune = match->commune->name;
  }
  return row;
}

void keep_history(NodeRow& node, const NodeRow& known) {
  node.state = known.state;
  node.last_seen = known.last_seen;
  node.last_status_json = known.last_status_json;
}

Enrolment::Enrolment(EnrolmentSettings settings, Authority authority, Store& store, NodeBook& book)
    : settings_(std::move(settings)), authority_(std::move(authority)), store_(store), book_(book) {}

Result<IssuedCode> Enrolment::issue_code(const NewNode& node, const std::string& by, UtcNs now,
                                         UtcNs valid_for) {
  const auto row = node_row(node, {});  // what a row would refuse is refused now, not on the mast
  if (!row) return tl::unexpected(row.error());
  const auto code = random_code();
  const UtcNs expires = now + valid_for;
  book_.put_code(
      {code_digest(code), row->node_id, row->name, row->latitude_deg, row->longitude_deg, now, expires, by});
  store_.write([&](Transaction& tx) {
    record(tx, now, by, "node.code", row->node_id,
           {{"expires_utc_ns", std::to_string(expires)}, {"name", row->name}});
  });
  return IssuedCode{code, enrolment_uri(code, settings_.fingerprint, settings_.url), expires};
}

bool Enrolment::may_try(UtcNs now) {
  const std::scoped_lock lock(mutex_);
  if (now - minute_ >= kMinuteNs || now < minute_) {
    minute_ = now;
    wrong_codes_ = 0;
  }
  return wrong_codes_ < kMaxWrongCodesPerMinute;
}

void Enrolment::wrong_code(UtcNs now) {
  {
    const std::scoped_lock lock(mutex_);
    ++wrong_codes_;
  }
  store_.write(
      [&](Transaction& tx) { record(tx, now, "gateway", "node.code_refused", "?", json::object()); });
}

Result<Enrolled> Enrolment::enrol(std::string_view typed_code, std::string_view request_pem, UtcNs now) {
  if (!may_try(now)) return fail(ErrorCode::kUnavailable, "too many wrong codes; wait a minute");
  const auto request = read_signing_request(request_pem);
  if (!request)
    return tl::unexpected(request.error());  // before the code: a broken request does not use it up
  const auto canonical = canonical_code(typed_code);
  const auto code = canonical ? book_.use_code(code_digest(*canonical), now) : std::nullopt;
  if (!code) {
    wrong_code(now);
    return fail(ErrorCode::kRefused, "the code is wrong, used or too old; ask the province for a new one");
  }
  auto node =
      node_row({code->node_id, code->name, code->latitude_deg, code->longitude_deg}, request->public_key_pem);
  if (!node) return tl::unexpected(node.error());
  auto certificate = authority_.issue(request_pem, node->node_id, now, settings_.certificate_days);
  if (!certificate) return tl::unexpected(certificate.error());
  book_.revoke_certificates(node->node_id, now);
  book_.put_certificate(*certificate);
  store_.write([&](Transaction& tx) {
    const auto known = tx.node(node->node_id);
    if (known) keep_history(*node, *known);
    tx.put_node(*node);
    record(tx, now, "node:" + node->node_id, "node.enrol", node->node_id,
           {{"serial", certificate->serial}, {"code_by", code->created_by}, {"again", known.has_value()}});
    tx.event("node", json{{"id", node->node_id}}.dump());
  });
  if (auto written = write_revocation_list(now); !written) return tl::unexpected(written.error());
  return Enrolled{std::move(*node), std::move(*certificate)};
}

Result<NodeCertificate> Enrolment::renew(const RenewalRequest& request, UtcNs now) {
  const auto refused = [] { return fail(ErrorCode::kRefused, "not a renewal that this node may have"); };
  if (request.made > now + kFreshness || request.made < now - kFreshness) return refused();
  std::optional<NodeRow> node;
  store_.write([&](Transaction& tx) { node = tx.node(request.node_id); });
  if (!node || node->revoked) return refused();
  const auto key = wire::VerifyingKey::from_pem(node->public_key_pem);
  if (!key || !key->verify(renewal_text(request), request.signature)) return refused();
  const auto signing_request = read_signing_request(request.request_pem);
  if (!signing_request || signing_request->public_key_pem != node->public_key_pem) return refused();
  auto certificate = authority_.issue(request.request_pem, node->node_id, now, settings_.certificate_days);
  if (!certificate) return certificate;
  book_.put_certificate(*certificate);
  store_.write([&](Transaction& tx) {
    record(tx, now, "node:" + node->node_id, "node.renew", node->node_id, {{"serial", certificate->serial}});
  });
  return certificate;
}

Result<void> Enrolment::revoke(const std::string& node_id, const std::string& by, UtcNs now) {
  bool known = false;
  store_.write([&](Transaction& tx) {
    auto node = tx.node(node_id);
    if (!node) return;
    known = true;
    node->revoked = true;
    tx.put_node(*node);
    record(tx, now, by, "node.revoke", node_id, json::object());
    tx.event("node", json{{"id", node_id}}.dump());
  });
  if (!known) return fail(ErrorCode::kNotFound, fmt::format("there is no node {}", node_id));
  book_.revoke_certificates(node_id, now);
  return write_revocation_list(now);
}

Result<void> Enrolment::write_revocation_list(UtcNs now) const {
  const auto& file = settings_.revocation_list;
  if (file.empty()) return {};
  const auto temporary = file.string() + ".new";
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out << authority_.revocation_list(book_.revoked_certificates(now), now);
  out.close();
  if (!out || std::rename(temporary.c_str(), file.c_str()) != 0) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("{}: cannot be written: {}", file.string(), std::strerror(errno)));
  }
  return {};
}

}  // namespace sb::gateway
