#pragma once
// SystemInformationBlockType1: from the control region's SI-RNTI grant to the parsed message.
// TS 36.211 §6.3-6.8, TS 36.212 §5.3, TS 36.213 §7.1, TS 36.331 §6.2.2. No other RNTI than SI-RNTI is ever
// looked for.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/cell/lte/cell_stream.hpp"
#include "dsp/cell/lte/mib.hpp"
#include "models/core/result.hpp"
#include "models/plmn/plmn.hpp"

namespace sb::dsp::lte {

struct BroadcastPlmn {
  models::Plmn plmn;
  bool reserved_for_operator_use = false;
};

struct SiScheduling {
  std::uint16_t periodicity_frames = 0;  ///< 8 16 32 64 128 256 512
  std::vector<std::uint8_t> sib_types;   ///< 3.. of this SI message (SIB2 is in the first by rule)
};

struct Sib1 {
  std::vector<BroadcastPlmn> plmns;  ///< 1..6
  std::uint16_t tac = 0;
  std::uint32_t cell_identity = 0;  ///< ECI, 28 bit
  bool cell_barred = false;
  bool intra_frequency_reselection = false;
  bool csg_indication = false;
  std::int16_t q_rx_lev_min_dbm = 0;
  std::optional<std::int8_t> p_max_dbm;
  std::uint16_t band = 0;  ///< freqBandIndicator, 1..64
  std::vector<SiScheduling> scheduling;
  struct TddConfig {
    std::uint8_t subframe_assignment;
    std::uint8_t special_subframe_patterns;
  };
  std::optional<TddConfig> tdd;
  std::uint16_t si_window_ms = 0;
  std::uint8_t value_tag = 0;
};

/// UPER of BCCH-DL-SCH-Message holding SIB1. Unknown extensions are skipped; truncated, impossible or
/// trailing non-zero octets are errors that name the field.
Result<Sib1> parse_sib1(std::span<const std::uint8_t> message);

struct DecodedSib1 {
  Sib1 sib1;
  std::vector<std::uint8_t> message;  ///< octets of the transport block without its CRC
  int frame = 0;                      ///< frame of the (last) transmission that completed it
  int transmissions = 0;              ///< redundancy versions combined
};

/// Looks for SIB1 in subframe 5 of the even radio frames of a full-bandwidth stream and combines redundancy
/// versions within each 80 ms period and over periods while the content stands. Nothing when no CRC passes.
std::optional<DecodedSib1> decode_sib1(CellStream& carrier, const Mib& mib, Duplex duplex);

}  // namespace sb::dsp::lte
