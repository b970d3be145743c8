#pragma once
// One thread sleeps until there is something to do or until a time has come.
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace sb::node {

class Wakeup {
 public:
  void wake() {
    {
      const std::scoped_lock lock(mutex_);
      due_ = true;
    }
    changed_.notify_one();
  }
  /// Returns at once when woken since the last call.
  void wait_ns(std::int64_t most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::nanoseconds(most), [this] { return due_; });
    due_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool due_ = false;
};

}  // namespace sb::node
