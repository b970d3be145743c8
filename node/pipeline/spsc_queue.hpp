#pragma once
// A queue between exactly two threads, whose places are filled and read where they lie. Nothing is allocated,
// moved or locked after construction.
#include <atomic>
#include <cstddef>
#include <vector>

namespace sb::node {

template <typename T>
class SpscQueue {
 public:
  explicit SpscQueue(std::size_t places) : places_(places) {}

  /// Producer: the next free place (the same until publish()), or nullptr when all are full.
  T* claim() {
    const std::size_t written = written_.load(std::memory_order_relaxed);
    const bool full = written - read_.load(std::memory_order_acquire) == places_.size();
    return full ? nullptr : &places_[written % places_.size()];
  }
  void publish() { written_.store(written_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

  /// Consumer: the oldest filled place (the same until release()), or nullptr when there is none.
  T* front() {
    const std::size_t read = read_.load(std::memory_order_relaxed);
    const bool empty = read == written_.load(std::memory_order_acquire);
    return empty ? nullptr : &places_[read % places_.size()];
  }
  void release() { read_.store(read_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

 private:
  std::vector<T> places_;
  alignas(64) std::atomic<std::size_t> written_ = 0;
  alignas(64) std::atomic<std::size_t> read_ = 0;
};

}  // namespace sb::node
