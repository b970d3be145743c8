#pragma once
// A store with three nodes, and a correlator that hears things at them.
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/correlate/correlator.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {

struct At {
  const char* node = "lc-01";
  UtcNs time = 0;
  bool exercise = false;
};

class CorrelatorFixture : public ::testing::Test {
 protected:
  void SetUp() override {
    store_->write([](Transaction& tx) {
      tx.put_node(node_row("lc-01", 22.4989, 104.0107));
      tx.put_node(node_row("lc-02", 22.5196, 103.8526));
      tx.put_node(node_row("far-1", 10.0, 105.0));
    });
  }
  /// Stores and correlates one hearing; gives back the observation with its incident.
  Observation hear(const HeardCell& cell, At at = {}) {
    return take(observation(at.node, 7, ++seq_, cell), at);
  }
  Observation hear(const HeardEmission& emission, At at = {}) {
    auto o = observation(at.node, 7, ++seq_);
    o.cell.reset();
    o.emission = emission;
    return take(o, at);
  }
  Observation hear(const HeardJamming& jamming, At at = {}) {
    auto o = observation(at.node, 7, ++seq_);
    o.cell.reset();
    o.jamming = jamming;
    return take(o, at);
  }
  Observation take(Observation o, At at) {
    o.first_seen += at.time;
    o.last_seen += at.time;
    o.exercise = at.exercise;
    store_->write([&](Transaction& tx) {
      const auto node = *tx.node(at.node);
      o.latitude_deg = node.latitude_deg;
      o.longitude_deg = node.longitude_deg;
      tx.insert_observation(o);
      correlator_.observe(tx, o, kNoon + at.time);
    });
    return o;
  }
  void registered(RegistryCell row) {
    store_->write([&](Transaction& tx) { tx.put_registry_cell(row); });
  }
  static HeardCell viettel_cell(std::uint64_t id = 1234567) {
    auto cell = unicom_cell();
    cell.plmns = {{452, 4, 2}};
    cell.cell_id = id;
    cell.tac = 20101;
    cell.physical_id = 42;
    return cell;
  }
  static HeardCell sync_only(std::uint32_t pci = 257) {
    HeardCell cell;
    cell.rat = "lte";
    cell.level = "sync";
    cell.frequency_hz = 1842.5e6;
    cell.channel = 1575;
    cell.physical_id = pci;
    cell.rsrp_dbfs = -20.0;
    return cell;
  }
  std::vector<Incident> incidents() { return store_->incidents({}); }

  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "gateway.db");
  Correlator correlator_{CommuneIndex::built_in()};
  std::uint64_t seq_ = 0;
};

}  // namespace sb::gateway::testing
