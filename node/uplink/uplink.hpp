#pragma once
// The border to the gateway's broker: hands octets over and takes octets in. Knows nothing of their meaning.
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"
#include "wire/topics.hpp"

namespace sb::node {

enum class LinkState { kDown, kConnecting, kUp };

/// One thread at a time. Nothing waits for the network longer than about a second.
class Uplink {
 public:
  virtual ~Uplink() = default;
  /// Begins an attempt; state() tells how it went. `last_will` is what the broker says, retained, when we
  /// vanish.
  virtual Result<void> begin_connect(std::string_view last_will) = 0;
  virtual LinkState state() const = 0;
  /// Why the link is down, for a person; empty when it never was.
  virtual std::string last_error() const = 0;
  /// QoS 1, kSpectrum QoS 0; kStatus is retained. Success means handed over, not delivered: only the
  /// gateway's word says that.
  virtual Result<void> publish(wire::Leaf leaf, std::string_view envelope) = 0;
  /// Envelopes from our command topic since the last call, as they came.
  virtual std::vector<std::string> take_commands() = 0;
  /// Says goodbye properly: the last will is not sent. Waits for what was handed over, at most about a
  /// second.
  virtual void close() = 0;
};

}  // namespace sb::node
