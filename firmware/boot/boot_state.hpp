#pragma once
// Which slot is trusted and which is on trial, kept through power cuts; and the choice made of it at every
// start.
#include <cstdint>
#include <optional>

#include "firmware/boot/image.hpp"

namespace sb::fw {

struct BootState {
  static constexpr std::uint32_t kNoSlot = 0xFF;
  static constexpr std::uint32_t kMostTrialStarts = 2;  ///< one more than a power cut on the first day

  std::uint32_t confirmed_slot = 0;
  std::uint32_t trial_slot = kNoSlot;
  std::uint32_t trial_starts = 0;
  std::uint32_t given_up_number = 0;  ///< of the image last rolled back, until the application has logged it
  bool operator==(const BootState&) const = default;
};

/// Two pages used in turn; a record counts when its CRC fits, so that a cut leaves the state before or after.
class BootStore {
 public:
  explicit BootStore(Flash& flash) : flash_(flash) {}
  /// Factory state (slot 0 confirmed) when nothing was ever written.
  BootState load();
  bool store(const BootState& state);

 private:
  struct Place {
    std::uint32_t page = 0;
    std::uint32_t record = 0;
    std::uint32_t turn = 0;
  };
  std::optional<Place> newest(BootState& state);

  Flash& flash_;
};

struct BootChoice {
  std::optional<std::uint32_t> slot;  ///< nothing: no slot holds an image that may run
  bool is_trial = false;
};

/// Counts a trial's start before it runs; gives a trial up when it has had its starts or its signature is
/// bad; takes the other slot when the confirmed one is damaged. Stores what it decided.
BootChoice choose_slot(Flash& flash, board::BoardId board, const PublicKey& key);

}  // namespace sb::fw
