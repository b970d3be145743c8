#pragma once
// From OpenSSL's and Paho's words to a line that says what to do.
#include <string>
#include <string_view>

#include "node/uplink/mqtt_uplink.hpp"

namespace sb::node {

/// `tls_text`: what OpenSSL said during the attempt, may be empty. `fallback`: what Paho said.
std::string explain_failure(const MqttOptions& options, std::string_view tls_text, std::string_view fallback);

}  // namespace sb::node
