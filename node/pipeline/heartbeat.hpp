#pragma once
// A thread says when it will be heard from next; another can tell that it hangs.
#include <atomic>
#include <chrono>
#include <cstdint>

namespace sb::node {

class Heartbeat {
 public:
  /// The next beat comes within `seconds`. The owner's thread.
  void expect_within(double seconds) {
    due_ns_.store(now_ns() + static_cast<std::int64_t>(seconds * 1e9), std::memory_order_relaxed);
  }
  /// Nothing is expected: it waits for others, or has ended.
  void rest() { due_ns_.store(0, std::memory_order_relaxed); }
  /// Seconds since the promised moment; negative before it. Any thread.
  double overdue_s() const {
    const std::int64_t due_ns = due_ns_.load(std::memory_order_relaxed);
    return due_ns == 0 ? -1.0 : static_cast<double>(now_ns() - due_ns) * 1e-9;
  }

 private:
  static std::int64_t now_ns() {
    using namespace std::chrono;
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
  }
  std::atomic<std::int64_t> due_ns_ = 0;
};

}  // namespace sb::node
