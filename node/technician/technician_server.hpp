#pragma once
// The page behind HTTPS (cpp-httplib) on the address of the technician's own interface. Small and slow on
// purpose: four workers, bodies of at most 64 KiB, everything but the empty page asks for the code on the
// box.
#include <cstdint>
#include <memory>
#include <string>

#include "models/core/result.hpp"
#include "node/technician/access.hpp"
#include "node/technician/technician_page.hpp"
#include "node/technician/tls_identity.hpp"

namespace sb::node {

struct TechnicianServerOptions {
  std::string address;     ///< of the technician's interface; never the wildcard
  std::uint16_t port = 0;  ///< 0: any, see port()
};

class TechnicianServer {
 public:
  /// Binds. References outlive. Errors: kInvalidArgument (wildcard address), kUnavailable (the address is
  /// taken or not ours).
  static Result<std::unique_ptr<TechnicianServer>> bind(const TechnicianServerOptions& options,
                                                        const TlsIdentity& identity, TechnicianPage& page,
                                                        Access& access, const Clock& clock);
  ~TechnicianServer();

  std::uint16_t port() const;
  void run();   ///< until stop(); its workers end with it
  void stop();  ///< from any thread

 private:
  struct State;
  explicit TechnicianServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// "https://ADDRESS:PORT/#c=CODE&f=FINGERPRINT": what the label's QR code holds. The fragment never leaves
/// the phone.
std::string label_url(const std::string& address, std::uint16_t port, const std::string& code,
                      const std::string& fingerprint);

}  // namespace sb::node
