// Reselection within E-UTRA: SystemInformationBlockType3 to 5. TS 36.331 §6.3.1, §6.3.4.
#include <array>

#include "dsp/cell/lte/sib_parse.hpp"

namespace sb::dsp::lte {
namespace {

constexpr int kScalingBits = 2 + 2;  ///< SpeedStateScaleFactors and q-HystSF

std::uint16_t read_physical_id(UperReader& in) {
  return static_cast<std::uint16_t>(in.up_to(503, 9, "physCellId"));
}

PhysicalIdRange read_range(UperReader& in) {
  constexpr std::array<std::uint16_t, 14> kCounts{4, 8, 12, 16, 24, 32, 48, 64, 84, 96, 128, 168, 252, 504};
  const bool several = in.flag("physCellIdRange");
  PhysicalIdRange range{read_physical_id(in), 1};
  if (several) range.count = kCounts[in.up_to(kCounts.size() - 1, 4, "physCellIdRange")];
  return range;
}

std::vector<PhysicalIdRange> read_barred(UperReader& in) {
  std::vector<PhysicalIdRange> barred;
  const unsigned count = in.bits(4, "BlackCellList") + 1;
  for (unsigned i = 0; i < count && !in.failed(); ++i) barred.push_back(read_range(in));
  return barred;
}

/// PhysCellId and Q-OffsetRange; entries of SIB4 can be extended, those of SIB5 cannot.
std::vector<std::uint16_t> read_neighbours(UperReader& in, bool extensible) {
  std::vector<std::uint16_t> ids;
  const unsigned count = in.bits(4, "NeighCellList") + 1;
  for (unsigned i = 0; i < count && !in.failed(); ++i) {
    const bool extended = extensible && in.flag("NeighCellInfo");
    ids.push_back(read_physical_id(in));
    in.up_to(30, 5, "q-OffsetCell");
    if (extended) in.skip_extensions("NeighCellInfo");
  }
  return ids;
}

std::uint8_t read_hysteresis_db(UperReader& in) {
  constexpr std::array<std::uint8_t, 16> kSteps{0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24};
  const bool has_speed = in.flag("speedStateReselectionPars");
  const std::uint8_t hysteresis = kSteps[in.bits(4, "q-Hyst")];
  if (has_speed) {
    in.skip(3 + 3 + 4 + 4, "mobilityStateParameters");
    in.skip(kScalingBits, "q-HystSF");
  }
  return hysteresis;
}

void read_serving(UperReader& in, Sib3& sib3) {
  const bool has_search = in.flag("s-NonIntraSearch");
  if (has_search) sib3.s_non_intra_search_db = read_threshold_db(in, "s-NonIntraSearch");
  sib3.thresh_serving_low_db = read_threshold_db(in, "threshServingLow");
  sib3.priority = read_priority(in);
}

void read_intra(UperReader& in, Sib3& sib3) {
  const bool has_p_max = in.flag("p-Max");
  const bool has_search = in.flag("s-IntraSearch");
  const bool has_bandwidth = in.flag("allowedMeasBandwidth");
  const bool has_scaling = in.flag("t-ReselectionEUTRA-SF");
  sib3.q_rx_lev_min_dbm = read_q_rx_lev_min_dbm(in);
  if (has_p_max) in.skip(6, "p-Max");
  if (has_search) sib3.s_intra_search_db = read_threshold_db(in, "s-IntraSearch");
  if (has_bandwidth) in.up_to(5, 3, "allowedMeasBandwidth");
  in.skip(1 + 2, "neighCellConfig");  // with presenceAntennaPort1
  sib3.t_reselection_s = static_cast<std::uint8_t>(in.bits(3, "t-ReselectionEUTRA"));
  if (has_scaling) in.skip(kScalingBits, "t-ReselectionEUTRA-SF");
}

EutraCarrier read_carrier(UperReader& in) {
  const bool extended = in.flag("InterFreqCarrierFreqInfo");
  const bool has_p_max = in.flag("p-Max");
  const bool has_scaling = in.flag("t-ReselectionEUTRA-SF");
  const bool has_priority = in.flag("cellReselectionPriority");
  const bool has_offset = in.flag("q-OffsetFreq");
  const bool has_neighbours = in.flag("interFreqNeighCellList");
  const bool has_barred = in.flag("interFreqBlackCellList");
  EutraCarrier carrier;
  carrier.channel = static_cast<std::uint16_t>(in.bits(16, "dl-CarrierFreq"));
  carrier.q_rx_lev_min_dbm = read_q_rx_lev_min_dbm(in);
  if (has_p_max) in.skip(6, "p-Max");
  in.skip(3, "t-ReselectionEUTRA");
  if (has_scaling) in.skip(kScalingBits, "t-ReselectionEUTRA-SF");
  carrier.thresh_high_db = read_threshold_db(in, "threshX-High");
  carrier.thresh_low_db = read_threshold_db(in, "threshX-Low");
  in.up_to(5, 3, "allowedMeasBandwidth");
  in.skip(1, "presenceAntennaPort1");
  if (has_priority) carrier.priority = read_priority(in);
  in.skip(2, "neighCellConfig");
  if (has_offset) in.up_to(30, 5, "q-OffsetFreq");
  if (has_neighbours) carrier.neighbours = read_neighbours(in, false);
  if (has_barred) carrier.barred = read_barred(in);
  if (extended) in.skip_extensions("InterFreqCarrierFreqInfo");
  return carrier;
}

}  // namespace

Sib3 read_sib3(UperReader& in) {
  Sib3 sib3;
  const bool extended = in.flag("SIB3");
  sib3.q_hyst_db = read_hysteresis_db(in);
  read_serving(in, sib3);
  read_intra(in, sib3);
  if (extended) in.skip_extensions("SIB3");
  return sib3;
}

Sib4 read_sib4(UperReader& in) {
  Sib4 sib4;
  const bool extended = in.flag("SIB4");
  const bool has_neighbours = in.flag("intraFreqNeighCellList");
  const bool has_barred = in.flag("intraFreqBlackCellList");
  const bool has_closed = in.flag("csg-PhysCellIdRange");
  if (has_neighbours) sib4.neighbours = read_neighbours(in, true);
  if (has_barred) sib4.barred = read_barred(in);
  if (has_closed) read_range(in);
  if (extended) in.skip_extensions("SIB4");
  return sib4;
}

std::vector<EutraCarrier> read_sib5(UperReader& in) {
  std::vector<EutraCarrier> carriers;
  const bool extended = in.flag("SIB5");
  const unsigned count = in.bits(3, "interFreqCarrierFreqList") + 1;
  for (unsigned i = 0; i < count && !in.failed(); ++i) carriers.push_back(read_carrier(in));
  if (extended) in.skip_extensions("SIB5");
  return carriers;
}

}  // namespace sb::dsp::lte
