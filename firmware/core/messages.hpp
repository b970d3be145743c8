#pragma once
// wire/mcu/link.proto as nanopb reads and writes it.
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "wire/mcu/frame.hpp"
#include "wire/mcu/link.nanopb.h"

namespace sb::fw {

using MessageBuffer = std::array<std::uint8_t, wire::mcu::kMaxMessageBytes>;

/// The octets, in `buffer`. Every message of ours fits (the bounds of link.options are summed at compile
/// time).
std::span<const std::uint8_t> encode(const McuToHost& message, MessageBuffer& buffer);
/// Nothing for octets that are no message, or a body that this version does not know of.
std::optional<HostToMcu> decode(std::span<const std::uint8_t> octets);

}  // namespace sb::fw
