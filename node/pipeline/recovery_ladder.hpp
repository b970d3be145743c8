#pragma once
// What to try next with a stream that has fallen silent or a device that has gone.
#include <algorithm>
#include <cstdint>
#include <string>

#include "models/core/result.hpp"

namespace sb::node {

enum class Rung : std::uint8_t {
  kStream,   ///< stop the stream and start it again
  kDevice,   ///< close the device and open it again
  kPower,    ///< take its supply away for a moment
  kProcess,  ///< end this process; whoever watches it starts it again
  kHost,     ///< restart the machine
};

/// The rungs that are out of the pipeline's own reach. Called by the reader only.
class HighRungs {
 public:
  virtual ~HighRungs() = default;
  /// Whether this rung exists here and its turn has come again: they are limited in rate.
  virtual bool allows(Rung rung) = 0;
  /// kPower: returns once power is back. kProcess, kHost: ordered; the run will be stopped.
  virtual Result<void> climb(Rung rung, const std::string& why) = 0;
};

struct RecoveryStep {
  Rung rung = Rung::kStream;
  double wait_s = 0.0;  ///< before the attempt
};

/// Restart the stream once, then reopen the device, each time after twice the wait; when that has not helped
/// three times, the next higher rung that is allowed, then the device again. For ever: a device may be
/// plugged in again after a week.
class RecoveryLadder {
 public:
  static constexpr double kLongestWaitS = 30.0;
  static constexpr int kAttemptsPerRung = 3;

  explicit RecoveryLadder(double backoff_s) : backoff_s_(backoff_s), wait_s_(backoff_s) {}

  /// `high` may be null: then there is nothing above the device.
  RecoveryStep next(bool device_failed, HighRungs* high) {
    if (!device_failed && !restarted_) {
      restarted_ = true;
      return {Rung::kStream, 0.0};
    }
    if (high != nullptr && reopened_ >= kAttemptsPerRung) {
      for (const Rung rung : {Rung::kPower, Rung::kProcess, Rung::kHost}) {
        if (rung <= climbed_ || !high->allows(rung)) continue;
        climbed_ = rung;
        reopened_ = 0;
        wait_s_ = backoff_s_;
        return {rung, 0.0};
      }
    }
    ++reopened_;
    const RecoveryStep step{Rung::kDevice, std::min(wait_s_, kLongestWaitS)};
    wait_s_ = std::min(2.0 * wait_s_, kLongestWaitS);
    return step;
  }
  /// Samples flow again.
  void reset() { *this = RecoveryLadder(backoff_s_); }

 private:
  double backoff_s_;
  double wait_s_;
  bool restarted_ = false;
  int reopened_ = 0;
  Rung climbed_ = Rung::kDevice;  ///< highest so far in this trouble
};

}  // namespace sb::node
