// Unaligned packed encoding of SystemInformationBlockType1, TS 36.331 §6.2.2, X.691.
#include <array>

#include "dsp/cell/lte/sib1.hpp"
#include "dsp/cell/lte/uper_reader.hpp"

namespace sb::dsp::lte {
namespace {

std::uint16_t digits(UperReader& in, int count, const char* field) {
  unsigned value = 0;
  for (int i = 0; i < count; ++i) value = 10 * value + in.up_to(9, 4, field);
  return static_cast<std::uint16_t>(value);
}

void read_plmns(UperReader& in, Sib1& sib1) {
  const unsigned count = in.up_to(5, 3, "plmn-IdentityList") + 1;
  for (unsigned i = 0; i < count && !in.failed(); ++i) {
    BroadcastPlmn entry;
    if (in.flag("mcc")) {
      entry.plmn.mcc = digits(in, 3, "mcc");
    } else if (i > 0) {
      entry.plmn.mcc = sib1.plmns.back().plmn.mcc;  // "same as in the preceding entry"
    } else {
      in.refuse("plmn-IdentityList: its first entry has no mcc");
    }
    entry.plmn.mnc_digits = in.flag("mnc") ? 3 : 2;
    entry.plmn.mnc = digits(in, entry.plmn.mnc_digits, "mnc");
    entry.reserved_for_operator_use = !in.flag("cellReservedForOperatorUse");
    sib1.plmns.push_back(entry);
  }
}

void read_access(UperReader& in, Sib1& sib1) {
  const bool has_csg_identity = in.flag("csg-Identity");
  read_plmns(in, sib1);
  sib1.tac = static_cast<std::uint16_t>(in.bits(16, "trackingAreaCode"));
  sib1.cell_identity = in.bits(28, "cellIdentity");
  sib1.cell_barred = !in.flag("cellBarred");
  sib1.intra_frequency_reselection = !in.flag("intraFreqReselection");
  sib1.csg_indication = in.flag("csg-Indication");
  if (has_csg_identity) in.bits(27, "csg-Identity");
}

/// Sixteen values in the root of SIB-Type (3 .. 18); later ones follow the extension bit as a small number.
std::uint8_t read_sib_type(UperReader& in) {
  constexpr unsigned kFirst = 3;
  constexpr unsigned kFirstExtension = 19;
  if (!in.flag("sib-MappingInfo")) return static_cast<std::uint8_t>(kFirst + in.bits(4, "sib-MappingInfo"));
  if (in.flag("sib-MappingInfo")) in.refuse("sib-MappingInfo: a SIB-Type beyond 82");
  return static_cast<std::uint8_t>(kFirstExtension + in.bits(6, "sib-MappingInfo"));
}

void read_scheduling(UperReader& in, Sib1& sib1) {
  const unsigned messages = in.bits(5, "schedulingInfoList") + 1;
  for (unsigned i = 0; i < messages && !in.failed(); ++i) {
    SiScheduling message;
    message.periodicity_frames = static_cast<std::uint16_t>(8U << in.up_to(6, 3, "si-Periodicity"));
    const unsigned types = in.bits(5, "sib-MappingInfo");
    for (unsigned j = 0; j < types && !in.failed(); ++j) message.sib_types.push_back(read_sib_type(in));
    sib1.scheduling.push_back(std::move(message));
  }
}

void read_tdd(UperReader& in, Sib1& sib1) {
  Sib1::TddConfig tdd{};
  tdd.subframe_assignment = static_cast<std::uint8_t>(in.up_to(6, 3, "subframeAssignment"));
  tdd.special_subframe_patterns = static_cast<std::uint8_t>(in.up_to(8, 4, "specialSubframePatterns"));
  sib1.tdd = tdd;
}

void read_sib1(UperReader& in, Sib1& sib1) {
  constexpr std::array<std::uint16_t, 7> kWindowsMs{1, 2, 5, 10, 15, 20, 40};
  const bool has_p_max = in.flag("p-Max");
  const bool has_tdd = in.flag("tdd-Config");
  const bool has_extension = in.flag("nonCriticalExtension");
  read_access(in, sib1);
  const bool has_offset = in.flag("q-RxLevMinOffset");
  sib1.q_rx_lev_min_dbm = static_cast<std::int16_t>(
      2 * (static_cast<int>(in.up_to(48, 6, "q-RxLevMin")) - 70));  // in steps of 2 dB
  if (has_offset) in.bits(3, "q-RxLevMinOffset");
  if (has_p_max) sib1.p_max_dbm = static_cast<std::int8_t>(static_cast<int>(in.bits(6, "p-Max")) - 30);
  sib1.band = static_cast<std::uint16_t>(in.bits(6, "freqBandIndicator") + 1);
  read_scheduling(in, sib1);
  if (has_tdd) read_tdd(in, sib1);
  sib1.si_window_ms = kWindowsMs[in.up_to(6, 3, "si-WindowLength")];
  sib1.value_tag = static_cast<std::uint8_t>(in.bits(5, "systemInfoValueTag"));
  // Later releases (freqBandIndicator-v9e0 for bands above 64 among them) lie in the extension, which is
  // skipped.
  if (!has_extension) in.expect_padding();
}

}  // namespace

Result<Sib1> parse_sib1(std::span<const std::uint8_t> message) {
  UperReader in(message, "SIB1");
  Sib1 sib1;
  if (in.flag("BCCH-DL-SCH-Message"))
    return fail(ErrorCode::kUnsupported, "BCCH-DL-SCH-Message: class extension");
  const bool is_sib1 = in.flag("BCCH-DL-SCH-Message");
  if (!in.failed() && !is_sib1) {
    return fail(ErrorCode::kUnsupported, "BCCH-DL-SCH-Message: system information other than SIB1");
  }
  read_sib1(in, sib1);
  if (in.failed()) return fail(ErrorCode::kUnreadable, in.error());
  return sib1;
}

}  // namespace sb::dsp::lte
