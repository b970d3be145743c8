#pragma once
// Messages over a line that loses and damages octets: numbered, acknowledged, repeated, delivered once and in
// order. The same code on both ends. Time and the line are arguments; no allocation, no thread.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "wire/mcu/frame.hpp"

namespace sb::wire::mcu {

class LinkEnds {
 public:
  virtual void write(std::span<const std::uint8_t> octets) = 0;
  /// Borrowed for the call.
  virtual void on_message(std::span<const std::uint8_t> message) = 0;
  /// The peer has started anew: what it was told before is forgotten.
  virtual void on_new_peer() = 0;

 protected:
  ~LinkEnds() = default;
};

struct LinkCounters {
  std::uint32_t repeated = 0;    ///< sent again for want of an acknowledgement
  std::uint32_t given_up = 0;    ///< messages that kMaxTries did not bring over
  std::uint32_t duplicates = 0;  ///< received twice, delivered once
};

class Link {
 public:
  static constexpr std::uint32_t kRetryMs = 200;
  static constexpr unsigned kMaxTries = 10;

  /// `ends` outlives. `session` should differ from that of the last start.
  Link(LinkEnds& ends, std::uint16_t session) : ends_(ends), session_(session) {}

  /// Before the first send: of a side that learns its session after it was made.
  void set_session(std::uint16_t session) { session_ = session; }
  bool busy() const { return tries_ > 0; }
  /// One message at a time: false (and nothing sent) while busy(), or when it is longer than
  /// kMaxMessageBytes.
  bool send(std::span<const std::uint8_t> message, std::uint32_t now_ms);
  /// Once, unacknowledged. False when it is longer than kMaxMessageBytes.
  bool send_datagram(std::span<const std::uint8_t> message);
  /// Any octets from the line.
  void receive(std::span<const std::uint8_t> octets);
  /// Repeats what is due. Call at least every kRetryMs.
  void tick(std::uint32_t now_ms);

  const LinkCounters& counters() const { return counters_; }
  const FrameCounters& frames() const { return reader_.counters(); }

 private:
  void take(const Frame& frame);

  LinkEnds& ends_;
  std::uint16_t session_;
  FrameReader reader_;
  StuffedFrame waiting_{};
  std::size_t waiting_size_ = 0;
  std::uint32_t sent_ms_ = 0;
  unsigned tries_ = 0;  ///< 0: nothing waits
  std::uint8_t seq_ = 0;
  bool has_peer_ = false;
  std::uint16_t peer_session_ = 0;
  std::uint8_t peer_seq_ = 0;
  LinkCounters counters_;
};

}  // namespace sb::wire::mcu
