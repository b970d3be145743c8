#pragma once
// Octets between an interrupt and the loop: one writer, one reader, single core.
#include <array>
#include <cstdint>
#include <optional>

namespace sb::fw {

template <std::size_t kSize>
class OctetRing {
 public:
  /// False when full: the octet is lost, and the frame's CRC says so.
  bool put(std::uint8_t octet) {
    const std::size_t next = (head_ + 1) % kSize;
    if (next == tail_) return false;
    octets_[head_] = octet;
    head_ = next;
    return true;
  }
  std::optional<std::uint8_t> take() {
    if (tail_ == head_) return std::nullopt;
    const std::uint8_t octet = octets_[tail_];
    tail_ = (tail_ + 1) % kSize;
    return octet;
  }
  std::size_t room() const { return (tail_ + kSize - head_ - 1) % kSize; }

 private:
  std::array<volatile std::uint8_t, kSize> octets_{};
  volatile std::size_t head_ = 0;
  volatile std::size_t tail_ = 0;
};

}  // namespace sb::fw
