#pragma once
// Everything of a running node that is not its measuring: the technician's page, delivery of acceptance
// sheets, renewal of the certificate, updates and their trial. Two threads: the page's, and one that wakes
// every few seconds.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <spdlog/logger.h>

#include "node/health/site_view.hpp"
#include "node/source/clock.hpp"
#include "node/technician/technician_page.hpp"
#include "node/update/slots.hpp"
#include "node/update/take_update.hpp"
#include "node/uplink/timed_uplink.hpp"
#include "wire/signing.hpp"

namespace sb::node {

struct SiteOptions {
  std::string node_id, name, province, software_version;
  double latitude_deg = 0.0, longitude_deg = 0.0;
  std::filesystem::path state_dir;
  std::filesystem::path program, configuration;  ///< the files that run
  std::string technician_address;                ///< of the technician's own interface; empty: no page
  std::uint16_t technician_port = 8443;
};

/// What the site asks of the rest; all outlive it.
struct SiteParts {
  const Clock& clock;
  const wire::SigningKey& key;
  const TimedUplink& uplink;
  std::function<wire::pb::Status()> status;
  std::function<Result<void>(std::string_view text)> check_configuration;
  std::function<void(const std::string& why)> restart;  ///< end in good order; the service starts again
  std::function<void(wire::pb::NodeEventKind, const std::string& text)>
      tell;  ///< a node event for the gateway
};

class Site {
 public:
  /// Errors: a page was asked for and cannot be served, the state folder refuses.
  static Result<std::unique_ptr<Site>> open(SiteOptions options, SiteParts parts, spdlog::logger& log);
  ~Site();

  /// The pipeline's newest spectrum goes here.
  SpectrumTap& spectrum();
  /// The sender's thread; answers at once, fetches later. The reply's node and command are the caller's to
  /// fill in.
  wire::pb::Reply take_update(const wire::pb::Command& command);
  bool accepted() const;
  /// One round of the upkeep, for its thread and for tests.
  void upkeep();

 private:
  struct State;
  explicit Site(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sb::node
