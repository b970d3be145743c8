#pragma once
// What the build says of an image: its slot, its number, and whose signature the next one must carry.
#include "firmware/board/signing_key.hpp"
#include "firmware/core/update.hpp"

#ifndef SB_FW_SLOT  // the boot loader has none
#define SB_FW_SLOT 0
#define SB_FW_NUMBER 0
#define SB_FW_VERSION ""
#endif

namespace sb::fw {

inline PublicKey signing_key() {
  return board::kSigningKey;
}

inline Identity image_identity(board::BoardId board) {
  return {board, SB_FW_SLOT, SB_FW_NUMBER, signing_key()};
}

}  // namespace sb::fw
