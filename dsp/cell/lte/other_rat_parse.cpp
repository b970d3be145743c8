// Reselection to older networks: SystemInformationBlockType6 (UTRA) and 7 (GERAN). TS 36.331 §6.3.1, §6.3.4.
#include "dsp/cell/lte/sib_parse.hpp"

namespace sb::dsp::lte {
namespace {

UtraCarrier read_utra(UperReader& in, Duplex duplex) {
  const bool extended = in.flag("CarrierFreqUTRA");
  const bool has_priority = in.flag("cellReselectionPriority");
  UtraCarrier carrier;
  carrier.duplex = duplex;
  carrier.channel = static_cast<std::uint16_t>(in.bits(14, "carrierFreq"));
  if (has_priority) carrier.priority = read_priority(in);
  carrier.thresh_high_db = read_threshold_db(in, "threshX-High");
  carrier.thresh_low_db = read_threshold_db(in, "threshX-Low");
  carrier.q_rx_lev_min_dbm =
      static_cast<std::int16_t>(2 * (static_cast<int>(in.up_to(47, 6, "q-RxLevMin")) - 60) + 1);
  in.up_to(83, 7, "p-MaxUTRA");
  if (duplex == Duplex::kFdd) in.up_to(24, 5, "q-QualMin");
  if (extended) in.skip_extensions("CarrierFreqUTRA");
  return carrier;
}

void read_utra_list(UperReader& in, Duplex duplex, std::vector<UtraCarrier>& carriers) {
  const unsigned count = in.bits(4, "carrierFreqListUTRA") + 1;
  for (unsigned i = 0; i < count && !in.failed(); ++i) carriers.push_back(read_utra(in, duplex));
}

std::uint16_t beside(unsigned first, unsigned distance) {
  constexpr unsigned kArfcns = 1024;
  return static_cast<std::uint16_t>((first + distance) % kArfcns);
}

/// CarrierFreqsGERAN: the first carrier, and the others in one of three spellings.
std::vector<std::uint16_t> read_arfcns(UperReader& in) {
  const unsigned first = in.bits(10, "startingARFCN");
  std::vector<std::uint16_t> channels{static_cast<std::uint16_t>(first)};
  in.skip(1, "bandIndicator");
  switch (in.up_to(2, 2, "followingARFCNs")) {
    case 0: {
      const unsigned count = in.bits(5, "explicitListOfARFCNs");
      for (unsigned i = 0; i < count && !in.failed(); ++i)
        channels.push_back(static_cast<std::uint16_t>(in.bits(10, "explicitListOfARFCNs")));
      break;
    }
    case 1: {
      const unsigned spacing = in.bits(3, "arfcn-Spacing") + 1;
      const unsigned count = in.bits(5, "numberOfFollowingARFCNs");
      for (unsigned i = 1; i <= count; ++i) channels.push_back(beside(first, i * spacing));
      break;
    }
    default: {
      const unsigned bits = 8 * (in.bits(4, "variableBitMapOfARFCNs") + 1);
      for (unsigned i = 1; i <= bits && !in.failed(); ++i) {
        if (in.flag("variableBitMapOfARFCNs")) channels.push_back(beside(first, i));
      }
    }
  }
  return channels;
}

GeranCarriers read_geran(UperReader& in) {
  const bool extended = in.flag("CarrierFreqsInfoGERAN");
  GeranCarriers carriers;
  carriers.channels = read_arfcns(in);
  const bool has_priority = in.flag("cellReselectionPriority");
  const bool has_p_max = in.flag("p-MaxGERAN");
  if (has_priority) carriers.priority = read_priority(in);
  in.skip(8, "ncc-Permitted");
  carriers.q_rx_lev_min_dbm =
      static_cast<std::int16_t>(2 * static_cast<int>(in.up_to(45, 6, "q-RxLevMin")) - 115);
  if (has_p_max) in.up_to(39, 6, "p-MaxGERAN");
  carriers.thresh_high_db = read_threshold_db(in, "threshX-High");
  carriers.thresh_low_db = read_threshold_db(in, "threshX-Low");
  if (extended) in.skip_extensions("CarrierFreqsInfoGERAN");
  return carriers;
}

}  // namespace

std::vector<UtraCarrier> read_sib6(UperReader& in) {
  std::vector<UtraCarrier> carriers;
  const bool extended = in.flag("SIB6");
  const bool has_fdd = in.flag("carrierFreqListUTRA-FDD");
  const bool has_tdd = in.flag("carrierFreqListUTRA-TDD");
  const bool has_scaling = in.flag("t-ReselectionUTRA-SF");
  if (has_fdd) read_utra_list(in, Duplex::kFdd, carriers);
  if (has_tdd) read_utra_list(in, Duplex::kTdd, carriers);
  in.skip(3, "t-ReselectionUTRA");
  if (has_scaling) in.skip(4, "t-ReselectionUTRA-SF");
  if (extended) in.skip_extensions("SIB6");
  return carriers;
}

std::vector<GeranCarriers> read_sib7(UperReader& in) {
  std::vector<GeranCarriers> groups;
  const bool extended = in.flag("SIB7");
  const bool has_scaling = in.flag("t-ReselectionGERAN-SF");
  const bool has_list = in.flag("carrierFreqsInfoList");
  in.skip(3, "t-ReselectionGERAN");
  if (has_scaling) in.skip(4, "t-ReselectionGERAN-SF");
  const unsigned count = has_list ? in.bits(4, "carrierFreqsInfoList") + 1 : 0;
  for (unsigned i = 0; i < count && !in.failed(); ++i) groups.push_back(read_geran(in));
  if (extended) in.skip_extensions("SIB7");
  return groups;
}

}  // namespace sb::dsp::lte
