#include "wire/mcu/link.hpp"

namespace sb::wire::mcu {

bool Link::send(std::span<const std::uint8_t> message, std::uint32_t now_ms) {
  if (busy()) return false;
  const auto seq = static_cast<std::uint8_t>(seq_ + 1U);
  waiting_size_ = encode_frame({FrameKind::kData, session_, seq, message}, waiting_);
  if (waiting_size_ == 0) return false;
  seq_ = seq;
  tries_ = 1;
  sent_ms_ = now_ms;
  ends_.write(std::span(waiting_).first(waiting_size_));
  return true;
}

bool Link::send_datagram(std::span<const std::uint8_t> message) {
  StuffedFrame stuffed;
  const std::size_t size = encode_frame({FrameKind::kDatagram, session_, 0, message}, stuffed);
  if (size == 0) return false;
  ends_.write(std::span(stuffed).first(size));
  return true;
}

void Link::receive(std::span<const std::uint8_t> octets) {
  for (const std::uint8_t octet : octets) {
    if (const auto frame = reader_.push(octet)) take(*frame);
  }
}

void Link::take(const Frame& frame) {
  if (frame.kind == FrameKind::kAcknowledge) {
    if (busy() && frame.session == session_ && frame.seq == seq_) tries_ = 0;
    return;
  }
  if (frame.kind == FrameKind::kDatagram) {
    ends_.on_message(frame.message);
    return;
  }
  const bool is_new_peer = !has_peer_ || frame.session != peer_session_;
  const bool is_duplicate = !is_new_peer && frame.seq == peer_seq_;
  has_peer_ = true;
  peer_session_ = frame.session;
  peer_seq_ = frame.seq;
  StuffedFrame stuffed;
  const std::size_t size = encode_frame({FrameKind::kAcknowledge, frame.session, frame.seq, {}}, stuffed);
  ends_.write(std::span(stuffed).first(size));
  if (is_duplicate) {
    ++counters_.duplicates;
    return;
  }
  if (is_new_peer) ends_.on_new_peer();
  ends_.on_message(frame.message);
}

void Link::tick(std::uint32_t now_ms) {
  if (!busy() || now_ms - sent_ms_ < kRetryMs) return;
  if (tries_ >= kMaxTries) {
    ++counters_.given_up;
    tries_ = 0;
    return;
  }
  ++tries_;
  ++counters_.repeated;
  sent_ms_ = now_ms;
  ends_.write(std::span(waiting_).first(waiting_size_));
}

}  // namespace sb::wire::mcu
