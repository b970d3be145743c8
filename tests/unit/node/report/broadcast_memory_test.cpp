#include "node/report/broadcast_memory.hpp"

#include <gtest/gtest.h>

namespace sb::node {
namespace {

dsp::CellEvidence cell_with(std::vector<std::vector<std::uint8_t>> messages) {
  dsp::CellEvidence cell;
  cell.frequency_hz = 1842.5e6;
  cell.physical_id = 301;
  cell.system_information = {0x68, 0x48};
  cell.further_system_information = std::move(messages);
  cell.broadcast.emplace().value_tag = 3;
  return cell;
}

TEST(BroadcastMemory, LaterSightingsSayWhatEarlierOnesHeard) {
  BroadcastMemory memory;
  auto first = cell_with({{2, 3}});
  first.broadcast->reselection_priority = 7;
  first.broadcast->received_sibs = {2, 3};
  memory.complete(first, 1);
  auto second = cell_with({{5}});
  second.broadcast->neighbours = {{dsp::Rat::kLte, 1575, 5, {}}};
  second.broadcast->received_sibs = {5};
  memory.complete(second, 2);
  EXPECT_EQ(second.broadcast->reselection_priority, 7);
  EXPECT_EQ(second.broadcast->received_sibs, (std::vector<std::uint8_t>{2, 3, 5}));
  EXPECT_EQ(second.further_system_information, (std::vector<std::vector<std::uint8_t>>{{2, 3}, {5}}));
  auto third = cell_with({});
  memory.complete(third, 3);
  EXPECT_EQ(third.further_system_information, second.further_system_information);
  EXPECT_EQ(third.broadcast, second.broadcast);
}

TEST(BroadcastMemory, TheOrderOfHearingIsNoNews) {
  BroadcastMemory memory;
  auto first = cell_with({{9}, {5}});
  memory.complete(first, 1);
  auto second = cell_with({{5}, {9}});
  memory.complete(second, 2);
  EXPECT_EQ(first.further_system_information, second.further_system_information);
}

TEST(BroadcastMemory, AnotherSib1IsAnotherStory) {
  BroadcastMemory memory;
  auto before = cell_with({{2, 3}});
  memory.complete(before, 1);
  auto changed = cell_with({{9}});
  changed.system_information = {0x68, 0x49};
  memory.complete(changed, 2);
  EXPECT_EQ(changed.further_system_information, (std::vector<std::vector<std::uint8_t>>{{9}}));
  auto elsewhere = cell_with({});
  elsewhere.frequency_hz = 1867.5e6;
  memory.complete(elsewhere, 3);
  EXPECT_TRUE(elsewhere.further_system_information.empty());
}

TEST(BroadcastMemory, ForgetsTheCellHeardLongestAgo) {
  BroadcastMemory memory;
  for (std::size_t i = 0; i <= BroadcastMemory::kMaxRemembered; ++i) {
    auto cell = cell_with({{static_cast<std::uint8_t>(i % 256)}});
    cell.frequency_hz += 1e6 * static_cast<double>(i);
    memory.complete(cell, static_cast<std::int64_t>(i));
  }
  EXPECT_EQ(memory.remembered(), BroadcastMemory::kMaxRemembered);
  auto first = cell_with({});
  memory.complete(first, 10'000);
  EXPECT_TRUE(first.further_system_information.empty());
}

}  // namespace
}  // namespace sb::node
