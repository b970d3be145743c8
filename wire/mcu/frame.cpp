#include "wire/mcu/frame.hpp"

#include "wire/mcu/crc32.hpp"

namespace sb::wire::mcu {

std::size_t encode_frame(const Frame& frame, StuffedFrame& out) {
  if (frame.message.size() > kMaxMessageBytes) return 0;
  std::array<std::uint8_t, kMaxFrameBytes> plain{};
  plain[0] = static_cast<std::uint8_t>((kProtocolVersion << 4U) | static_cast<std::uint8_t>(frame.kind));
  plain[1] = static_cast<std::uint8_t>(frame.session & 0xFFU);
  plain[2] = static_cast<std::uint8_t>(frame.session >> 8U);
  plain[3] = frame.seq;
  std::size_t size = kFrameHeaderBytes;
  for (const std::uint8_t octet : frame.message) plain[size++] = octet;
  const std::uint32_t crc = crc32(std::span(plain).first(size));
  for (unsigned shift = 0; shift < 32; shift += 8) {
    plain[size++] = static_cast<std::uint8_t>((crc >> shift) & 0xFFU);
  }
  // The bound of the array is the bound of the stuffing: it always fits.
  const std::size_t stuffed =
      cobs_encode(std::span(plain).first(size), std::span(out).subspan(1)).value_or(0);
  out[0] = 0;
  out[stuffed + 1] = 0;
  return stuffed + 2;
}

std::optional<Frame> FrameReader::push(std::uint8_t octet) {
  if (octet != 0) {
    if (filled_ < buffer_.size()) {
      buffer_[filled_++] = octet;
    } else {
      skipping_ = true;
    }
    return std::nullopt;
  }
  if (skipping_) {
    skipping_ = false;
    filled_ = 0;
    ++counters_.oversize;
    return std::nullopt;
  }
  if (filled_ == 0) return std::nullopt;  // zeros between frames
  const auto frame = read();
  filled_ = 0;
  return frame;
}

std::optional<Frame> FrameReader::read() {
  const auto size = cobs_decode(std::span(buffer_).first(filled_));
  if (!size) {
    ++counters_.unstuffable;
    return std::nullopt;
  }
  // A frame with its CRC behind it has the residue 0x2144DF1C under this CRC.
  const auto whole = std::span<const std::uint8_t>(buffer_).first(*size);
  if (*size < kFrameHeaderBytes + 4 || crc32(whole) != 0x2144DF1CU) {
    ++counters_.damaged;
    return std::nullopt;
  }
  const std::uint8_t kind = whole[0] & 0x0FU;
  if (whole[0] >> 4U != kProtocolVersion || kind > static_cast<std::uint8_t>(FrameKind::kAcknowledge)) {
    ++counters_.other_version;
    return std::nullopt;
  }
  ++counters_.good;
  const auto session = static_cast<std::uint16_t>(whole[1] | (static_cast<unsigned>(whole[2]) << 8U));
  return Frame{static_cast<FrameKind>(kind), session, whole[3],
               whole.subspan(kFrameHeaderBytes, *size - kFrameHeaderBytes - 4)};
}

}  // namespace sb::wire::mcu
