// Nodes as things to be enrolled, ordered about, accepted and revoked. What a node itself posts is proved by
// a code or by its signature, never by a session.
#include <algorithm>
#include <fstream>
#include <iterator>

#include <sodium.h>

#include "gateway/api/body.hpp"
#include "gateway/api/handlers.hpp"
#include "gateway/api/json.hpp"
#include "gateway/api/query.hpp"
#include "gateway/api/rfc3339.hpp"
#include "gateway/enrol/code.hpp"
#include "gateway/enrol/enrolment.hpp"
#include "gateway/enrol/orders.hpp"
#include "wire/signing.hpp"

namespace sb::gateway::api {
namespace {

constexpr std::size_t kMaxNameBytes = 128;
constexpr std::size_t kMaxRequestBytes = 16384;
constexpr std::size_t kMaxSheetBytes = 16384;
constexpr std::size_t kMaxPhotoBytes = 30000;
constexpr int kCommandRows = 100;
constexpr UtcNs kHourNs = 3600LL * 1'000'000'000;
constexpr double kMostHours = 720.0;

Response refused(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return error_response(404, error.text);
    case ErrorCode::kRefused:
      return error_response(403, error.text);
    case ErrorCode::kUnavailable:
      return error_response(429, error.text);
    case ErrorCode::kInternal:
      return error_response(500, "the change failed");
    default:
      return error_response(400, error.text);
  }
}

Response with_status(unsigned status, Response response) {
  response.status = status;
  return response;
}

Result<double> number_field(const Json& body, const char* name, std::optional<double> otherwise) {
  const auto found = body.find(name);
  if (found == body.end() && otherwise) return *otherwise;
  if (found == body.end() || !found->is_number()) {
    return fail(ErrorCode::kInvalidArgument, std::string("'") + name + "' must be a number");
  }
  return found->get<double>();
}

/// Fields of one body, read in order; the first complaint stays.
class Fields {
 public:
  explicit Fields(const Request& request) {
    auto body = parse_body(request.body);
    if (body)
      body_ = std::move(*body);
    else
      error_ = body.error();
  }
  std::string text(const char* name, std::size_t most) { return kept(text_field(body_, name, most)); }
  double number(const char* name, std::optional<double> otherwise = {}) {
    return kept(number_field(body_, name, otherwise));
  }
  std::int64_t id(const char* name) { return kept(id_field(body_, name)); }
  const std::optional<Error>& error() const { return error_; }

 private:
  template <typename T>
  T kept(Result<T> value) {
    if (value) return std::move(*value);
    if (!error_) error_ = value.error();
    return {};
  }
  Json body_ = Json::object();
  std::optional<Error> error_;
};

bool is_known(const ApiParts& parts, const std::string& node_id) {
  const auto nodes = parts.store.nodes();
  return std::any_of(nodes.begin(), nodes.end(), [&](const NodeRow& n) { return n.node_id == node_id; });
}

Response not_set_up() {
  return error_response(409, "this gateway has no [enrolment] section: it has no authority to enrol with");
}

Json to_json(const NodeCommand& c) {
  Json json{{"command", c.command_id},          {"kind", c.kind},   {"by", c.asked_by},
            {"created", to_rfc3339(c.created)}, {"state", c.state}, {"expires", to_rfc3339(c.expires)}};
  if (c.sent != 0) json["sent"] = to_rfc3339(c.sent);
  if (!c.text.empty()) json["text"] = c.text;
  return json;
}

Json to_json(const AcceptanceSheet& s) {
  Json json{{"id", s.id},
            {"received", to_rfc3339(s.received)},
            {"sheet", Json::parse(s.sheet, nullptr, false)},
            {"state", s.approved == 0 ? "waiting" : "approved"}};
  if (s.approved != 0) {
    json["approved"] = to_rfc3339(s.approved);
    json["approved_by"] = s.approved_by;
    if (!s.comment.empty()) json["comment"] = s.comment;
  }
  if (!s.photo.empty()) json["photo_octets"] = s.photo.size();
  return json;
}

using OrderMaker = Result<NodeCommand> (*)(const OrderHead&, Fields&);

Response post_order(const ApiParts& parts, const Call& call, OrderMaker make) {
  const std::string node_id(call.name);
  if (!is_known(parts, node_id)) return error_response(404, "no such node");
  Fields fields(call.request);
  const auto command = make({node_id, call.session->account.user, call.request.now}, fields);
  if (fields.error()) return refused(*fields.error());
  if (!command) return refused(command.error());
  parts.nodes.put_command(*command);
  parts.store.write([&](Transaction& tx) {
    tx.audit({0, call.request.now, call.session->account.user, "node." + command->kind, "node/" + node_id,
              Json{{"command", command->command_id}}.dump()});
  });
  return with_status(202, json_response(to_json(*command)));
}

std::optional<std::string> from_base64(const std::string& text) {
  std::string octets(text.size() + 1, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int done =
      sodium_base642bin(reinterpret_cast<unsigned char*>(octets.data()), octets.size(), text.data(),
                        text.size(), nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL);
  if (done != 0 || end != text.data() + text.size()) return std::nullopt;
  octets.resize(size);
  return octets;
}

/// The sheet is signed by the node's key over "songbien/v1/acceptance" 00 sheet.
bool signed_by_node(const ApiParts& parts, const std::string& node_id, const std::string& sheet,
                    const std::string& signature) {
  for (const auto& node : parts.store.nodes()) {
    if (node.node_id != node_id || node.revoked) continue;
    const auto key = wire::VerifyingKey::from_pem(node.public_key_pem);
    std::string text("songbien/v1/acceptance");
    text.push_back('\0');
    return key && key->verify(text + sheet, signature);
  }
  return false;
}

bool names_its_photo(const Json& sheet, const std::string& photo) {
  if (photo.empty()) return true;
  const auto digest = wire::sha256(photo);
  return sheet.value("photo_sha256", "") ==
         wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

Response post_enrolment(const ApiParts& parts, const Call& call) {
  if (parts.enrolment == nullptr) return not_set_up();
  Fields fields(call.request);
  NewNode node{fields.text("node", 32), fields.text("name", kMaxNameBytes), fields.number("latitude"),
               fields.number("longitude")};
  const double hours = fields.number("valid_hours", 48.0);
  if (fields.error()) return refused(*fields.error());
  if (!(hours >= 1.0 && hours <= kMostHours))
    return error_response(400, "'valid_hours' must be from 1 to 720");
  const auto code = parts.enrolment->issue_code(node, call.session->account.user, call.request.now,
                                                static_cast<UtcNs>(hours * static_cast<double>(kHourNs)));
  if (!code) return refused(code.error());
  return with_status(201, json_response({{"node", node.node_id},
                                         {"code", code->code},
                                         {"uri", code->uri},
                                         {"qr_svg", qr_svg(code->uri)},
                                         {"expires", to_rfc3339(code->expires)}}));
}

Response post_enrol(const ApiParts& parts, const Call& call) {
  if (parts.enrolment == nullptr) return not_set_up();
  Fields fields(call.request);
  const auto code = fields.text("code", 64);
  const auto request = fields.text("request", kMaxRequestBytes);
  if (fields.error()) return refused(*fields.error());
  const auto enrolled = parts.enrolment->enrol(code, request, call.request.now);
  if (!enrolled) return refused(enrolled.error());
  const auto& settings = parts.enrolment->settings();
  return json_response({{"node", enrolled->node.node_id},
                        {"name", enrolled->node.name},
                        {"province", settings.province},
                        {"latitude", enrolled->node.latitude_deg},
                        {"longitude", enrolled->node.longitude_deg},
                        {"certificate", enrolled->certificate.pem},
                        {"expires", to_rfc3339(enrolled->certificate.expires)},
                        {"authority", parts.enrolment->authority_pem()},
                        {"gateway_public_key", settings.gateway_public_key_pem},
                        {"gateway_url", settings.url},
                        {"broker_host", settings.broker_host},
                        {"broker_port", settings.broker_port}});
}

Response post_renewal(const ApiParts& parts, const Call& call) {
  if (parts.enrolment == nullptr) return not_set_up();
  Fields fields(call.request);
  RenewalRequest request;
  request.node_id = call.name;
  request.request_pem = fields.text("request", kMaxRequestBytes);
  const auto made = parse_rfc3339(fields.text("made", 40));
  const auto signature = wire::from_hex(fields.text("signature", 256));
  if (fields.error()) return refused(*fields.error());
  if (!made || !signature) return error_response(400, "'made' must be a time and 'signature' hexadecimal");
  request.made = *made;
  request.signature = *signature;
  const auto certificate = parts.enrolment->renew(request, call.request.now);
  if (!certificate) return refused(certificate.error());
  return json_response({{"certificate", certificate->pem}, {"expires", to_rfc3339(certificate->expires)}});
}

Response post_revocation(const ApiParts& parts, const Call& call) {
  if (parts.enrolment == nullptr) return not_set_up();
  const auto revoked =
      parts.enrolment->revoke(std::string(call.name), call.session->account.user, call.request.now);
  if (!revoked)
    return revoked.error().code == ErrorCode::kNotFound ? refused(revoked.error())
                                                        : error_response(500, revoked.error().text);
  Response response;
  response.status = 204;
  return response;
}

Response post_listen(const ApiParts& parts, const Call& call) {
  return post_order(parts, call, [](const OrderHead& head, Fields& fields) {
    return listen_order(head, {fields.number("centre_hz"), fields.number("sample_rate_hz", 0.0),
                               fields.number("duration_s")});
  });
}

Response post_spectrum(const ApiParts& parts, const Call& call) {
  return post_order(parts, call, [](const OrderHead& head, Fields& fields) {
    return spectrum_order(head, {fields.number("low_hz"), fields.number("high_hz"),
                                 fields.number("duration_s", 300.0), fields.number("rows_per_s", 2.0)});
  });
}

Response post_calibrate(const ApiParts& parts, const Call& call) {
  return post_order(parts, call, [](const OrderHead& head, Fields&) { return calibrate_order(head); });
}

Response get_commands(const ApiParts& parts, const Call& call) {
  auto list = Json::array();
  for (const auto& command : parts.nodes.commands_of(std::string(call.name), kCommandRows)) {
    list.push_back(to_json(command));
  }
  return json_response({{"commands", std::move(list)}});
}

Response get_acceptance(const ApiParts& parts, const Call& call) {
  auto list = Json::array();
  for (const auto& sheet : parts.nodes.acceptances_of(std::string(call.name))) list.push_back(to_json(sheet));
  return json_response({{"sheets", std::move(list)}});
}

/// The technician's photograph of a sheet; the sheet that the node signed names its hash.
Response get_acceptance_photo(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  const auto id = reader.integer("id", 1, INT64_MAX);
  if (const auto error = reader.error()) return error_response(400, *error);
  for (const auto& sheet : parts.nodes.acceptances_of(std::string(call.name))) {
    if (sheet.id != id || sheet.photo.empty()) continue;
    Response response;
    response.content_type = "image/jpeg";
    response.body = sheet.photo;
    return response;
  }
  return error_response(404, "no such photo");
}

Response post_acceptance(const ApiParts& parts, const Call& call) {
  Fields fields(call.request);
  AcceptanceSheet sheet;
  sheet.node_id = call.name;
  sheet.received = call.request.now;
  sheet.sheet = fields.text("sheet", kMaxSheetBytes);
  const auto signature = wire::from_hex(fields.text("signature", 256));
  const auto photo = from_base64(fields.text("photo", kMaxPhotoBytes * 4 / 3 + 4));
  if (fields.error()) return refused(*fields.error());
  if (!signature || !photo) return error_response(400, "'signature' must be hexadecimal and 'photo' base64");
  if (!signed_by_node(parts, sheet.node_id, sheet.sheet, *signature)) {
    return error_response(403, "not a sheet that this node has signed");
  }
  const auto content = Json::parse(sheet.sheet, nullptr, false);
  if (!content.is_object() || content.value("node", "") != sheet.node_id ||
      !names_its_photo(content, *photo)) {
    return error_response(400, "'sheet' must be an object that names this node and its photo");
  }
  sheet.signature = *signature;
  sheet.photo = *photo;
  const auto id = parts.nodes.put_acceptance(sheet);
  parts.store.write([&](Transaction& tx) {
    tx.audit({0, call.request.now, "node:" + sheet.node_id, "node.acceptance", "node/" + sheet.node_id,
              Json{{"sheet", id}}.dump()});
    tx.event("node", Json{{"id", sheet.node_id}}.dump());
  });
  return json_response({{"id", id}});
}

Response post_approval(const ApiParts& parts, const Call& call) {
  Fields fields(call.request);
  const auto id = fields.id("id");
  const auto comment = fields.text("comment", 4000);
  if (fields.error()) return refused(*fields.error());
  const std::string node_id(call.name);
  const auto& user = call.session->account.user;
  if (!parts.nodes.approve_acceptance(node_id, id, user, comment, call.request.now)) {
    return error_response(409, "no such sheet of this node, or it is approved already");
  }
  parts.store.write([&](Transaction& tx) {
    tx.audit({0, call.request.now, user, "node.accept", "node/" + node_id,
              Json{{"sheet", id}, {"comment", comment}}.dump()});
    tx.event("node", Json{{"id", node_id}}.dump());
  });
  return get_acceptance(parts, call);
}

/// Software by its hash, for a node that was ordered to take it: the order is signed, the artefact only has
/// to be whole.
Response get_update(const ApiParts& parts, const Call& call) {
  QueryReader reader(call.request.target.query);
  const auto hash = reader.word("sha256");
  if (const auto error = reader.error()) return error_response(400, *error);
  if (hash.size() != 64 || !wire::from_hex(hash))
    return error_response(400, "'sha256' must be 64 hexadecimal digits");
  std::ifstream in(parts.updates / hash, std::ios::binary);
  if (parts.updates.empty() || !in) return error_response(404, "no such artefact");
  Response response;
  response.content_type = "application/octet-stream";
  response.body.assign(std::istreambuf_iterator<char>(in), {});
  return response;
}

}  // namespace sb::gateway::api
