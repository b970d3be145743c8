#pragma once
// A signed image in its slot (octets in firmware/boot/README.md). firmware/sign_image.py writes them.
#include <cstdint>
#include <optional>

#include "firmware/board/layout.hpp"
#include "firmware/boot/ed25519_verify.hpp"
#include "firmware/core/hal.hpp"

namespace sb::fw {

struct ImageHeader {
  std::uint32_t number = 0;  ///< rises with every release
  std::uint32_t octets = 0;  ///< behind the header
  std::uint32_t slot = 0;    ///< that it is linked for
};

/// What the header says; nothing when it is none, or of another board or slot, or longer than the slot.
/// Proves nothing about who made it.
std::optional<ImageHeader> read_image_header(Flash& flash, std::uint32_t slot, board::BoardId board);

/// The header, if it and the image behind it are signed by `key`. Reads the whole image.
std::optional<ImageHeader> verify_image(Flash& flash, std::uint32_t slot, board::BoardId board,
                                        const PublicKey& key);

}  // namespace sb::fw
