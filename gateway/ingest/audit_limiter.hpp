#pragma once
// An attacker who floods the gateway with rubbish must not fill its disk with the record of it.
#include <array>
#include <cstddef>
#include <cstdint>

#include "gateway/ingest/ingest.hpp"

namespace sb::gateway {

/// At most kPerMinute rows a minute and reason; the next row that is let through says how many were left out.
class AuditLimiter {
 public:
  static constexpr std::uint64_t kPerMinute = 10;

  struct Permit {
    bool granted = false;
    std::uint64_t left_out = 0;  ///< since the last row of this reason
  };
  Permit ask(Refusal reason, UtcNs now) {
    auto& slot = slots_[static_cast<std::size_t>(reason)];
    const UtcNs minute = now / 60'000'000'000;
    if (slot.minute != minute) {
      slot.minute = minute;
      slot.used = 0;
    }
    if (slot.used >= kPerMinute) {
      ++slot.left_out;
      return {};
    }
    ++slot.used;
    const Permit permit{true, slot.left_out};
    slot.left_out = 0;
    return permit;
  }

 private:
  struct Slot {
    UtcNs minute = 0;
    std::uint64_t used = 0, left_out = 0;
  };
  std::array<Slot, kRefusals> slots_{};
};

}  // namespace sb::gateway
