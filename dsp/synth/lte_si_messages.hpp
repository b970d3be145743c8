#pragma once
// SystemInformation messages in UPER: SIB2 to SIB7 with the fields that a receiver may ask about; the rest
// has everyday values. TS 36.331 §6.2.2, §6.3.1, §6.3.2, §6.3.4; ITU-T X.691.
#include <cstdint>
#include <optional>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/synth/bits.hpp"

namespace sb::dsp::synth {

struct Sib2Content {
  int reference_signal_power_dbm = 15;                ///< -60..50
  std::optional<std::uint16_t> ul_channel = {};       ///< EARFCN
  std::optional<std::uint8_t> ul_bandwidth_prb = {};  ///< 6 15 25 50 75 100
  bool access_barring = false;                        ///< ac-BarringInfo, with both of its lists
  int mbsfn_allocations = 0;                          ///< 0..8
};

struct Sib3Content {
  int q_hyst_db = 4;                              ///< 0..6 8 10 .. 24
  std::optional<int> s_non_intra_search_db = {};  ///< even, 0..62
  int thresh_serving_low_db = 4;                  ///< even, 0..62
  int priority = 5;                               ///< 0..7
  int q_rx_lev_min_dbm = -124;                    ///< even, -140..-44
  std::optional<int> s_intra_search_db = {};      ///< even, 0..62
  int t_reselection_s = 1;                        ///< 0..7
  bool later_release = false;                     ///< with the fields of release 9 behind the root
};

struct Sib4Content {
  std::vector<std::uint16_t> neighbours = {};  ///< at most 16
  std::vector<PhysicalIdRange> barred = {};    ///< at most 16; counts of PhysCellIdRange
};

struct EutraContent {
  std::uint16_t channel = 0;
  int q_rx_lev_min_dbm = -124;
  int thresh_high_db = 22, thresh_low_db = 18;  ///< even, 0..62
  std::optional<int> priority = {};
  std::vector<std::uint16_t> neighbours = {};
  std::vector<PhysicalIdRange> barred = {};
};

struct UtraContent {
  std::uint16_t channel = 0;    ///< 0..16383
  int q_rx_lev_min_dbm = -115;  ///< odd, -119..-25
  int thresh_high_db = 12, thresh_low_db = 8;
  std::optional<int> priority = {};
};

/// How the carriers after the first are spelled.
enum class ArfcnSpelling : std::uint8_t { kExplicit, kEquallySpaced, kBitMap };

struct GeranContent {
  std::uint16_t first_channel = 0;            ///< 0..1023
  std::vector<std::uint16_t> following = {};  ///< kExplicit: any; kEquallySpaced: by their common
                                              ///< distance 1..8; kBitMap: at most 128 above the first
  ArfcnSpelling spelling = ArfcnSpelling::kExplicit;
  int q_rx_lev_min_dbm = -105;  ///< odd, -115..-25
  int thresh_high_db = 6, thresh_low_db = 4;
  std::optional<int> priority = {};
};

/// What one message says. Absent blocks are not in it.
struct SiContent {
  std::optional<Sib2Content> sib2 = {};
  std::optional<Sib3Content> sib3 = {};
  std::optional<Sib4Content> sib4 = {};
  std::vector<EutraContent> eutra = {};                 ///< SIB5, at most 8
  std::vector<UtraContent> utra = {};                   ///< SIB6, FDD, at most 16
  std::optional<std::vector<GeranContent>> geran = {};  ///< SIB7, at most 16 groups, or none
};

/// BCCH-DL-SCH-Message with SystemInformation, not yet padded. Throws std::invalid_argument for a value out
/// of range and for a message without blocks.
Bits encode_system_information(const SiContent& content);

}  // namespace sb::dsp::synth
