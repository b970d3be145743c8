#pragma once
// Short HTTPS conversations with the gateway (cpp-httplib). The peer is either exactly the certificate that a
// QR code pinned, or one that our province's authority signed; there is no third way.
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "models/core/result.hpp"
#include "node/enrol/invitation.hpp"

namespace sb::node {

struct PinnedCertificate {
  std::string fingerprint;  ///< SHA-256, lower-case hexadecimal
};
struct SignedBy {
  std::filesystem::path authority;  ///< PEM
};
using Trust = std::variant<PinnedCertificate, SignedBy>;

struct HttpsAnswer {
  int status = 0;
  std::string body;
};

/// One POST; blocks at most about 20 s. Errors: kUnavailable (nobody answers), kRefused (the peer is not who
/// it should be).
Result<HttpsAnswer> post_json(const Endpoint& gateway, const Trust& trust, const std::string& path,
                              const std::string& body);
/// One GET, given piece by piece to `take`, which returns false to stop.
Result<int> get_pieces(const Endpoint& gateway, const Trust& trust, const std::string& path,
                       const std::function<bool(std::string_view)>& take);

/// The gateway's own words for a person, out of {"error":{"message":...}}.
std::string gateway_words(const HttpsAnswer& answer);

}  // namespace sb::node
