#pragma once
// The supervisor microcontroller as the node's app needs it: power for the rescue ladder, heartbeats out, the
// box's events as reports, its health as part of the status.
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include <spdlog/logger.h>

#include "node/app/receiver_run.hpp"
#include "node/health/mcu_link.hpp"
#include "wire/codec.hpp"

namespace sb::node {

/// How an entry of the box's log is told to the gateway; nothing for what only the node's own log should
/// have.
struct BoxEvent {
  wire::pb::NodeEventKind kind = wire::pb::NODE_EVENT_KIND_UNSPECIFIED;
  std::string text;
  std::uint64_t count = 0;
};
std::optional<BoxEvent> box_event(const McuLogEntry& entry);

void fill_box(const McuHealth& health, wire::pb::Status& status);

class SupervisorLink final : private McuListener {
 public:
  /// `tell` and `stop` are called on the link's own thread; everything outlives.
  SupervisorLink(const std::filesystem::path& device, const Clock& clock, spdlog::logger& log,
                 std::function<void(const BoxEvent&)> tell, std::function<void()> stop);
  ~SupervisorLink() override;

  PowerControl& power() { return link_; }
  /// What the next heartbeats say, from the receiver's state. A few times a second; any one thread.
  void look(const ReceiverRun& receiver);
  void fill(wire::pb::Status& status) const { fill_box(link_.health(), status); }

 private:
  void on_mcu_event(const McuLogEntry& entry) noexcept override;
  void on_stop_host(std::uint32_t cut_after_s) noexcept override;

  spdlog::logger& log_;
  std::function<void(const BoxEvent&)> tell_;
  std::function<void()> stop_;
  McuLink link_;
  std::atomic<bool> stopping_ = false;
  std::jthread thread_;  // after link_: it speaks until then
};

}  // namespace sb::node
