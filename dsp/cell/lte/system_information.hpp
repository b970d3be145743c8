#pragma once
// SystemInformation messages: what SIB2 to SIB7 say about power, reselection and neighbours.
// TS 36.331 §6.2.2, §6.3.1, §6.3.4.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/core/detection.hpp"
#include "models/core/result.hpp"

namespace sb::dsp::lte {

/// Read as far as the rules need it; the rest is walked over.
struct Sib2 {
  std::int8_t reference_signal_power_dbm = 0;    ///< EPRE, -60..50
  std::optional<std::uint16_t> ul_channel;       ///< EARFCN; not said: by the duplex distance
  std::optional<std::uint8_t> ul_bandwidth_prb;  ///< not said: as wide as the downlink
};

struct Sib3 {
  std::uint8_t q_hyst_db = 0;                         ///< 0..24
  std::optional<std::uint8_t> s_non_intra_search_db;  ///< 0..62
  std::uint8_t thresh_serving_low_db = 0;             ///< 0..62
  std::uint8_t priority = 0;                          ///< cellReselectionPriority, 0..7
  std::int16_t q_rx_lev_min_dbm = 0;                  ///< -140..-44
  std::optional<std::uint8_t> s_intra_search_db;      ///< 0..62
  std::uint8_t t_reselection_s = 0;                   ///< 0..7
};

struct Sib4 {
  std::vector<std::uint16_t> neighbours;  ///< PCI, at most 16
  std::vector<PhysicalIdRange> barred;    ///< at most 16
};

/// A carrier of SIB5.
struct EutraCarrier {
  std::uint16_t channel = 0;              ///< EARFCN; 65535: beyond, in an extension that is not read
  std::int16_t q_rx_lev_min_dbm = 0;      ///< -140..-44
  std::uint8_t thresh_high_db = 0;        ///< 0..62
  std::uint8_t thresh_low_db = 0;         ///< 0..62
  std::optional<std::uint8_t> priority;   ///< 0..7
  std::vector<std::uint16_t> neighbours;  ///< PCI, at most 16
  std::vector<PhysicalIdRange> barred;    ///< at most 16
};

/// A carrier of SIB6.
struct UtraCarrier {
  Duplex duplex = Duplex::kFdd;
  std::uint16_t channel = 0;             ///< UARFCN
  std::int16_t q_rx_lev_min_dbm = 0;     ///< -119..-25, RSCP
  std::uint8_t thresh_high_db = 0;       ///< 0..62
  std::uint8_t thresh_low_db = 0;        ///< 0..62
  std::optional<std::uint8_t> priority;  ///< 0..7
};

/// A group of carriers of SIB7.
struct GeranCarriers {
  std::vector<std::uint16_t> channels;   ///< ARFCN, 1..128
  std::int16_t q_rx_lev_min_dbm = 0;     ///< -115..-25
  std::uint8_t thresh_high_db = 0;       ///< 0..62
  std::uint8_t thresh_low_db = 0;        ///< 0..62
  std::optional<std::uint8_t> priority;  ///< 0..7
};

struct SystemInformation {
  std::vector<std::uint8_t> sib_types;  ///< in the order of the message
  bool whole = true;                    ///< false: SIB8 ended the reading; it tells neither length nor end
  std::optional<Sib2> sib2;
  std::optional<Sib3> sib3;
  std::optional<Sib4> sib4;
  std::vector<EutraCarrier> eutra;
  std::vector<UtraCarrier> utra;
  std::vector<GeranCarriers> geran;
};

/// UPER of BCCH-DL-SCH-Message holding SystemInformation. Unknown extensions and SIB12 and later are skipped
/// by their lengths, SIB9 to SIB11 are walked over. Truncated, impossible or trailing non-zero octets are
/// errors that name the field.
Result<SystemInformation> parse_system_information(std::span<const std::uint8_t> message);

}  // namespace sb::dsp::lte
