#pragma once
// How long the gateway takes to answer: from the first report handed over to the next word that comes back.
#include <atomic>
#include <optional>
#include <utility>

#include "node/source/clock.hpp"
#include "node/uplink/uplink.hpp"

namespace sb::node {

/// An Uplink around another one; the sender's thread uses it, connected() and round_trip_s() may be asked
/// from any.
class TimedUplink final : public Uplink {
 public:
  TimedUplink(Uplink& inner, const Clock& clock) : inner_(inner), clock_(clock) {}

  Result<void> begin_connect(std::string_view last_will) override { return inner_.begin_connect(last_will); }
  LinkState state() const override { return inner_.state(); }
  std::string last_error() const override { return inner_.last_error(); }
  Result<void> publish(wire::Leaf leaf, std::string_view envelope) override {
    auto handed = inner_.publish(leaf, envelope);
    if (handed && leaf == wire::Leaf::kReport && asked_ns_ == 0) asked_ns_ = clock_.steady_ns();
    return handed;
  }
  std::vector<std::string> take_commands() override {
    auto commands = inner_.take_commands();
    if (!commands.empty() && asked_ns_ != 0) {
      round_trip_ns_ = clock_.steady_ns() - asked_ns_;
      asked_ns_ = 0;
    }
    return commands;
  }
  void close() override { inner_.close(); }

  bool connected() const { return inner_.state() == LinkState::kUp; }
  std::optional<double> round_trip_s() const {
    const auto ns = round_trip_ns_.load();
    return ns < 0 ? std::nullopt : std::optional(static_cast<double>(ns) * 1e-9);
  }

 private:
  Uplink& inner_;
  const Clock& clock_;
  std::int64_t asked_ns_ = 0;
  std::atomic<std::int64_t> round_trip_ns_ = -1;
};

}  // namespace sb::node
