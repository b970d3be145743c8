#include "dsp/synth/lte_si_messages.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace sb::dsp::synth {
namespace {

void require(bool good, const char* what) {
  if (!good) throw std::invalid_argument(std::string("SiContent: ") + what);
}

/// An INTEGER (low .. high) counted in steps.
void put_number(Bits& out, int value, int low, int high, int step, int width, const char* what) {
  require(value >= low && value <= high && (value - low) % step == 0, what);
  append_bits(out, static_cast<std::uint32_t>((value - low) / step), width);
}

template <typename T, std::size_t N>
void put_enumerated(Bits& out, const std::array<T, N>& values, int value, int width, const char* what) {
  const auto found = std::find(values.begin(), values.end(), static_cast<T>(value));
  require(found != values.end(), what);
  append_bits(out, static_cast<std::uint32_t>(found - values.begin()), width);
}

void put_flag(Bits& out, bool flag) {
  append_bits(out, flag ? 1 : 0, 1);
}

void put_threshold(Bits& out, int value_db, const char* what) {
  put_number(out, value_db, 0, 62, 2, 5, what);
}

void put_q_rx_lev_min(Bits& out, int value_dbm) {
  put_number(out, value_dbm, -140, -44, 2, 6, "q-RxLevMin");
}

void put_size(Bits& out, std::size_t size, std::size_t most, int width, const char* what) {
  require(size >= 1 && size <= most, what);
  append_bits(out, static_cast<std::uint32_t>(size - 1), width);
}

void put_optional_priority(Bits& out, const std::optional<int>& priority) {
  if (priority) put_number(out, *priority, 0, 7, 1, 3, "cellReselectionPriority");
}

/// The values of a macro cell; only what Sib2Content names can be asked for.
void put_radio_resources(Bits& out, const Sib2Content& c) {
  put_flag(out, false);       // radioResourceConfigCommon: root only
  put_flag(out, false);       // rach-ConfigCommon: root only
  put_flag(out, true);        // preamblesGroupAConfig
  append_bits(out, 12, 4);    // numberOfRA-Preambles n52
  put_flag(out, false);       // preamblesGroupAConfig: root only
  append_bits(out, 6, 4);     // sizeOfRA-PreamblesGroupA n28
  append_bits(out, 0, 2);     // messageSizeGroupA b56
  append_bits(out, 4, 3);     // messagePowerOffsetGroupB dB10
  append_bits(out, 1, 2);     // powerRampingStep dB2
  append_bits(out, 8, 4);     // preambleInitialReceivedTargetPower -104
  append_bits(out, 6, 4);     // preambleTransMax n10
  append_bits(out, 7, 3);     // ra-ResponseWindowSize sf10
  append_bits(out, 7, 3);     // mac-ContentionResolutionTimer sf64
  append_bits(out, 4, 3);     // maxHARQ-Msg3Tx 5
  append_bits(out, 0, 2);     // modificationPeriodCoeff n2
  append_bits(out, 2, 2);     // defaultPagingCycle rf128
  append_bits(out, 2, 3);     // nB oneT
  append_bits(out, 586, 10);  // rootSequenceIndex
  append_bits(out, 3, 6);     // prach-ConfigIndex
  put_flag(out, false);       // highSpeedFlag
  append_bits(out, 5, 4);     // zeroCorrelationZoneConfig
  append_bits(out, 8, 7);     // prach-FreqOffset
  put_number(out, c.reference_signal_power_dbm, -60, 50, 1, 7, "referenceSignalPower");
  append_bits(out, 1, 2);      // p-b
  append_bits(out, 3, 2);      // n-SB 4
  append_bits(out, 0, 1);      // hoppingMode interSubFrame
  append_bits(out, 26, 7);     // pusch-HoppingOffset
  append_bits(out, 0b10, 2);   // enable64QAM, no group hopping
  append_bits(out, 0, 5);      // groupAssignmentPUSCH
  append_bits(out, 0, 1 + 3);  // no sequence hopping, cyclicShift 0
  append_bits(out, 0, 2);      // deltaPUCCH-Shift ds1
  append_bits(out, 1, 7);      // nRB-CQI
  append_bits(out, 0, 3);      // nCS-AN
  append_bits(out, 72, 11);    // n1PUCCH-AN
  append_bits(out, 0, 1);      // soundingRS-UL-ConfigCommon: release
  append_bits(out, 59, 8);     // p0-NominalPUSCH -67
  append_bits(out, 4, 3);      // alpha al07
  append_bits(out, 22, 5);     // p0-NominalPUCCH -105
  append_bits(out, 1, 2);      // deltaF-PUCCH-Format1 deltaF0
  append_bits(out, 1, 2);      // deltaF-PUCCH-Format1b deltaF3
  append_bits(out, 2, 2);      // deltaF-PUCCH-Format2 deltaF1
  append_bits(out, 2, 2);      // deltaF-PUCCH-Format2a deltaF2
  append_bits(out, 2, 2);      // deltaF-PUCCH-Format2b deltaF2
  append_bits(out, 5, 3);      // deltaPreambleMsg3 4
  append_bits(out, 0, 1);      // ul-CyclicPrefixLength len1
}

void put_sib2(Bits& out, const Sib2Content& c) {
  constexpr std::array<int, 6> kWidths{6, 15, 25, 50, 75, 100};
  require(c.mbsfn_allocations >= 0 && c.mbsfn_allocations <= 8, "0..8 MBSFN allocations");
  put_flag(out, false);  // root only
  put_flag(out, c.access_barring);
  put_flag(out, c.mbsfn_allocations > 0);
  if (c.access_barring) {
    append_bits(out, 0b110, 3);  // both lists; emergency calls are not barred
    for (const std::uint32_t special : {0b00000U, 0b10101U}) {
      append_bits(out, 8, 4);  // ac-BarringFactor p40
      append_bits(out, 4, 3);  // ac-BarringTime s64
      append_bits(out, special, 5);
    }
  }
  put_radio_resources(out, c);
  put_flag(out, false);              // ue-TimersAndConstants: root only
  append_bits(out, 0b101011101, 9);  // t300 ms1000, t301 ms400, t310 ms1000
  append_bits(out, 0b111001000, 9);  // n310 n20, t311 ms3000, n311 n1
  put_flag(out, c.ul_channel.has_value());
  put_flag(out, c.ul_bandwidth_prb.has_value());
  if (c.ul_channel) append_bits(out, *c.ul_channel, 16);
  if (c.ul_bandwidth_prb) put_enumerated(out, kWidths, *c.ul_bandwidth_prb, 3, "ul-Bandwidth");
  append_bits(out, 0, 5);  // additionalSpectrumEmission 1
  if (c.mbsfn_allocations > 0) {
    append_bits(out, static_cast<std::uint32_t>(c.mbsfn_allocations - 1), 3);
    for (int i = 0; i < c.mbsfn_allocations; ++i) {
      append_bits(out, 0b001000, 6);  // every second frame, offset 0
      put_flag(out, i % 2 == 1);      // oneFrame, fourFrames, ...
      append_bits(out, 0b100001, i % 2 == 1 ? 24 : 6);
    }
  }
  append_bits(out, 6, 3);  // timeAlignmentTimerCommon sf10240
}

void put_sib3(Bits& out, const Sib3Content& c) {
  constexpr std::array<int, 16> kHysteresis{0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24};
  put_flag(out, c.later_release);
  put_flag(out, false);  // no speedStateReselectionPars
  put_enumerated(out, kHysteresis, c.q_hyst_db, 4, "q-Hyst");
  put_flag(out, c.s_non_intra_search_db.has_value());
  if (c.s_non_intra_search_db) put_threshold(out, *c.s_non_intra_search_db, "s-NonIntraSearch");
  put_threshold(out, c.thresh_serving_low_db, "threshServingLow");
  put_number(out, c.priority, 0, 7, 1, 3, "cellReselectionPriority");
  put_flag(out, true);  // p-Max
  put_flag(out, c.s_intra_search_db.has_value());
  put_flag(out, false);  // no allowedMeasBandwidth
  put_flag(out, true);   // t-ReselectionEUTRA-SF
  put_q_rx_lev_min(out, c.q_rx_lev_min_dbm);
  append_bits(out, 53, 6);  // p-Max 23
  if (c.s_intra_search_db) put_threshold(out, *c.s_intra_search_db, "s-IntraSearch");
  append_bits(out, 0b001, 3);  // presenceAntennaPort1, neighCellConfig
  put_number(out, c.t_reselection_s, 0, 7, 1, 3, "t-ReselectionEUTRA");
  append_bits(out, 0b1110, 4);  // medium lDot0, high oDot75
  if (!c.later_release) return;
  append_bits(out, 0b0000001, 7);  // two additions ...
  append_bits(out, 0b01, 2);       // ... of which the group of release 9 is there
  append_bits(out, 2, 8);          // in two octets:
  append_bits(out, 0b0010, 4);     // q-QualMin-r9 alone
  append_bits(out, 16, 5);         // -18
  append_bits(out, 0, 7);
}

void put_ranges(Bits& out, const std::vector<PhysicalIdRange>& ranges) {
  constexpr std::array<int, 14> kCounts{4, 8, 12, 16, 24, 32, 48, 64, 84, 96, 128, 168, 252, 504};
  put_size(out, ranges.size(), 16, 4, "at most 16 black-listed ranges");
  for (const PhysicalIdRange& range : ranges) {
    put_flag(out, range.count != 1);
    put_number(out, range.first, 0, 503, 1, 9, "PCI 0..503");
    if (range.count != 1) put_enumerated(out, kCounts, range.count, 4, "PhysCellIdRange");
  }
}

/// With an offset of 0 dB. SIB4's entries have an extension bit.
void put_neighbours(Bits& out, const std::vector<std::uint16_t>& ids, bool extensible) {
  put_size(out, ids.size(), 16, 4, "at most 16 neighbours");
  for (const auto id : ids) {
    if (extensible) put_flag(out, false);
    put_number(out, id, 0, 503, 1, 9, "PCI 0..503");
    append_bits(out, 15, 5);
  }
}

void put_sib4(Bits& out, const Sib4Content& c) {
  put_flag(out, false);  // root only
  put_flag(out, !c.neighbours.empty());
  put_flag(out, !c.barred.empty());
  put_flag(out, false);  // no csg-PhysCellIdRange
  if (!c.neighbours.empty()) put_neighbours(out, c.neighbours, true);
  if (!c.barred.empty()) put_ranges(out, c.barred);
}

void put_eutra(Bits& out, const EutraContent& c) {
  put_flag(out, false);  // root only
  put_flag(out, true);   // p-Max
  put_flag(out, false);  // no t-ReselectionEUTRA-SF
  put_flag(out, c.priority.has_value());
  put_flag(out, true);  // q-OffsetFreq
  put_flag(out, !c.neighbours.empty());
  put_flag(out, !c.barred.empty());
  append_bits(out, c.channel, 16);
  put_q_rx_lev_min(out, c.q_rx_lev_min_dbm);
  append_bits(out, 53, 6);  // p-Max 23
  append_bits(out, 1, 3);   // t-ReselectionEUTRA
  put_threshold(out, c.thresh_high_db, "threshX-High");
  put_threshold(out, c.thresh_low_db, "threshX-Low");
  append_bits(out, 3, 3);  // allowedMeasBandwidth mbw50
  append_bits(out, 1, 1);  // presenceAntennaPort1
  put_optional_priority(out, c.priority);
  append_bits(out, 0b10, 2);  // neighCellConfig
  append_bits(out, 17, 5);    // q-OffsetFreq dB2
  if (!c.neighbours.empty()) put_neighbours(out, c.neighbours, false);
  if (!c.barred.empty()) put_ranges(out, c.barred);
}

void put_sib5(Bits& out, const std::vector<EutraContent>& carriers) {
  put_flag(out, false);  // root only
  put_size(out, carriers.size(), 8, 3, "at most 8 carriers of E-UTRA");
  for (const EutraContent& carrier : carriers) put_eutra(out, carrier);
}

void put_sib6(Bits& out, const std::vector<UtraContent>& carriers) {
  append_bits(out, 0b0100, 4);  // root only; FDD, no TDD, no scaling
  put_size(out, carriers.size(), 16, 4, "at most 16 carriers of UTRA");
  for (const UtraContent& c : carriers) {
    put_flag(out, false);  // root only
    put_flag(out, c.priority.has_value());
    require(c.channel < 1U << 14U, "UARFCN 0..16383");
    append_bits(out, c.channel, 14);
    put_optional_priority(out, c.priority);
    put_threshold(out, c.thresh_high_db, "threshX-High");
    put_threshold(out, c.thresh_low_db, "threshX-Low");
    put_number(out, c.q_rx_lev_min_dbm, -119, -25, 2, 6, "q-RxLevMin of UTRA");
    append_bits(out, 74, 7);  // p-MaxUTRA 24
    append_bits(out, 6, 5);   // q-QualMin -18
  }
  append_bits(out, 2, 3);  // t-ReselectionUTRA
}

void put_arfcns(Bits& out, const GeranContent& c) {
  const auto distance = [&](std::uint16_t channel) { return (channel + 1024U - c.first_channel) % 1024U; };
  append_bits(out, c.first_channel, 10);
  put_flag(out, false);  // dcs1800
  require(c.following.size() <= 31 || c.spelling == ArfcnSpelling::kBitMap, "at most 31 following carriers");
  switch (c.spelling) {
    case ArfcnSpelling::kExplicit:
      append_bits(out, 0, 2);
      append_bits(out, static_cast<std::uint32_t>(c.following.size()), 5);
      for (const auto channel : c.following) append_bits(out, channel, 10);
      break;
    case ArfcnSpelling::kEquallySpaced: {
      require(!c.following.empty(), "equally spaced carriers");
      const unsigned spacing = distance(c.following.front());
      for (std::size_t i = 0; i < c.following.size(); ++i)
        require(distance(c.following[i]) == (i + 1) * spacing, "equally spaced carriers");
      append_bits(out, 1, 2);
      put_number(out, static_cast<int>(spacing), 1, 8, 1, 3, "arfcn-Spacing");
      append_bits(out, static_cast<std::uint32_t>(c.following.size()), 5);
      break;
    }
    case ArfcnSpelling::kBitMap: {
      unsigned farthest = 1;
      for (const auto channel : c.following) farthest = std::max(farthest, distance(channel));
      require(farthest <= 128, "carriers at most 128 above the first");
      Bits map((farthest + 7) / 8 * 8, 0);
      for (const auto channel : c.following) map.at(distance(channel) - 1) = 1;
      append_bits(out, 2, 2);
      append_bits(out, static_cast<std::uint32_t>(map.size() / 8 - 1), 4);
      out.insert(out.end(), map.begin(), map.end());
    }
  }
}

void put_sib7(Bits& out, const std::vector<GeranContent>& groups) {
  append_bits(out, 0b00, 2);  // root only, no scaling
  put_flag(out, !groups.empty());
  append_bits(out, 1, 3);  // t-ReselectionGERAN
  if (groups.empty()) return;
  put_size(out, groups.size(), 16, 4, "at most 16 groups of GERAN");
  for (const GeranContent& c : groups) {
    put_flag(out, false);  // root only
    put_arfcns(out, c);
    put_flag(out, c.priority.has_value());
    put_flag(out, true);  // p-MaxGERAN
    put_optional_priority(out, c.priority);
    append_bits(out, 0xFF, 8);  // ncc-Permitted
    put_number(out, c.q_rx_lev_min_dbm, -115, -25, 2, 6, "q-RxLevMin of GERAN");
    append_bits(out, 33, 6);  // p-MaxGERAN
    put_threshold(out, c.thresh_high_db, "threshX-High");
    put_threshold(out, c.thresh_low_db, "threshX-Low");
  }
}

}  // namespace

Bits encode_system_information(const SiContent& c) {
  std::vector<Bits> blocks;
  const auto begin = [&](std::uint32_t sib) -> Bits& {
    Bits& block = blocks.emplace_back();
    append_bits(block, sib - 2, 1 + 4);  // of the root's alternatives
    return block;
  };
  if (c.sib2) put_sib2(begin(2), *c.sib2);
  if (c.sib3) put_sib3(begin(3), *c.sib3);
  if (c.sib4) put_sib4(begin(4), *c.sib4);
  if (!c.eutra.empty()) put_sib5(begin(5), c.eutra);
  if (!c.utra.empty()) put_sib6(begin(6), c.utra);
  if (c.geran) put_sib7(begin(7), *c.geran);
  Bits out;
  append_bits(out, 0, 4);  // c1, systemInformation, release 8, no nonCriticalExtension
  put_size(out, blocks.size(), 32, 5, "a block at least");
  for (const Bits& block : blocks) out.insert(out.end(), block.begin(), block.end());
  return out;
}

}  // namespace sb::dsp::synth
