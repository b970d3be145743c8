// Bringing a broken stream back: notices the silence, climbs the ladder, tells of both.
#include <utility>

#include <fmt/format.h>

#include "node/pipeline/stream_reader.hpp"

namespace sb::node {
namespace {

constexpr double kOpenS = 60.0;  // some drivers load a firmware into the device

bool never_works(const Error& error) {
  return error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kUnsupported;
}

const char* name_of(Rung rung) {
  switch (rung) {
    case Rung::kStream:
      return "stream restart";
    case Rung::kDevice:
      return "device reopened";
    case Rung::kPower:
      return "receiver power cycled";
    case Rung::kProcess:
      return "process restart";
    case Rung::kHost:
      return "host restart";
  }
  return "";
}

}  // namespace

Result<void> StreamReader::reopen() {
  heartbeat_.expect_within(kOpenS);
  source_.close();
  if (auto opened = source_.open(); !opened) return opened;
  return tune();
}

void StreamReader::samples_came() {
  last_samples_ = Clock::now();
  counters_.receiving = true;
  if (trouble_ == Trouble::kNone) return;
  const bool was_lost = std::exchange(trouble_, Trouble::kNone) == Trouble::kLost;
  ladder_.reset();
  ++counters_.recoveries;
  notify(was_lost ? StreamEvent::kDeviceBack : StreamEvent::kRecovered, source_.describe());
}

bool StreamReader::silent_too_long() {
  ++counters_.timeouts;
  show_health();
  return Clock::now() - last_samples_ >= std::chrono::duration<double>(options_.stall_timeout_s);
}

/// Climbs the ladder until the stream has been restarted; whether it lives, samples will tell.
Result<void> StreamReader::recover(const std::string& why, bool device_failed) {
  announce(device_failed ? Trouble::kLost : Trouble::kStalled, why);
  while (!stopped()) {
    const RecoveryStep step = ladder_.next(device_failed, options_.high_rungs);
    sleep_for(step.wait_s);
    if (stopped()) break;
    tell_step(step.rung, why);
    auto tried = climb(step.rung, why);
    if (tried && step.rung <= Rung::kDevice) break;
    if (tried) continue;  // the device is opened again on the next step
    if (never_works(tried.error())) return tried;
    device_failed = true;
    if (step.rung <= Rung::kDevice) announce(Trouble::kLost, tried.error().text);
  }
  return {};
}

Result<void> StreamReader::climb(Rung rung, const std::string& why) {
  if (rung == Rung::kStream) return tune();
  if (rung == Rung::kDevice) return reopen();
  source_.close();
  heartbeat_.expect_within(kOpenS);
  auto done = options_.high_rungs->climb(rung, why);
  if (done) return done;
  // A rung that failed is one that did not help: the ladder goes on.
  return fail(ErrorCode::kUnavailable, done.error().text);
}

/// At 1, 2, 4, 8 ... so that a week without a device is a dozen reports.
void StreamReader::tell_step(Rung rung, const std::string& why) {
  const std::uint32_t count = ++climbed_[static_cast<std::size_t>(rung)];
  counters_.stream_restarts = climbed_[static_cast<std::size_t>(Rung::kStream)];
  counters_.reopens = climbed_[static_cast<std::size_t>(Rung::kDevice)];
  show_health();
  if ((count & (count - 1)) != 0 && rung <= Rung::kDevice) return;
  notify(StreamEvent::kRecoveryStep, fmt::format("{}: {}", name_of(rung), why), count);
}

void StreamReader::announce(Trouble trouble, const std::string& why) {
  counters_.receiving = false;
  show_health();
  if (trouble <= trouble_) return;
  trouble_ = trouble;
  notify(trouble == Trouble::kLost ? StreamEvent::kDeviceLost : StreamEvent::kStalled, why);
}

}  // namespace sb::node
