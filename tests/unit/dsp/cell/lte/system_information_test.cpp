// Messages off the air that others decoded (corpus/l3), messages of the generator, and what no parser may
// take. That the generator speaks the standard's language is tshark's word (tests/unit/node/scan).
#include "dsp/cell/lte/system_information.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "dsp/cell/lte/broadcast_parameters.hpp"
#include "dsp/cell/lte/pdsch.hpp"
#include "tests/support/si_contents.hpp"

namespace sb::dsp::lte {
namespace {

std::vector<std::uint8_t> padded(synth::Bits bits, std::size_t more = 0) {
  while (bits.size() % 8 != 0) bits.push_back(0);
  auto octets = octets_of(bits);
  octets.resize(octets.size() + more);
  return octets;
}

std::vector<std::uint8_t> file(const std::string& name) {
  std::ifstream in(std::filesystem::path(SB_CORPUS_DIR) / "l3" / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// f2585_s19.2_bw20_1s_hackrf_SIB.txt beside the octets is another decoder's reading.
TEST(SystemInformation, Sib2And3OffTheAir) {
  const auto message = file("f2585_sib2.per");
  if (message.empty()) GTEST_SKIP() << "corpus absent";
  const auto si = parse_system_information(message);
  ASSERT_TRUE(si.has_value()) << si.error().text;
  EXPECT_EQ(si->sib_types, (std::vector<std::uint8_t>{2, 3}));
  EXPECT_TRUE(si->whole);
  ASSERT_TRUE(si->sib2);
  EXPECT_EQ(si->sib2->reference_signal_power_dbm, 15);
  EXPECT_FALSE(si->sib2->ul_channel);
  EXPECT_FALSE(si->sib2->ul_bandwidth_prb);
  ASSERT_TRUE(si->sib3);
  EXPECT_EQ(si->sib3->q_hyst_db, 4);
  EXPECT_EQ(si->sib3->s_non_intra_search_db, 24);
  EXPECT_EQ(si->sib3->thresh_serving_low_db, 4);
  EXPECT_EQ(si->sib3->priority, 7);
  EXPECT_EQ(si->sib3->q_rx_lev_min_dbm, -124);
  EXPECT_EQ(si->sib3->s_intra_search_db, 44);
  EXPECT_EQ(si->sib3->t_reselection_s, 1);
}

TEST(SystemInformation, Sib5OffTheAir) {
  const auto message = file("f2585_sib5.per");
  if (message.empty()) GTEST_SKIP() << "corpus absent";
  const auto si = parse_system_information(message);
  ASSERT_TRUE(si.has_value()) << si.error().text;
  EXPECT_EQ(si->sib_types, std::vector<std::uint8_t>{5});
  ASSERT_EQ(si->eutra.size(), 2U);
  EXPECT_EQ(si->eutra[0].channel, 38350);
  EXPECT_EQ(si->eutra[0].q_rx_lev_min_dbm, -124);
  EXPECT_EQ(si->eutra[0].thresh_high_db, 22);
  EXPECT_EQ(si->eutra[0].thresh_low_db, 18);
  EXPECT_EQ(si->eutra[0].priority, 7);
  EXPECT_EQ(si->eutra[1].channel, 39250);
  EXPECT_EQ(si->eutra[1].thresh_high_db, 26);
  EXPECT_EQ(si->eutra[1].thresh_low_db, 22);
  EXPECT_EQ(si->eutra[1].priority, 5);
  BroadcastParameters parameters;
  add_parameters(*si, 37900, parameters);
  ASSERT_EQ(parameters.neighbours.size(), 2U);
  EXPECT_EQ(parameters.neighbours[1].channel, 39250U);
  EXPECT_EQ(parameters.neighbours[1].priority, 5);
  EXPECT_EQ(parameters.received_sibs, std::vector<std::uint8_t>{5});
}

std::optional<int> number(std::optional<std::uint8_t> value) {
  return value ? std::optional<int>(*value) : std::nullopt;
}

void expect_same(const SystemInformation& si, const synth::Sib2Content& said) {
  ASSERT_TRUE(si.sib2);
  EXPECT_EQ(si.sib2->reference_signal_power_dbm, said.reference_signal_power_dbm);
  EXPECT_EQ(si.sib2->ul_channel, said.ul_channel);
  EXPECT_EQ(si.sib2->ul_bandwidth_prb, said.ul_bandwidth_prb);
}

void expect_same(const SystemInformation& si, const synth::Sib3Content& said) {
  ASSERT_TRUE(si.sib3);
  EXPECT_EQ(si.sib3->q_hyst_db, said.q_hyst_db);
  EXPECT_EQ(number(si.sib3->s_non_intra_search_db), said.s_non_intra_search_db);
  EXPECT_EQ(si.sib3->thresh_serving_low_db, said.thresh_serving_low_db);
  EXPECT_EQ(si.sib3->priority, said.priority);
  EXPECT_EQ(si.sib3->q_rx_lev_min_dbm, said.q_rx_lev_min_dbm);
  EXPECT_EQ(number(si.sib3->s_intra_search_db), said.s_intra_search_db);
  EXPECT_EQ(si.sib3->t_reselection_s, said.t_reselection_s);
}

template <typename Read, typename Said>
void expect_same_carrier(const Read& read, const Said& said) {
  EXPECT_EQ(read.q_rx_lev_min_dbm, said.q_rx_lev_min_dbm);
  EXPECT_EQ(read.thresh_high_db, said.thresh_high_db);
  EXPECT_EQ(read.thresh_low_db, said.thresh_low_db);
  EXPECT_EQ(number(read.priority), said.priority);
}

void expect_same(const std::vector<EutraCarrier>& read, const std::vector<synth::EutraContent>& said) {
  ASSERT_EQ(read.size(), said.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].channel, said[i].channel);
    EXPECT_EQ(read[i].neighbours, said[i].neighbours);
    EXPECT_EQ(read[i].barred, said[i].barred);
    expect_same_carrier(read[i], said[i]);
  }
}

void expect_same(const SystemInformation& si, const synth::SiContent& said) {
  EXPECT_TRUE(si.whole);
  EXPECT_EQ(si.sib2.has_value(), said.sib2.has_value());
  if (said.sib2) expect_same(si, *said.sib2);
  EXPECT_EQ(si.sib3.has_value(), said.sib3.has_value());
  if (said.sib3) expect_same(si, *said.sib3);
  ASSERT_EQ(si.sib4.has_value(), said.sib4.has_value());
  if (said.sib4) {
    EXPECT_EQ(si.sib4->neighbours, said.sib4->neighbours);
    EXPECT_EQ(si.sib4->barred, said.sib4->barred);
  }
  expect_same(si.eutra, said.eutra);
  ASSERT_EQ(si.utra.size(), said.utra.size());
  for (std::size_t i = 0; i < si.utra.size(); ++i) {
    EXPECT_EQ(si.utra[i].channel, said.utra[i].channel);
    expect_same_carrier(si.utra[i], said.utra[i]);
  }
  ASSERT_EQ(si.geran.size(), said.geran ? said.geran->size() : 0U);
  for (std::size_t i = 0; i < si.geran.size(); ++i) {
    auto channels = (*said.geran)[i].following;
    channels.insert(channels.begin(), (*said.geran)[i].first_channel);
    EXPECT_EQ(si.geran[i].channels, channels);
    expect_same_carrier(si.geran[i], (*said.geran)[i]);
  }
}

TEST(SystemInformation, WhatTheGeneratorSaysIsRead) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE(seed);
    const auto said = tests::random_si(seed);
    const auto si = parse_system_information(padded(encode_system_information(said), seed % 7));
    ASSERT_TRUE(si.has_value()) << si.error().text;
    expect_same(*si, said);
    if (HasFatalFailure()) return;
  }
}

TEST(SystemInformation, EveryTruncationIsAnErrorThatNamesAField) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto message = padded(encode_system_information(tests::random_si(seed)));
    for (std::size_t length = 0; length < message.size(); ++length) {
      const auto si = parse_system_information(std::span(message).first(length));
      ASSERT_FALSE(si.has_value()) << seed << ' ' << length;
      EXPECT_TRUE(si.error().text.starts_with("SI message is cut short in ")) << si.error().text;
    }
  }
}

/// `count` blocks; the blocks' own bits follow.
synth::Bits head(unsigned count, bool non_critical_extension = false) {
  synth::Bits bits;
  synth::append_bits(bits, non_critical_extension ? 1 : 0, 4);
  synth::append_bits(bits, count - 1, 5);
  return bits;
}

synth::Bits sib3_alone() {
  synth::SiContent content;
  content.sib3.emplace();
  content.sib3->priority = 6;
  const auto bits = encode_system_information(content);
  return {bits.begin() + 9, bits.end()};
}

void append(synth::Bits& to, const synth::Bits& more) {
  to.insert(to.end(), more.begin(), more.end());
}

// TS 36.331: sib12-v920 and later are alternatives of the extension, open types with a length.
TEST(SystemInformation, LaterBlocksAreSkippedByTheirLength) {
  auto bits = head(2);
  synth::append_bits(bits, 0b1'0'000011, 8);  // extension: the fourth, SIB15
  synth::append_bits(bits, 3, 8);             // three octets
  synth::append_bits(bits, 0xFFFFFF, 24);
  append(bits, sib3_alone());
  const auto si = parse_system_information(padded(bits));
  ASSERT_TRUE(si.has_value()) << si.error().text;
  EXPECT_EQ(si->sib_types, (std::vector<std::uint8_t>{15, 3}));
  EXPECT_EQ(si->sib3.value().priority, 6);
}

TEST(SystemInformation, WarningsAndHomeNamesAreWalkedOver) {
  auto bits = head(4);
  synth::append_bits(bits, 7, 5);  // SIB9
  synth::append_bits(bits, 0b01, 2);
  synth::append_bits(bits, 2, 6);  // a name of three octets
  synth::append_bits(bits, 0x414243, 24);
  synth::append_bits(bits, 8, 5);  // SIB10
  synth::append_bits(bits, 0b00, 2);
  synth::append_bits(bits, 0x11021234, 32);
  synth::append_bits(bits, 0x0580, 16);
  synth::append_bits(bits, 9, 5);  // SIB11
  synth::append_bits(bits, 0b01, 2);
  synth::append_bits(bits, 0x11021234, 32);
  synth::append_bits(bits, 0b1'000000, 7);
  synth::append_bits(bits, 2, 8);
  synth::append_bits(bits, 0xBEEF, 16);
  synth::append_bits(bits, 0x48, 8);
  append(bits, sib3_alone());
  const auto si = parse_system_information(padded(bits));
  ASSERT_TRUE(si.has_value()) << si.error().text;
  EXPECT_EQ(si->sib_types, (std::vector<std::uint8_t>{9, 10, 11, 3}));
  EXPECT_EQ(si->sib3.value().priority, 6);
}

TEST(SystemInformation, Sib8EndsTheReadingNotTheMessage) {
  auto bits = head(2);
  append(bits, sib3_alone());
  synth::append_bits(bits, 6, 5);  // SIB8
  synth::append_bits(bits, 0xABCDEF, 24);
  const auto si = parse_system_information(padded(bits));
  ASSERT_TRUE(si.has_value()) << si.error().text;
  EXPECT_FALSE(si->whole);
  EXPECT_EQ(si->sib_types, (std::vector<std::uint8_t>{3, 8}));
  EXPECT_EQ(si->sib3.value().priority, 6);
}

TEST(SystemInformation, ANonCriticalExtensionIsLeftAlone) {
  auto bits = head(1, true);
  append(bits, sib3_alone());
  synth::append_bits(bits, 0xA5A5, 16);
  EXPECT_TRUE(parse_system_information(padded(bits)).has_value());
}

void expect_error(const synth::Bits& bits, const std::string& field) {
  const auto si = parse_system_information(padded(bits, 40));
  ASSERT_FALSE(si.has_value()) << field;
  EXPECT_NE(si.error().text.find(field), std::string::npos) << si.error().text;
}

TEST(SystemInformation, ImpossibleMessagesNameTheirField) {
  expect_error({1}, "BCCH-DL-SCH-Message");
  expect_error({0, 1}, "BCCH-DL-SCH-Message");  // SIB1
  expect_error({0, 0, 1}, "critical extension");
  auto bits = head(1);
  synth::append_bits(bits, 10, 5);
  expect_error(bits, "sib-TypeAndInfo");
  bits = head(1);
  append(bits, sib3_alone());
  synth::append_bits(bits, 1, 12);
  expect_error(bits, "padding");
  bits = head(1);
  synth::append_bits(bits, 2, 5);        // SIB4 ...
  synth::append_bits(bits, 0b0100, 4);   // ... with neighbours
  synth::append_bits(bits, 0b00000, 5);  // one, not extended
  synth::append_bits(bits, 504, 9);
  expect_error(bits, "physCellId");
  bits = head(1);
  synth::append_bits(bits, 2, 5);
  synth::append_bits(bits, 0b0010, 4);  // a black list
  synth::append_bits(bits, 0b0000'1, 5);
  synth::append_bits(bits, 7, 9);
  synth::append_bits(bits, 14, 4);  // a spare count
  expect_error(bits, "physCellIdRange");
}

}  // namespace
}  // namespace sb::dsp::lte
