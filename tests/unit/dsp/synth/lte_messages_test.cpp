#include "dsp/synth/lte_messages.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace sb::dsp::synth {
namespace {

std::string text(const Bits& bits) {
  std::string out;
  for (const auto bit : bits) out += bit == 1 ? '1' : '0';
  return out;
}

TEST(Mib, FieldsByHand) {
  LteCellConfig c;
  c.bandwidth_prb = 50;
  c.phich_duration = PhichDuration::kExtended;
  c.phich_resource = PhichResource::kHalf;
  // n50, extended, half, SFN 0b10'1101'0111 without its last two bits, spare
  EXPECT_EQ(text(encode_mib(c, 0b1011010111)), std::string("011") + "1" + "01" + "10110101" + "0000000000");
}

TEST(Sib1, FieldsByHand) {
  LteCellConfig c;
  c.duplex = Duplex::kTdd;
  c.tdd_config = 1;
  c.tdd_special = 6;
  c.plmns = {{460, 0, 2}, {302, 720, 3}};
  c.plmn_reserved = {true};
  c.tac = 0xA005;
  c.cell_identity = 0x8000001;
  c.barred = true;
  c.intra_frequency_reselection = false;
  c.q_rx_lev_min_dbm = -120;
  c.p_max_dbm = 23;
  c.band = 39;
  c.si_messages = {{16, {3, 13}}, {512, {}}};
  c.si_window_ms = 40;
  c.value_tag = 21;
  const std::string expected = std::string("01") + "110" +  // SIB1; p-Max, tdd-Config, no extension
                               "0" + "001" +                // no csg-Identity; two PLMNs
                               "1"
                               "0100"
                               "0110"
                               "0000"
                               "0"
                               "0000"
                               "0000" +
                               "0" +  // 460-00 reserved
                               "1"
                               "0011"
                               "0000"
                               "0010"
                               "1"
                               "0111"
                               "0010"
                               "0000" +
                               "1" +  // 302-720 not reserved
                               "1010000000000101" + "1000000000000000000000000001" +
                               "0"
                               "1"
                               "0" +  // TAC, identity, barred, not allowed, no CSG
                               "0"
                               "001010" +
                               "110101" + "100110" +  // -120/2 + 70 = 10; 23 + 30; 39 - 1
                               "00001" +
                               "001"
                               "00010"
                               "00000"
                               "01010" +
                               "110"
                               "00000" +  // two SI messages
                               "001"
                               "0110" +
                               "110" + "10101";
  EXPECT_EQ(text(encode_sib1(c)), expected);
}

TEST(Sib1, RefusesWhatCannotBeSaid) {
  const auto refused = [](auto change) {
    LteCellConfig c;
    change(c);
    EXPECT_THROW(encode_sib1(c), std::invalid_argument);
  };
  refused([](LteCellConfig& c) { c.plmns.clear(); });
  refused([](LteCellConfig& c) { c.plmns.assign(7, {452, 4, 2}); });
  refused([](LteCellConfig& c) { c.plmns = {{452, 100, 2}}; });
  refused([](LteCellConfig& c) { c.cell_identity = 1U << 28U; });
  refused([](LteCellConfig& c) { c.band = 65; });
  refused([](LteCellConfig& c) { c.q_rx_lev_min_dbm = -121; });
  refused([](LteCellConfig& c) { c.si_window_ms = 30; });
  refused([](LteCellConfig& c) { c.si_messages = {{16, {2}}}; });
}

}  // namespace
}  // namespace sb::dsp::synth
