#pragma once
// What a broker says about our certificate, heard with OpenSSL alone: Paho does not pass it on under TLS 1.3.
#include <chrono>
#include <string>

#include "node/uplink/mqtt_uplink.hpp"

namespace sb::node {

/// OpenSSL's words ("... tlsv1 alert unknown ca ..."), or empty when nobody answers or nothing is wrong.
/// Takes at most `most` after the name has been resolved. Sends a handshake and nothing else.
std::string probe_tls(const MqttOptions& options, std::chrono::milliseconds most);

}  // namespace sb::node
