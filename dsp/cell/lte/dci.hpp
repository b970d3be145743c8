#pragma once
// Downlink control information that schedules system information: formats 1A and 1C under SI-RNTI, the only
// RNTI there is here. TS 36.212 §5.3.3.1.3, §5.3.3.1.4, TS 36.213 §7.1.7.
#include <cstdint>
#include <optional>
#include <span>

#include "dsp/cell/lte/resource_allocation.hpp"
#include "dsp/core/detection.hpp"

namespace sb::dsp::lte {

inline constexpr std::uint32_t kSiRnti = 0xFFFF;

enum class DciFormat : std::uint8_t { k1A, k1C };

/// Payload bits without CRC, for an uplink as wide as the downlink. (A wider uplink would pad 1A to the size
/// of format 0; its width is known from SIB2 only.)
int dci_bits(DciFormat format, int n_prb, Duplex duplex);
/// First of the two redundancy version bits of format 1A.
int rv_bit(int n_prb, Duplex duplex);

struct SiGrant {
  DciFormat format = DciFormat::k1A;
  PrbLists prb;
  int transport_bits = 0;      ///< without CRC
  int redundancy_version = 0;  ///< format 1A only; 1C leaves it to the SFN

  friend bool operator==(const SiGrant&, const SiGrant&) = default;
};

/// Nothing when a field has no meaning for system information.
std::optional<SiGrant> parse_dci(DciFormat format, std::span<const std::uint8_t> bits, int n_prb,
                                 Duplex duplex);

/// Redundancy version of SIB1 in an even radio frame, TS 36.321 §5.3.1: 0 2 3 1 over 80 ms.
constexpr int sib1_redundancy_version(int sfn) {
  constexpr int kVersions[] = {0, 2, 3, 1};
  return kVersions[sfn / 2 % 4];
}

}  // namespace sb::dsp::lte
