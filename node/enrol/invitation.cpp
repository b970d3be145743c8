#include "node/enrol/invitation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "wire/topics.hpp"

namespace sb::node {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxInvitationBytes = 512;
constexpr std::size_t kMaxAdmissionBytes = std::size_t{64} * 1024;
constexpr std::size_t kMaxTextBytes = 8192;
constexpr std::string_view kHead = "songbien:enrol:1:";
constexpr std::string_view kScheme = "https://";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
}

bool is_fingerprint(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

tl::unexpected<Error> not_an_invitation(std::string_view what) {
  return fail(ErrorCode::kInvalidArgument, fmt::format("not an enrolment code of Sóng Biên: {}", what));
}

/// Reads a JSON object field by field; the first thing wrong stays.
class Reading {
 public:
  explicit Reading(const Json& json) : json_(json) {}

  std::string text(const char* name, std::size_t most = kMaxTextBytes) {
    const auto found = json_.find(name);
    if (found == json_.end() || !found->is_string() || found->get_ref<const std::string&>().empty() ||
        found->get_ref<const std::string&>().size() > most) {
      complain(name);
      return {};
    }
    return found->get<std::string>();
  }
  double number(const char* name, double low, double high) {
    const auto found = json_.find(name);
    const double value = found != json_.end() && found->is_number() ? found->get<double>() : NAN;
    if (!(value >= low && value <= high)) complain(name);
    return value;
  }
  void complain(const char* name) {
    if (wrong_.empty()) wrong_ = name;
  }
  const std::string& wrong() const { return wrong_; }

 private:
  const Json& json_;
  std::string wrong_;
};

}  // namespace

Result<Endpoint> parse_https_url(std::string_view url) {
  const auto refused = [] {
    return fail(ErrorCode::kInvalidArgument, "the address must be https://host:port");
  };
  if (!url.starts_with(kScheme)) return refused();
  auto rest = url.substr(kScheme.size());
  Endpoint endpoint;
  const auto colon = rest.find(':');
  endpoint.host = std::string(rest.substr(0, colon));
  if (!is_host(endpoint.host)) return refused();
  if (colon == std::string_view::npos) return endpoint;
  const auto digits = rest.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
  if (error != std::errc{} || end != digits.data() + digits.size() || endpoint.port == 0) return refused();
  return endpoint;
}

Result<Invitation> parse_invitation(std::string_view text) {
  text = trimmed(text);
  if (text.size() > kMaxInvitationBytes) return not_an_invitation("too long");
  if (!text.starts_with(kHead)) return not_an_invitation("it does not begin with songbien:enrol:1:");
  auto rest = text.substr(kHead.size());
  Invitation invitation;
  for (auto* part : {&invitation.code, &invitation.fingerprint}) {
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos) return not_an_invitation("a part is missing");
    *part = std::string(rest.substr(0, colon));
    rest.remove_prefix(colon + 1);
  }
  if (invitation.code.empty() || invitation.code.size() > 64) return not_an_invitation("the code");
  if (!is_fingerprint(invitation.fingerprint))
    return not_an_invitation("the fingerprint is not 64 hexadecimal digits");
  const auto gateway = parse_https_url(rest);
  if (!gateway) return not_an_invitation(gateway.error().text);
  invitation.url = std::string(rest);
  invitation.gateway = *gateway;
  return invitation;
}

Result<Admission> parse_admission(std::string_view text) {
  if (text.size() > kMaxAdmissionBytes)
    return fail(ErrorCode::kUnreadable, "the gateway's answer is too long");
  const auto flat = [](int depth, Json::parse_event_t, Json&) { return depth < 2; };
  const auto json = Json::parse(text.begin(), text.end(), flat, false);
  if (!json.is_object()) return fail(ErrorCode::kUnreadable, "the gateway's answer is not a JSON object");
  Reading reading(json);
  Admission admission;
  admission.node_id = reading.text("node", 32);
  admission.name = reading.text("name", 256);
  admission.province = reading.text("province", 32);
  admission.latitude_deg = reading.number("latitude", -90.0, 90.0);
  admission.longitude_deg = reading.number("longitude", -180.0, 180.0);
  admission.certificate_pem = reading.text("certificate");
  admission.authority_pem = reading.text("authority");
  admission.gateway_public_key_pem = reading.text("gateway_public_key");
  admission.gateway_url = reading.text("gateway_url", 300);
  admission.broker_host = reading.text("broker_host", 253);
  const double port = reading.number("broker_port", 1.0, 65535.0);
  if (!wire::is_identifier(admission.node_id)) reading.complain("node");
  if (!wire::is_identifier(admission.province)) reading.complain("province");
  if (!parse_https_url(admission.gateway_url)) reading.complain("gateway_url");
  if (!is_host(admission.broker_host)) reading.complain("broker_host");
  if (!reading.wrong().empty()) {
    return fail(ErrorCode::kUnreadable,
                fmt::format("the gateway's answer: '{}' is absent or wrong", reading.wrong()));
  }
  admission.broker_port = static_cast<std::uint16_t>(port);
  return admission;
}

}  // namespace sb::node
