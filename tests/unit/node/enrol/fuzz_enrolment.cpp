// The text of a QR code and the gateway's answer: whatever comes, one clear error or a value within its
// limits.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "node/enrol/invitation.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto invitation = sb::node::parse_invitation(text)) {
    if (invitation->fingerprint.size() != 64 || invitation->gateway.host.empty() ||
        invitation->gateway.port == 0)
      std::abort();
  }
  if (const auto admission = sb::node::parse_admission(text)) {
    if (admission->node_id.size() < 3 ||
        !(admission->latitude_deg >= -90.0 && admission->latitude_deg <= 90.0))
      std::abort();
  }
  return 0;
}
