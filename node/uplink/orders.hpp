#pragma once
// What the node does with the gateway's orders, and what it wants to say besides reports and status.
#include <optional>

#include "wire/codec.hpp"

namespace sb::node {

/// Called by the sender, on its thread. Orders have been verified: ours, signed, not expired, not replayed.
class Orders {
 public:
  virtual ~Orders() = default;
  /// A reply at once, or nothing when it comes later through next_reply(). Never an Acknowledge or a
  /// RequestStatus: those are the sender's own.
  virtual std::optional<wire::pb::Reply> obey(const wire::pb::Command& command) = 0;
  virtual std::optional<wire::pb::Reply> next_reply() = 0;
  virtual std::optional<wire::pb::SpectrumRow> next_row() = 0;
};

}  // namespace sb::node
