#include "dsp/synth/lte_messages.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace sb::dsp::synth {
namespace {

void require(bool good, const char* what) {
  if (!good) throw std::invalid_argument(std::string("LteCellConfig: ") + what);
}

/// Position of a value in an ENUMERATED's list.
template <std::size_t N>
std::uint32_t enumerated(const std::array<std::uint16_t, N>& values, std::uint16_t value, const char* what) {
  const auto found = std::find(values.begin(), values.end(), value);
  require(found != values.end(), what);
  return static_cast<std::uint32_t>(found - values.begin());
}

void put_plmn(Bits& out, const models::Plmn& plmn, bool reserved) {
  require(plmn.mcc <= 999 && plmn.mnc <= 999, "PLMN digits");
  require(plmn.mnc_digits == 2 || plmn.mnc_digits == 3, "PLMN digits");
  require(plmn.mnc_digits == 3 || plmn.mnc <= 99, "PLMN digits");
  append_bits(out, 1, 1);  // mcc present
  append_bits(out, plmn.mcc / 100U, 4);
  append_bits(out, plmn.mcc / 10U % 10U, 4);
  append_bits(out, plmn.mcc % 10U, 4);
  append_bits(out, plmn.mnc_digits - 2U, 1);
  if (plmn.mnc_digits == 3) append_bits(out, plmn.mnc / 100U, 4);
  append_bits(out, plmn.mnc / 10U % 10U, 4);
  append_bits(out, plmn.mnc % 10U, 4);
  append_bits(out, reserved ? 0 : 1, 1);  // ENUMERATED {reserved, notReserved}
}

void put_access_information(Bits& out, const LteCellConfig& c) {
  require(!c.plmns.empty() && c.plmns.size() <= 6, "1..6 PLMNs");
  require(c.cell_identity < 1U << 28U, "cell identity of 28 bits");
  append_bits(out, 0, 1);  // no csg-Identity
  append_bits(out, static_cast<std::uint32_t>(c.plmns.size() - 1), 3);
  for (std::size_t i = 0; i < c.plmns.size(); ++i) {
    put_plmn(out, c.plmns[i], i < c.plmn_reserved.size() && c.plmn_reserved[i]);
  }
  append_bits(out, c.tac, 16);
  append_bits(out, c.cell_identity, 28);
  append_bits(out, c.barred ? 0 : 1, 1);                       // ENUMERATED {barred, notBarred}
  append_bits(out, c.intra_frequency_reselection ? 0 : 1, 1);  // ENUMERATED {allowed, notAllowed}
  append_bits(out, 0, 1);                                      // csg-Indication
}

void put_scheduling(Bits& out, const LteCellConfig& c) {
  constexpr std::array<std::uint16_t, 7> kPeriodicity = {8, 16, 32, 64, 128, 256, 512};
  require(!c.si_messages.empty() && c.si_messages.size() <= 32, "1..32 SI messages");
  append_bits(out, static_cast<std::uint32_t>(c.si_messages.size() - 1), 5);
  for (const SiMessage& message : c.si_messages) {
    append_bits(out, enumerated(kPeriodicity, message.periodicity_frames, "SI periodicity"), 3);
    require(message.sib_types.size() <= 31, "at most 31 SIBs in a message");
    append_bits(out, static_cast<std::uint32_t>(message.sib_types.size()), 5);
    for (const std::uint8_t type : message.sib_types) {
      require(type >= 3 && type <= 18, "SIB type 3..18");
      append_bits(out, 0, 1);  // within the extension root
      append_bits(out, type - 3U, 4);
    }
  }
}

}  // namespace

Bits encode_mib(const LteCellConfig& config, std::uint16_t sfn) {
  constexpr std::array<std::uint16_t, 6> kBandwidths = {6, 15, 25, 50, 75, 100};
  Bits out;
  append_bits(out, enumerated(kBandwidths, config.bandwidth_prb, "bandwidth of 6 15 25 50 75 100 PRB"), 3);
  append_bits(out, static_cast<std::uint32_t>(config.phich_duration), 1);
  append_bits(out, static_cast<std::uint32_t>(config.phich_resource), 2);
  append_bits(out, sfn >> 2U, 8);
  append_bits(out, 0, 10);
  return out;
}

Bits encode_sib1(const LteCellConfig& c) {
  constexpr std::array<std::uint16_t, 7> kWindow = {1, 2, 5, 10, 15, 20, 40};
  require(c.q_rx_lev_min_dbm >= -140 && c.q_rx_lev_min_dbm <= -44 && c.q_rx_lev_min_dbm % 2 == 0,
          "q-RxLevMin");
  require(c.band >= 1 && c.band <= 64, "band 1..64");
  require(c.value_tag <= 31, "value tag 0..31");
  Bits out;
  append_bits(out, 0, 1);  // message: c1
  append_bits(out, 1, 1);  // c1: systemInformationBlockType1
  append_bits(out, c.p_max_dbm ? 1 : 0, 1);
  append_bits(out, c.duplex == Duplex::kTdd ? 1 : 0, 1);
  append_bits(out, 0, 1);  // no nonCriticalExtension
  put_access_information(out, c);
  append_bits(out, 0, 1);  // no q-RxLevMinOffset
  append_bits(out, static_cast<std::uint32_t>(c.q_rx_lev_min_dbm / 2 + 70), 6);
  if (c.p_max_dbm) {
    require(*c.p_max_dbm >= -30 && *c.p_max_dbm <= 33, "p-Max");
    append_bits(out, static_cast<std::uint32_t>(*c.p_max_dbm + 30), 6);
  }
  append_bits(out, c.band - 1U, 6);
  put_scheduling(out, c);
  if (c.duplex == Duplex::kTdd) {
    append_bits(out, c.tdd_config, 3);
    append_bits(out, c.tdd_special, 4);
  }
  append_bits(out, enumerated(kWindow, c.si_window_ms, "SI window"), 3);
  append_bits(out, c.value_tag, 5);
  return out;
}

}  // namespace sb::dsp::synth
