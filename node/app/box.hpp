#pragma once
// The box around the receiver, through its supervisor microcontroller: the switch of the receiver's power,
// the thermometer, and what happened to door, mast and supply while nobody looked.
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "node/health/mcu_link.hpp"
#include "wire/codec.hpp"

namespace sb::node {

class Box final : public McuListener {
 public:
  using Tell = std::function<void(wire::pb::NodeEventKind, const std::string&)>;

  /// `device`: the serial line; `stop_host`: the battery is empty, end in good order. Called on the link's
  /// thread, which lives as long as the box.
  Box(const std::filesystem::path& device, const Clock& clock, Tell tell, std::function<void()> stop_host);

  /// Ten times a second; without it the microcontroller would cycle the radio, then the host. `ending`: this
  /// program ends, but the host stays, unless the box itself has asked for its end.
  void beat(bool stream_lost, bool ending);
  double temperature_c() const;  ///< NaN: not known
  void fill(wire::pb::Box& out) const;
  PowerControl& power() { return link_; }

  void on_mcu_event(const McuLogEntry& entry) noexcept override;
  void on_stop_host(std::uint32_t cut_after_s) noexcept override;

 private:
  Tell tell_;
  std::function<void()> stop_host_;
  std::atomic<bool> host_goes_down_ = false;
  McuLink link_;
  std::jthread talking_;
};

}  // namespace sb::node
