#include "gateway/config/config.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "gateway/config/outward.hpp"
#include "gateway/config/section.hpp"
#include "gateway/place/vn2000.hpp"
#include "wire/topics.hpp"

namespace sb::gateway {
namespace {

namespace fs = std::filesystem;

void read_gateway(Section section, Config& config) {
  section.text("province", config.province, true);
  section.require("province", config.province.empty() || wire::is_identifier(config.province),
                  "must be 3 to 32 of a-z 0-9 -");
  section.text("province_code", config.province_code, true);
  section.path("database", config.database, true);
  section.path("key", config.key, true);
  section.path("one_time_password_file", config.one_time_password_file, false);
  section.path("seal_key", config.seal_key, false);
  section.finish();
}

void read_http(Section section, HttpConfig& http) {
  section.text("address", http.address, false);
  section.port("port", http.port);
  section.path("tls_certificate", http.tls_certificate, false);
  section.path("tls_key", http.tls_key, !http.tls_certificate.empty());
  section.require("tls_key", http.tls_key.empty() || !http.tls_certificate.empty(),
                  "needs a tls_certificate");
  section.path("web_root", http.web_root, false);
  section.finish();
}

void read_mqtt(Section section, std::optional<MqttConfig>& mqtt) {
  if (!section.present()) return;
  mqtt.emplace();
  section.text("host", mqtt->host, true);
  section.port("port", mqtt->port);
  section.path("ca", mqtt->ca, true);
  section.path("certificate", mqtt->certificate, true);
  section.path("key", mqtt->key, true);
  section.text("client_id", mqtt->client_id, false);
  section.finish();
}

void read_enrolment(Section section, Config& config) {
  if (!section.present()) return;
  auto& enrolment = config.enrolment.emplace();
  section.text("url", enrolment.url, true);
  section.require("url", enrolment.url.empty() || enrolment.url.starts_with("https://"),
                  "must begin with https://");
  section.path("authority", enrolment.authority, true);
  section.path("authority_key", enrolment.authority_key, true);
  enrolment.certificate = config.http.tls_certificate;
  section.path("certificate", enrolment.certificate, enrolment.certificate.empty());
  if (config.mqtt) {
    enrolment.broker_host = config.mqtt->host;
    enrolment.broker_port = config.mqtt->port;
  }
  section.text("broker_host", enrolment.broker_host, !config.mqtt);
  section.port("broker_port", enrolment.broker_port);
  section.path("revocation_list", enrolment.revocation_list, false);
  section.path("updates", enrolment.updates, false);
  section.finish();
}

void read_map(Section section, Config& config) {
  section.path("border", config.border, false);
  std::uint16_t epsg = 0;
  section.port("vn2000", epsg);
  section.require("vn2000", epsg == 0 || Vn2000::open(epsg),
                  "must be the EPSG number of a grid of VN-2000: 9205 to 9218");
  config.vn2000_epsg = epsg;
  section.finish();
}

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& name, const fs::path& folder) {
  Reading reading{name, folder, std::nullopt};
  Config config;
  try {
    const auto root = toml::parse(text);
    constexpr std::string_view kSections[] = {"gateway", "http", "mqtt",    "map",  "enrolment",
                                              "tickets", "mail", "carrier", "share"};
    for (const auto& [key, node] : root) {
      if (std::find(std::begin(kSections), std::end(kSections), key.str()) == std::end(kSections)) {
        reading.complain(node.source(), fmt::format("'{}' is not a section; sections are {}", key.str(),
                                                    fmt::join(kSections, " ")));
      }
    }
    read_gateway({reading, root, "gateway"}, config);
    read_http({reading, root, "http"}, config.http);
    read_mqtt({reading, root, "mqtt"}, config.mqtt);
    read_map({reading, root, "map"}, config);
    read_outward(reading, root, config.outward);
    read_enrolment({reading, root, "enrolment"}, config);
  } catch (const toml::parse_error& error) {
    reading.complain(error.source(), std::string(error.description()));
  }
  if (reading.error) return tl::unexpected(*reading.error);
  return config;
}

Result<Config> load_config(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad()) return fail(ErrorCode::kNotFound, file.string() + ": cannot be read");
  return parse_config(text, file.string(), fs::absolute(file).parent_path());
}

}  // namespace sb::gateway
