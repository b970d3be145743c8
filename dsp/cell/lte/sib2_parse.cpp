// SystemInformationBlockType2, TS 36.331 §6.3.1 and §6.3.2: every field is walked over to reach the few that
// are kept.
#include <array>

#include "dsp/cell/lte/sib_parse.hpp"

namespace sb::dsp::lte {
namespace {

void skip_barring(UperReader& in) {
  constexpr int kConfigBits = 4 + 3 + 5;  // factor, time, special access classes
  const bool signalling = in.flag("ac-BarringForMO-Signalling");
  const bool data = in.flag("ac-BarringForMO-Data");
  in.skip(1, "ac-BarringForEmergency");
  if (signalling) in.skip(kConfigBits, "ac-BarringForMO-Signalling");
  if (data) in.skip(kConfigBits, "ac-BarringForMO-Data");
}

void skip_rach(UperReader& in) {
  const bool extended = in.flag("rach-ConfigCommon");
  const bool group_a = in.flag("preamblesGroupAConfig");
  in.skip(4, "numberOfRA-Preambles");
  if (group_a) {
    const bool group_extended = in.flag("preamblesGroupAConfig");
    in.up_to(14, 4, "sizeOfRA-PreamblesGroupA");
    in.skip(2 + 3, "messageSizeGroupA");  // with messagePowerOffsetGroupB
    if (group_extended) in.skip_extensions("preamblesGroupAConfig");
  }
  in.skip(2 + 4, "powerRampingParameters");
  in.up_to(10, 4, "preambleTransMax");
  in.skip(3 + 3 + 3, "ra-SupervisionInfo");  // response window, contention timer, maxHARQ-Msg3Tx
  if (extended) in.skip_extensions("rach-ConfigCommon");
}

void skip_prach(UperReader& in) {
  in.up_to(837, 10, "rootSequenceIndex");
  in.skip(6 + 1 + 4, "prach-ConfigIndex");  // with highSpeedFlag and zeroCorrelationZoneConfig
  in.up_to(94, 7, "prach-FreqOffset");
}

void skip_uplink_channels(UperReader& in) {
  in.skip(2 + 1, "n-SB");  // with hoppingMode
  in.up_to(98, 7, "pusch-HoppingOffset");
  in.skip(1 + 1, "enable64QAM");  // with groupHoppingEnabled
  in.up_to(29, 5, "groupAssignmentPUSCH");
  in.skip(1 + 3, "cyclicShift");  // with sequenceHoppingEnabled
  in.up_to(2, 2, "deltaPUCCH-Shift");
  in.up_to(98, 7, "nRB-CQI");
  in.skip(3 + 11, "n1PUCCH-AN");  // with nCS-AN
  if (!in.flag("soundingRS-UL-ConfigCommon")) return;
  in.skip(1 + 3 + 4 + 1, "srs-BandwidthConfig");  // srs-MaxUpPts says no more than that it is there
}

void skip_power_control(UperReader& in) {
  in.up_to(150, 8, "p0-NominalPUSCH");
  in.skip(3 + 5, "alpha");  // with p0-NominalPUCCH
  in.up_to(2, 2, "deltaF-PUCCH-Format1");
  in.up_to(2, 2, "deltaF-PUCCH-Format1b");
  in.skip(2, "deltaF-PUCCH-Format2");
  in.up_to(2, 2, "deltaF-PUCCH-Format2a");
  in.up_to(2, 2, "deltaF-PUCCH-Format2b");
  in.skip(3, "deltaPreambleMsg3");
}

void read_radio_resources(UperReader& in, Sib2& sib2) {
  const bool extended = in.flag("radioResourceConfigCommon");
  skip_rach(in);
  in.skip(2 + 2 + 3, "bcch-Config");  // with pcch-Config
  skip_prach(in);
  sib2.reference_signal_power_dbm =
      static_cast<std::int8_t>(static_cast<int>(in.up_to(110, 7, "referenceSignalPower")) - 60);
  in.skip(2, "p-b");
  skip_uplink_channels(in);
  skip_power_control(in);
  in.skip(1, "ul-CyclicPrefixLength");
  if (extended) in.skip_extensions("radioResourceConfigCommon");
}

void skip_timers(UperReader& in) {
  const bool extended = in.flag("ue-TimersAndConstants");
  in.skip(3 + 3, "t300");  // with t301
  in.up_to(6, 3, "t310");
  in.skip(3, "n310");
  in.up_to(6, 3, "t311");
  in.skip(3, "n311");
  if (extended) in.skip_extensions("ue-TimersAndConstants");
}

void read_frequency(UperReader& in, Sib2& sib2) {
  constexpr std::array<std::uint8_t, 6> kWidthsPrb{6, 15, 25, 50, 75, 100};
  const bool has_channel = in.flag("ul-CarrierFreq");
  const bool has_width = in.flag("ul-Bandwidth");
  if (has_channel) sib2.ul_channel = static_cast<std::uint16_t>(in.bits(16, "ul-CarrierFreq"));
  if (has_width) sib2.ul_bandwidth_prb = kWidthsPrb[in.up_to(5, 3, "ul-Bandwidth")];
  in.skip(5, "additionalSpectrumEmission");
}

void skip_mbsfn(UperReader& in) {
  const unsigned count = in.bits(3, "mbsfn-SubframeConfigList") + 1;
  for (unsigned i = 0; i < count && !in.failed(); ++i) {
    in.up_to(5, 3, "radioframeAllocationPeriod");
    in.skip(3, "radioframeAllocationOffset");
    in.skip(in.flag("subframeAllocation") ? 24 : 6, "subframeAllocation");
  }
}

}  // namespace

Sib2 read_sib2(UperReader& in) {
  Sib2 sib2;
  const bool extended = in.flag("SIB2");
  const bool barring = in.flag("ac-BarringInfo");
  const bool mbsfn = in.flag("mbsfn-SubframeConfigList");
  if (barring) skip_barring(in);
  read_radio_resources(in, sib2);
  skip_timers(in);
  read_frequency(in, sib2);
  if (mbsfn) skip_mbsfn(in);
  in.skip(3, "timeAlignmentTimerCommon");
  if (extended) in.skip_extensions("SIB2");
  return sib2;
}

}  // namespace sb::dsp::lte
