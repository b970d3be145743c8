#pragma once
// The API without a network: a Request in, a Response out. Thread-safe as far as its collaborators are; the
// server calls it from several workers. Reads and writes of the store happen on the caller's thread.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/api/counters.hpp"
#include "gateway/api/message.hpp"
#include "gateway/api/static_files.hpp"
#include "gateway/people/rate_limit.hpp"
#include "gateway/quality/quality.hpp"
#include "gateway/sharing/allow_list.hpp"
#include "gateway/store/accounts.hpp"
#include "gateway/store/node_book.hpp"
#include "gateway/store/store.hpp"
#include "gateway/ticket/settings.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
class Enrolment;
}

namespace sb::gateway::api {

struct ApiParts {
  Store& store;
  Accounts& accounts;
  const StaticFiles& files;
  const HttpCounters& http;
  NodeBook& nodes;
  std::string map_json;
  /// "registered" "foreign" "unregistered" "mismatch" "unknown"
  std::function<std::string(const HeardCell&, UtcNs now)> cell_verdict;
  std::function<void(const std::string& user)> password_changed;
  std::function<std::map<std::string, std::uint64_t>()> ingest_counters;
  std::function<bool()> ready;  ///< the broker is connected
  bool secure_cookies = false;  ///< TLS is on
  UtcNs stale_after = 60'000'000'000;
  TicketSettings tickets{};
  RateLimit* rate = nullptr;              ///< none: no limit
  const wire::SigningKey* key = nullptr;  ///< evidence is signed with it
  std::string province_code{};            ///< of the reports' calendar
  std::string software = "songbien-gateway";
  QualityLimits quality{};
  AllowList export_fields = shareable_fields();  ///< of /export and /ogc
  int vn2000_epsg = 0;                           ///< grid of the CSV export; 0: degrees only
  Enrolment* enrolment = nullptr;                ///< null: this gateway has no authority
  std::filesystem::path updates{};               ///< artefacts for nodes, named by their SHA-256; empty: none
};

struct Route;
struct Call;

class Api {
 public:
  explicit Api(ApiParts parts) : parts_(std::move(parts)) {}

  Response handle(const Request& request) const;
  /// True when answering hashes a password (a fifth of a second and 64 MiB): such requests queue in a lane of
  /// their own.
  static bool is_slow(Method method, std::string_view path);
  /// True when the body may be a carrier's table, larger than other bodies.
  static bool takes_table(Method method, std::string_view path);
  const ApiParts& parts() const { return parts_; }

 private:
  Response dispatch(const Route& route, Call call) const;

  ApiParts parts_;
};

}  // namespace sb::gateway::api
