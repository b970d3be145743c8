#pragma once
// How an entry of the box's own log is told to the gateway, with the box's own time: the host may have been
// off.
#include <optional>
#include <string>

#include "node/health/mcu_link.hpp"
#include "wire/codec.hpp"

namespace sb::node {

struct BoxEvent {
  wire::pb::NodeEventKind kind = wire::pb::NODE_EVENT_KIND_UNSPECIFIED;
  std::string text;
};

/// Nothing for what only the box needs to know, and for what a newer firmware says.
std::optional<BoxEvent> box_event(const McuLogEntry& entry);

}  // namespace sb::node
