#include "node/enrol/enrol.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "node/enrol/https.hpp"
#include "node/enrol/signing_request.hpp"
#include "wire/signing.hpp"

namespace sb::node {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr double kRenewAfter = 2.0 / 3.0;

/// Whole or not at all, and on the disk when it returns: a power cut must not leave half a certificate.
Result<void> store(const fs::path& file, const std::string& text) {
  const auto temporary = file.string() + ".new";
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = fd >= 0 &&
                       ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!written || std::rename(temporary.c_str(), file.c_str()) != 0) {
    return fail(ErrorCode::kUnavailable, file.string() + ": cannot be written");
  }
  return {};
}

Result<std::string> load(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad())
    return fail(ErrorCode::kNotFound, file.string() + ": cannot be read; is this node enrolled?");
  return text;
}

std::string to_rfc3339(std::int64_t utc_ns) {
  const auto seconds = static_cast<time_t>(utc_ns / 1'000'000'000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

Error refused_by(const HttpsAnswer& answer) {
  const auto code =
      answer.status == 429 || answer.status >= 500 ? ErrorCode::kUnavailable : ErrorCode::kRefused;
  return {code, "the gateway refuses: " + gateway_words(answer)};
}

/// What the gateway's renewal_text (gateway/enrol) says as well; tests/contract holds the two together.
std::string renewal_text(const std::string& node_id, std::int64_t made_utc_ns,
                         const std::string& request_pem) {
  std::string text("songbien/v1/renew");
  for (const auto& part : {node_id, std::to_string(made_utc_ns), request_pem}) {
    text.push_back('\0');
    text += part;
  }
  return text;
}

}  // namespace

IdentityFiles::IdentityFiles(const fs::path& state_dir)
    : key(state_dir / "node.key.pem"),
      certificate(state_dir / "identity/node.crt"),
      authority(state_dir / "identity/authority.crt"),
      gateway_public_key(state_dir / "identity/gateway.pub.pem"),
      gateway_url(state_dir / "identity/gateway.url") {}

Result<Admission> enrol(const Invitation& invitation, const fs::path& state_dir) {
  const IdentityFiles files(state_dir);
  std::error_code error;
  fs::create_directories(files.certificate.parent_path(), error);
  if (error) return fail(ErrorCode::kUnavailable, state_dir.string() + ": " + error.message());
  fs::permissions(state_dir, fs::perms::owner_all, error);
  const auto key = wire::SigningKey::load_or_create(files.key);
  if (!key) return tl::unexpected(key.error());
  const auto request = make_signing_request(files.key, "unenrolled");
  if (!request) return tl::unexpected(request.error());
  const auto answer =
      post_json(invitation.gateway, PinnedCertificate{invitation.fingerprint}, "/api/v1/enrol",
                Json{{"code", invitation.code}, {"request", *request}}.dump());
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status != 200) return tl::unexpected(refused_by(*answer));
  auto admission = parse_admission(answer->body);
  if (!admission) return admission;
  for (const auto& [file, text] : {std::pair{files.authority, admission->authority_pem},
                                   std::pair{files.gateway_public_key, admission->gateway_public_key_pem},
                                   std::pair{files.gateway_url, admission->gateway_url},
                                   std::pair{files.certificate, admission->certificate_pem}}) {
    if (auto stored = store(file, text); !stored) return tl::unexpected(stored.error());
  }
  return admission;
}

std::string first_config(const Admission& a, const fs::path& state_dir, const std::string& source) {
  const IdentityFiles files(state_dir);
  const auto quoted = [](const std::string& text) {
    return Json(text).dump();
  };  // TOML's basic strings take JSON's escapes
  return fmt::format(
      "# Written at enrolment; change what the site needs.\n"
      "[node]\nid = {}\nprovince = {}\nname = {}\nlatitude_deg = {}\nlongitude_deg = {}\nstate_dir = {}\n\n"
      "[source]\nspec = {}\n\n"
      "[plan]\npause_s = 1.0\n\n[[plan.dwell]]\ncentre_hz = 1815e6\nsample_rate_hz = 1.92e6\n\n"
      "[[plan.dwell]]\ncentre_hz = 1842.5e6\nsample_rate_hz = 1.92e6\n\n"
      "[uplink]\nhost = {}\nport = {}\nca = {}\ncertificate = {}\nkey = {}\ngateway_public_key = {}\n",
      quoted(a.node_id), quoted(a.province), quoted(a.name), Json(a.latitude_deg).dump(),
      Json(a.longitude_deg).dump(), quoted(state_dir.string()), quoted(source), quoted(a.broker_host),
      a.broker_port, quoted(files.authority.string()), quoted(files.certificate.string()),
      quoted(files.key.string()), quoted(files.gateway_public_key.string()));
}

Result<Endpoint> stored_gateway(const fs::path& state_dir) {
  const auto url = load(IdentityFiles(state_dir).gateway_url);
  if (!url) return tl::unexpected(url.error());
  return parse_https_url(*url);
}

Result<bool> renewal_is_due(const fs::path& state_dir, std::int64_t now_utc_ns) {
  const auto certificate = load(IdentityFiles(state_dir).certificate);
  if (!certificate) return tl::unexpected(certificate.error());
  const auto used = used_life(*certificate, now_utc_ns);
  if (!used) return tl::unexpected(used.error());
  return *used >= kRenewAfter;
}

Result<void> renew(const fs::path& state_dir, const std::string& node_id, std::int64_t now_utc_ns) {
  const IdentityFiles files(state_dir);
  const auto gateway = stored_gateway(state_dir);
  if (!gateway) return tl::unexpected(gateway.error());
  const auto key = wire::SigningKey::load(files.key);
  if (!key) return tl::unexpected(key.error());
  const auto request = make_signing_request(files.key, node_id);
  if (!request) return tl::unexpected(request.error());
  const std::int64_t made = now_utc_ns / 1'000'000'000 * 1'000'000'000;  // as precise as the time we send
  const auto signature = key->sign(renewal_text(node_id, made, *request));
  const Json body{{"request", *request}, {"made", to_rfc3339(made)}, {"signature", wire::to_hex(signature)}};
  const auto answer =
      post_json(*gateway, SignedBy{files.authority}, "/api/v1/nodes/" + node_id + "/renew", body.dump());
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status != 200) return tl::unexpected(refused_by(*answer));
  const auto json = Json::parse(answer->body, nullptr, false);
  const auto pem = json.is_object() ? json.value("certificate", "") : std::string();
  if (const auto used = used_life(pem, now_utc_ns); !used || *used > kRenewAfter) {
    return fail(ErrorCode::kUnreadable, "the gateway sent no certificate that is worth having");
  }
  return store(files.certificate, pem);
}

}  // namespace sb::node
