#include "node/scan/cell_list.hpp"

#include <gtest/gtest.h>

namespace sb::node {
namespace {

dsp::CellEvidence cell(std::uint16_t pci, double frequency_hz, dsp::DecodeLevel level, float snr_db = 10.0F) {
  dsp::CellEvidence cell;
  cell.physical_id = pci;
  cell.frequency_hz = frequency_hz;
  cell.level = level;
  cell.snr_db = snr_db;
  return cell;
}

constexpr auto kSync = dsp::DecodeLevel::kSync;
constexpr auto kMib = dsp::DecodeLevel::kMib;
constexpr auto kFull = dsp::DecodeLevel::kSystemInformation;

TEST(CellList, OneCellOnceAtItsBestLevel) {
  CellList list;
  list.add(cell(301, 1815.3e6, kMib), 0.0);
  list.add(cell(301, 1815.3e6, kFull, 3.0F), 0.17);
  list.add(cell(301, 1815.3e6, kSync, 30.0F), 0.34);
  const auto cells = list.take_sorted();
  ASSERT_EQ(cells.size(), 1U);
  EXPECT_EQ(cells[0].level, kFull);
  EXPECT_DOUBLE_EQ(cells[0].first_s, 0.17);
}

TEST(CellList, WhatOneCellSaysInSeveralWindowsIsPutTogether) {
  const auto saying = [](std::vector<std::vector<std::uint8_t>> messages, std::uint8_t sib, float snr_db) {
    auto one = cell(301, 1815.3e6, kFull, snr_db);
    one.system_information = {0x68};
    one.further_system_information = std::move(messages);
    one.broadcast.emplace().received_sibs = {sib};
    return one;
  };
  CellList list;
  list.add(saying({{5}}, 5, 10.0F), 0.0);
  list.add(saying({{2}}, 2, 20.0F), 1.0);
  auto other = saying({{9}}, 9, 5.0F);
  other.system_information = {0x69};  // its content changed meanwhile
  list.add(other, 2.0);
  const auto cells = list.take_sorted();
  ASSERT_EQ(cells.size(), 1U);
  EXPECT_EQ(cells[0].snr_db, 20.0F);
  EXPECT_EQ(cells[0].further_system_information, (std::vector<std::vector<std::uint8_t>>{{2}, {5}}));
  EXPECT_EQ(cells[0].broadcast.value().received_sibs, (std::vector<std::uint8_t>{2, 5}));
}

TEST(CellList, AtOneLevelTheCleanerFindingStays) {
  CellList list;
  list.add(cell(1, 1e9, kMib, dsp::kNotMeasured), 0.0);
  list.add(cell(1, 1e9, kMib, 5.0F), 1.0);
  list.add(cell(1, 1e9, kMib, 4.0F), 2.0);
  list.add(cell(1, 1e9, kMib, dsp::kNotMeasured), 3.0);
  EXPECT_DOUBLE_EQ(list.take_sorted()[0].first_s, 1.0);
}

TEST(CellList, TheRasterMayBeMissedByOneStep) {
  CellList list;
  list.add(cell(1, 1849.9e6, kSync), 0.0);
  list.add(cell(1, 1850.0e6, kFull), 0.0);
  EXPECT_EQ(list.take_sorted().size(), 1U);
}

TEST(CellList, CellsThatShareALotAreStillTwo) {
  CellList list;
  list.add(cell(277, 739e6, kMib), 0.0);  // 277 and 271 share N_ID_2 = 1, frequency and timing
  list.add(cell(271, 739e6, kMib), 0.0);
  list.add(cell(271, 744e6, kMib), 0.0);  // another carrier
  dsp::CellEvidence gsm = cell(271, 739e6, kMib);
  gsm.rat = dsp::Rat::kGsm;
  list.add(gsm, 0.0);
  EXPECT_EQ(list.take_sorted().size(), 4U);
}

TEST(CellList, AClonesWordsBetrayIt) {
  CellList list;
  auto licensed = cell(88, 1827.5e6, kFull);
  licensed.cell_id = 96399117;
  licensed.plmns = {{452, 1, 2}};
  auto clone = licensed;
  clone.cell_id = 257;
  list.add(licensed, 0.0);
  list.add(clone, 0.2);
  list.add(licensed, 0.4);
  EXPECT_EQ(list.take_sorted().size(), 2U);
}

TEST(CellList, SortedByFrequencyThenIdentity) {
  CellList list;
  list.add(cell(9, 2e9, kSync), 0.0);
  list.add(cell(5, 1e9, kSync), 0.0);
  list.add(cell(3, 2e9, kSync), 0.0);
  const auto cells = list.take_sorted();
  ASSERT_EQ(cells.size(), 3U);
  EXPECT_EQ(cells[0].physical_id, 5);
  EXPECT_EQ(cells[1].physical_id, 3);
  EXPECT_EQ(cells[2].physical_id, 9);
  EXPECT_TRUE(list.take_sorted().empty());
}

}  // namespace
}  // namespace sb::node
