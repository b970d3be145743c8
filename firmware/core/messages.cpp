#include "firmware/core/messages.hpp"

#include <pb_decode.h>
#include <pb_encode.h>

namespace sb::fw {

static_assert(McuToHost_size <= wire::mcu::kMaxMessageBytes);
static_assert(HostToMcu_size <= wire::mcu::kMaxMessageBytes);

std::span<const std::uint8_t> encode(const McuToHost& message, MessageBuffer& buffer) {
  pb_ostream_t stream = pb_ostream_from_buffer(buffer.data(), buffer.size());
  if (!pb_encode(&stream, McuToHost_fields, &message)) stream.bytes_written = 0;
  return std::span<const std::uint8_t>(buffer).first(stream.bytes_written);
}

std::optional<HostToMcu> decode(std::span<const std::uint8_t> octets) {
  HostToMcu message = HostToMcu_init_zero;
  pb_istream_t stream = pb_istream_from_buffer(octets.data(), octets.size());
  if (!pb_decode(&stream, HostToMcu_fields, &message)) return std::nullopt;
  return message;
}

}  // namespace sb::fw
