#include <gtest/gtest.h>

#include "gateway/registry/as_broadcast.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

Emitter heard(std::uint64_t cell_id, std::uint32_t pci, std::uint32_t tac) {
  Emitter e;
  e.id = static_cast<std::int64_t>(cell_id) + 1000;
  e.rat = "lte";
  e.plmn = "452-04";
  e.channel = 1575;
  e.physical_id = pci;
  e.cell_id = cell_id;
  e.tacs = {{tac, kNoon}};
  return e;
}

TEST(AsBroadcast, SaysWhatDiffersWhatIsUnlistedAndWhatIsSilent) {
  const std::vector<RegistryCell> registry{registry_row(1), registry_row(2), registry_row(3)};
  const std::vector<NodeRow> nodes{node_row()};
  const std::vector<Emitter> all{heard(1, 42, 20101), heard(2, 43, 20199), heard(9, 1, 1)};
  const auto found = as_broadcast(all, registry, nodes, "2026-11-22", 30e3);
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0].what, "unlisted");
  EXPECT_EQ(found[0].cell_id, 9u);
  EXPECT_EQ(found[1].what, "pci");
  EXPECT_EQ(found[1].declared, "42");
  EXPECT_EQ(found[1].broadcast, "43");
  EXPECT_EQ(found[1].emitter_id, 1002);
  EXPECT_EQ(found[2].what, "tac");
  EXPECT_EQ(found[3].what, "silent");
  EXPECT_EQ(found[3].cell_id, 3u);
}

TEST(AsBroadcast, WhatNobodyDeclaredOrCanHearIsNotJudged) {
  auto other = heard(5, 1, 1);
  other.plmn = "452-01";  // a carrier without a registry
  auto far = registry_row(4);
  far.latitude_deg = 10.0;
  auto over = registry_row(6);
  over.valid_to = "2026-01-31";
  const std::vector<RegistryCell> registry{far, over};
  const std::vector<NodeRow> nodes{node_row()};
  EXPECT_TRUE(as_broadcast(std::vector{other}, registry, nodes, "2026-11-22", 30e3).empty());
}

}  // namespace
}  // namespace sb::gateway::testing
