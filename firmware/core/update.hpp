#pragma once
// A new image, block by block into the slot that does not run; started on trial when its signature is good.
#include <cstdint>

#include "firmware/boot/boot_state.hpp"

namespace sb::fw {

/// Who runs, and who may sign.
struct Identity {
  board::BoardId board = board::BoardId::kHost;
  std::uint32_t slot = 0;    ///< that runs now
  std::uint32_t number = 0;  ///< of the image that runs now
  PublicKey key{};
};

class Update {
 public:
  static constexpr std::uint32_t kMostBlockBytes = 128;

  Update(Flash& flash, const Identity& identity) : flash_(flash), identity_(identity) {}

  /// `octets`: header and image. False when that fits no slot.
  bool begin(std::uint32_t octets);
  /// The next octets (or the last block once more, after a lost answer). All but the last block are multiples
  /// of Flash::kWordBytes. False: out of turn or the flash failed; begin again.
  bool block(std::uint32_t offset, std::span<const std::uint8_t> octets);
  /// Whole, signed, and not older than what runs: then it is on trial from the next start. Reads the image
  /// once.
  bool finish();

  std::uint32_t taken() const { return taken_; }
  std::uint32_t slot() const { return 1 - identity_.slot; }

 private:
  bool write(std::span<const std::uint8_t> octets);

  Flash& flash_;
  const Identity& identity_;
  std::uint32_t expected_ = 0;  ///< 0: no update runs
  std::uint32_t taken_ = 0;
};

}  // namespace sb::fw
