#pragma once
// Follows the gateway's own events and turns those of incidents into deliveries, one per receiver. Its place
// is kept in the store: after a stop it goes on where it was.
#include <string>
#include <vector>

#include "gateway/sharing/allow_list.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

class RestrictedBands;

/// A connector profile (R30): off unless it is written in gateway.toml.
struct Receiver {
  std::string name;     ///< "a05" "vncert" "soc" "node-red"
  std::string channel;  ///< "syslog" or "mqtt"
  AllowList fields;
  bool exercises = false;  ///< exercises too, marked as such
};

class EventSharer {
 public:
  EventSharer(std::vector<Receiver> receivers, std::string province, std::string host)
      : receivers_(std::move(receivers)), province_(std::move(province)), host_(std::move(host)) {}

  /// Looks at the next events (at most 500) and enqueues. Returns how many deliveries it wrote. A receiver
  /// that is new begins with what happens from now on.
  std::size_t run_once(Store& store, UtcNs now) const;

 private:
  std::size_t share(Transaction& tx, const Receiver& receiver, const std::vector<EventRow>& events,
                    const RestrictedBands& restricted, UtcNs now) const;

  std::vector<Receiver> receivers_;
  std::string province_, host_;
};

}  // namespace sb::gateway
