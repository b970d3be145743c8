#pragma once
// The frame of the serial line (FORMAT.md): header, message, CRC-32, stuffed, between two zeros:
// the first ends whatever noise came before.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "wire/mcu/cobs.hpp"

namespace sb::wire::mcu {

inline constexpr std::uint8_t kProtocolVersion = 1;
inline constexpr std::size_t kMaxMessageBytes = 192;
inline constexpr std::size_t kFrameHeaderBytes = 4;
inline constexpr std::size_t kMaxFrameBytes = kFrameHeaderBytes + kMaxMessageBytes + 4;
inline constexpr std::size_t kMaxStuffedBytes = cobs_bound(kMaxFrameBytes) + 2;

enum class FrameKind : std::uint8_t {
  kDatagram = 0,     ///< may be lost
  kData = 1,         ///< repeated until acknowledged
  kAcknowledge = 2,  ///< session and seq are those of the data
};

struct Frame {
  FrameKind kind = FrameKind::kDatagram;
  std::uint16_t session = 0;  ///< drawn by the sender when it starts
  std::uint8_t seq = 0;
  std::span<const std::uint8_t> message;  ///< borrowed
};

using StuffedFrame = std::array<std::uint8_t, kMaxStuffedBytes>;

/// Number of octets to send, both zeros among them; 0 when the message is longer than kMaxMessageBytes.
std::size_t encode_frame(const Frame& frame, StuffedFrame& out);

/// Why octets were no frame of ours; all since the start.
struct FrameCounters {
  std::uint32_t good = 0;
  std::uint32_t oversize = 0;
  std::uint32_t unstuffable = 0;
  std::uint32_t damaged = 0;        ///< too short, or the CRC does not fit
  std::uint32_t other_version = 0;  ///< a whole frame of a newer peer
  constexpr std::uint32_t refused() const { return oversize + unstuffable + damaged + other_version; }
};

/// Any octets in, whole frames out. Constant memory; a few tens of instructions an octet.
class FrameReader {
 public:
  /// A frame when `octet` ended one; its message is valid until the next push.
  std::optional<Frame> push(std::uint8_t octet);
  const FrameCounters& counters() const { return counters_; }

 private:
  std::optional<Frame> read();

  std::array<std::uint8_t, kMaxStuffedBytes - 2> buffer_{};  ///< without the zeros
  std::size_t filled_ = 0;
  bool skipping_ = false;  ///< an oversize frame, until its zero
  FrameCounters counters_;
};

}  // namespace sb::wire::mcu
