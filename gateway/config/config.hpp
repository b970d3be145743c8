#pragma once
// gateway.toml. Secure unless told otherwise: loopback, TLS to the broker, keys in files. Relative paths are
// relative to the file's folder. Every mistake is named with its line.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/config/outward_config.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

struct HttpConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::filesystem::path tls_certificate, tls_key;  ///< both or neither; needed on any address but loopback
  std::filesystem::path web_root;                  ///< the built page; empty: the API alone
};

struct MqttConfig {
  std::string host;
  std::uint16_t port = 8883;
  std::filesystem::path ca, certificate, key;  ///< TLS with a certificate of our own, always
  std::string client_id = "songbien-gateway";
};

/// What makes devices nodes of ours. Absent: only `enrol-node` does, with keys carried by hand.
struct EnrolmentConfig {
  std::string url;                                 ///< where nodes reach us: "https://192.0.2.7:8443"
  std::filesystem::path authority, authority_key;  ///< PEM; signs the nodes' certificates
  std::filesystem::path certificate;               ///< what nodes meet at `url`; default http.tls_certificate
  std::string broker_host;                         ///< as nodes see it; default mqtt.host
  std::uint16_t broker_port = 8883;                ///< default mqtt.port
  std::filesystem::path revocation_list;           ///< the broker's crlfile; empty: none is written
  std::filesystem::path updates;                   ///< folder of artefacts; empty: none
};

struct Config {
  std::string province;       ///< of the topics: "laocai"
  std::string province_code;  ///< of models/communes: "15"
  std::filesystem::path database, key;
  std::filesystem::path one_time_password_file;  ///< empty: the first password is printed
  HttpConfig http;
  std::optional<MqttConfig> mqtt;  ///< absent: nothing is received, the page shows what the database holds
  std::filesystem::path border;    ///< GeoJSON; empty: none
  int vn2000_epsg = 0;             ///< the province's grid for exports: "[map] vn2000 = 9208"; 0: none
  std::filesystem::path seal_key;  ///< of secrets at rest; empty: beside the database, "seal.key"
  OutwardConfig outward;
  std::optional<EnrolmentConfig> enrolment;
};

/// Errors: kNotFound (no such file), kInvalidArgument ("gateway.toml:12: [http] port must be ...").
Result<Config> load_config(const std::filesystem::path& file);
/// The same from text; `name` stands in messages, `folder` is where relative paths begin.
Result<Config> parse_config(std::string_view text, const std::string& name,
                            const std::filesystem::path& folder);

}  // namespace sb::gateway
