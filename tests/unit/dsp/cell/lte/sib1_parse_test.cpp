// Messages written bit by bit from TS 36.331 §6.2.2; captures of others are in sib1_test.cpp.
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "dsp/cell/lte/sib1.hpp"
#include "tests/support/lte_corpus.hpp"

namespace sb::dsp::lte {
namespace {

/// Writes fields most significant bit first.
class UperWriter {
 public:
  UperWriter& put(unsigned value, int bits) {
    for (int i = bits - 1; i >= 0; --i) {
      if (used_ % 8 == 0) octets_.push_back(0);
      octets_.back() = static_cast<std::uint8_t>(octets_.back() | (value >> i & 1U) << (7 - used_ % 8));
      ++used_;
    }
    return *this;
  }
  std::vector<std::uint8_t> octets(std::size_t padded_to = 0) const {
    auto out = octets_;
    out.resize(std::max(out.size(), padded_to));
    return out;
  }

 private:
  std::vector<std::uint8_t> octets_;
  std::size_t used_ = 0;
};

/// Two PLMNs (452-04, then 452-123 by inheritance), everything optional present but the extension unless
/// asked for.
UperWriter full_message(bool extension) {
  UperWriter w;
  w.put(0b01, 2).put(0b11, 2).put(extension ? 1 : 0, 1);  // SIB1; p-Max, tdd-Config, nonCriticalExtension
  w.put(1, 1).put(1, 3);                                  // csg-Identity; two PLMNs
  w.put(1, 1).put(4, 4).put(5, 4).put(2, 4).put(0, 1).put(0, 4).put(4, 4).put(1, 1);
  w.put(0, 1).put(1, 1).put(1, 4).put(2, 4).put(3, 4).put(0, 1);  // reserved for operator use
  w.put(0xBEEF, 16).put(0xABCDEF1, 28).put(0, 1).put(1, 1).put(1, 1).put(0x1234567, 27);
  w.put(1, 1).put(70 - 65, 6).put(3, 3);                           // offset present; -130 dBm
  w.put(30 + 23, 6).put(40 - 1, 6);                                // p-Max 23, band 40
  w.put(1, 5);                                                     // two SI messages
  w.put(1, 3).put(2, 5).put(0, 5).put(2, 5);                       // rf16: SIB3, SIB5
  w.put(6, 3).put(2, 5).put(1, 1).put(0, 1).put(1, 6).put(15, 5);  // rf512: SIB20 by extension, SIB18
  w.put(2, 3).put(7, 4).put(6, 3).put(19, 5);                      // sa2, ssp7, 40 ms, tag 19
  return w;
}

TEST(Sib1Parse, EveryField) {
  const auto sib1 = parse_sib1(full_message(false).octets(40));
  ASSERT_TRUE(sib1.has_value()) << sib1.error().text;
  ASSERT_EQ(sib1->plmns.size(), 2U);
  EXPECT_EQ(sib1->plmns[0].plmn, (models::Plmn{452, 4, 2}));
  EXPECT_FALSE(sib1->plmns[0].reserved_for_operator_use);
  EXPECT_EQ(sib1->plmns[1].plmn, (models::Plmn{452, 123, 3}));
  EXPECT_TRUE(sib1->plmns[1].reserved_for_operator_use);
  EXPECT_EQ(sib1->tac, 0xBEEF);
  EXPECT_EQ(sib1->cell_identity, 0xABCDEF1U);
  EXPECT_TRUE(sib1->cell_barred);
  EXPECT_FALSE(sib1->intra_frequency_reselection);
  EXPECT_TRUE(sib1->csg_indication);
  EXPECT_EQ(sib1->q_rx_lev_min_dbm, -130);
  EXPECT_EQ(sib1->p_max_dbm, 23);
  EXPECT_EQ(sib1->band, 40);
  ASSERT_EQ(sib1->scheduling.size(), 2U);
  EXPECT_EQ(sib1->scheduling[0].periodicity_frames, 16);
  EXPECT_EQ(sib1->scheduling[0].sib_types, (std::vector<std::uint8_t>{3, 5}));
  EXPECT_EQ(sib1->scheduling[1].periodicity_frames, 512);
  EXPECT_EQ(sib1->scheduling[1].sib_types, (std::vector<std::uint8_t>{20, 18}));
  ASSERT_TRUE(sib1->tdd.has_value());
  EXPECT_EQ(sib1->tdd->subframe_assignment, 2);
  EXPECT_EQ(sib1->tdd->special_subframe_patterns, 7);
  EXPECT_EQ(sib1->si_window_ms, 40);
  EXPECT_EQ(sib1->value_tag, 19);
}

TEST(Sib1Parse, ExtensionsAreSkippedWhateverTheyHold) {
  auto message = full_message(true).octets();
  for (int i = 0; i < 20; ++i) message.push_back(0xA5);
  const auto sib1 = parse_sib1(message);
  ASSERT_TRUE(sib1.has_value()) << sib1.error().text;
  EXPECT_EQ(sib1->value_tag, 19);
}

TEST(Sib1Parse, EveryTruncationIsAnErrorThatNamesAField) {
  const auto message = full_message(false).octets();
  for (std::size_t length = 0; length < message.size(); ++length) {
    const auto sib1 = parse_sib1(std::span(message).first(length));
    ASSERT_FALSE(sib1.has_value()) << length;
    EXPECT_TRUE(sib1.error().text.starts_with("SIB1 is cut short in ")) << sib1.error().text;
  }
}

void expect_error(const UperWriter& writer, const std::string& field) {
  const auto sib1 = parse_sib1(writer.octets(40));
  ASSERT_FALSE(sib1.has_value()) << field;
  EXPECT_NE(sib1.error().text.find(field), std::string::npos) << sib1.error().text;
}

TEST(Sib1Parse, ImpossibleValuesNameTheirField) {
  const auto start = [] { return UperWriter().put(0b01, 2).put(0, 3).put(0, 1); };
  expect_error(start().put(6, 3), "plmn-IdentityList");
  expect_error(start().put(0, 3).put(0, 1), "mcc");
  expect_error(start().put(0, 3).put(1, 1).put(10, 4), "mcc");
  expect_error(start().put(0, 3).put(1, 1).put(0x452, 12).put(0, 1).put(0xF, 4), "mnc");
  const auto until_level = [&] {
    return start()
        .put(0, 3)
        .put(1, 1)
        .put(0x452, 12)
        .put(0, 1)
        .put(0x04, 8)
        .put(1, 1)
        .put(1, 16)
        .put(257, 28)
        .put(5, 3);
  };
  expect_error(until_level().put(0, 1).put(49, 6), "q-RxLevMin");
  const auto until_list = [&] { return until_level().put(0, 1).put(5, 6).put(2, 6).put(0, 5); };
  expect_error(until_list().put(7, 3), "si-Periodicity");
  expect_error(until_list().put(0, 3).put(0, 5).put(7, 3), "si-WindowLength");
  expect_error(until_list().put(0, 3).put(1, 5).put(3, 2), "sib-MappingInfo");
  expect_error(until_list().put(0, 3).put(0, 5).put(0, 3).put(0, 5).put(0, 8).put(1, 1), "padding");
  expect_error(UperWriter().put(1, 1), "BCCH-DL-SCH-Message");
  expect_error(UperWriter().put(0, 2), "BCCH-DL-SCH-Message");
}

// A message off the air that others decoded: corpus/l3 f2585_sib1-10.per and the text beside it.
TEST(Sib1Parse, MessageOffTheAir) {
  std::ifstream in(std::filesystem::path(SB_CORPUS_DIR) / "l3/f2585_sib1-10.per", std::ios::binary);
  if (!in) GTEST_SKIP() << "corpus absent";
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto sib1 = parse_sib1(std::vector<std::uint8_t>(text.begin(), text.end()));
  ASSERT_TRUE(sib1.has_value()) << sib1.error().text;
  EXPECT_EQ(sib1->plmns.at(0).plmn, (models::Plmn{460, 0, 2}));
  EXPECT_EQ(sib1->tac, 0x1127);
  EXPECT_EQ(sib1->cell_identity, 0x1226401U);
  EXPECT_FALSE(sib1->cell_barred);
  EXPECT_TRUE(sib1->intra_frequency_reselection);
  EXPECT_EQ(sib1->q_rx_lev_min_dbm, -124);
  EXPECT_EQ(sib1->p_max_dbm, 23);
  EXPECT_EQ(sib1->band, 38);
  ASSERT_EQ(sib1->scheduling.size(), 2U);
  EXPECT_EQ(sib1->scheduling[0].sib_types, std::vector<std::uint8_t>{3});
  EXPECT_EQ(sib1->scheduling[1].periodicity_frames, 32);
  ASSERT_TRUE(sib1->tdd.has_value());
  EXPECT_EQ(sib1->tdd->subframe_assignment, 2);
  EXPECT_EQ(sib1->tdd->special_subframe_patterns, 7);
  EXPECT_EQ(sib1->si_window_ms, 40);
  EXPECT_EQ(sib1->value_tag, 27);
}

}  // namespace
}  // namespace sb::dsp::lte
