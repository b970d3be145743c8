#pragma once
// What to try next with a stream that has fallen silent or a device that has gone.
#include <algorithm>

namespace sb::node {

struct RecoveryStep {
  bool reopen = false;  ///< close and open the device; otherwise restart its stream
  double wait_s = 0.0;  ///< before the attempt
};

/// Restart the stream once, then reopen the device, each time after twice the wait. Forever: a device may be
/// plugged in again after a week.
class RecoveryLadder {
 public:
  static constexpr double kLongestWaitS = 30.0;

  explicit RecoveryLadder(double backoff_s) : backoff_s_(backoff_s), wait_s_(backoff_s) {}

  RecoveryStep next(bool device_failed) {
    if (!device_failed && !restarted_) {
      restarted_ = true;
      return {false, 0.0};
    }
    const RecoveryStep step{true, std::min(wait_s_, kLongestWaitS)};
    wait_s_ = std::min(2.0 * wait_s_, kLongestWaitS);
    return step;
  }
  /// Samples flow again.
  void reset() {
    restarted_ = false;
    wait_s_ = backoff_s_;
  }

 private:
  double backoff_s_;
  double wait_s_;
  bool restarted_ = false;
};

}  // namespace sb::node
