#pragma once
// What a QR code invites a device to, and what the gateway answers. Both are bytes from outside.
#include <cstdint>
#include <string>
#include <string_view>

#include "models/core/result.hpp"

namespace sb::node {

struct Endpoint {
  std::string host;
  std::uint16_t port = 443;
};

/// "https://host[:port]", nothing behind it.
Result<Endpoint> parse_https_url(std::string_view url);

struct Invitation {
  std::string code;         ///< as it was typed or scanned
  std::string fingerprint;  ///< SHA-256 of the gateway's TLS certificate, 64 lower-case hexadecimal digits
  std::string url;
  Endpoint gateway;
};

/// "songbien:enrol:1:CODE:FINGERPRINT:https://gateway:8443" (blanks around it are dropped).
Result<Invitation> parse_invitation(std::string_view text);

/// The gateway's answer to a signing request (gateway/api/README.md).
struct Admission {
  std::string node_id, name, province;
  double latitude_deg = 0.0, longitude_deg = 0.0;
  std::string certificate_pem, authority_pem, gateway_public_key_pem;
  std::string gateway_url, broker_host;
  std::uint16_t broker_port = 8883;
};
/// Errors: kUnreadable, naming the field.
Result<Admission> parse_admission(std::string_view json);

}  // namespace sb::node
