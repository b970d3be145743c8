// What the operator's page asks for at scale, on a real file, and a storm of alerts of one cause. Bound
// beside it in the same run: a bare count(*) over the same index.
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "gateway/correlate/correlator.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

constexpr int kObjects = 50'000;

/// 50 000 incidents, observations and cells over the province, made once.
struct Province {
  ScratchFolder folder;
  std::unique_ptr<Store> store = open_sqlite_store(folder / "gateway.db");
  Province() {
    for (int chunk = 0; chunk < kObjects / 5000; ++chunk) {
      store->write([&](Transaction& tx) {
        if (!tx.node("lc-01")) tx.put_node(node_row());
        for (int i = 0; i < 5000; ++i) fill(tx, chunk * 5000 + i);
      });
    }
  }
  static void fill(Transaction& tx, int n) {
    const double latitude = 22.0 + (n % 1000) * 1e-3, longitude = 103.4 + (n / 1000) * 2e-2;
    auto incident = incident_row(fmt::format("c{}", n));
    incident.place.latitude_deg = latitude;
    incident.place.longitude_deg = longitude;
    tx.put_incident(incident);
    auto o = observation("lc-01", 7, static_cast<std::uint64_t>(n) + 1);
    o.latitude_deg = latitude;
    o.longitude_deg = longitude;
    tx.insert_observation(o);
    Emitter e;
    e.identity = std::to_string(n);
    e.rat = "lte";
    e.plmn = "460-01";
    e.verdict = "foreign_expected";
    e.last_seen = kNoon;
    e.latitude_deg = latitude;
    e.longitude_deg = longitude;
    tx.put_emitter(e);
  }
};

Province& province() {
  static Province made;
  return made;
}

void clusters(benchmark::State& state, const char* layer) {
  ClusterFilter filter;
  filter.bbox = {103.0, 21.5, 105.0, 23.5};
  filter.cell_deg = 0.04;
  filter.layer = layer;
  auto& store = *province().store;  // filled outside of the timing
  std::uint64_t counted = 0;
  for (auto _ : state) {
    counted = 0;
    for (const auto& cluster : store.clusters(filter)) counted += cluster.count;
  }
  if (counted != kObjects) state.SkipWithError("not all were counted");
}
BENCHMARK_CAPTURE(clusters, incidents, "incidents")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(clusters, observations, "observations")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(clusters, cells, "cells")->Unit(benchmark::kMillisecond);

void bare_count(benchmark::State& state) {
  SQLite::Database database((province().folder / "gateway.db").string());
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        database.execAndGet("SELECT count(*) FROM incident WHERE longitude_deg BETWEEN 103 AND 105")
            .getInt());
  }
}
BENCHMARK(bare_count)->Unit(benchmark::kMillisecond);

/// 5 000 alerts of one jammer at five nodes, in commits of 256: one incident. The goal is 5 000 a minute.
void storm(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    ScratchFolder folder;
    const auto store = open_sqlite_store(folder / "gateway.db");
    store->write([](Transaction& tx) {
      for (int n = 0; n < 5; ++n) tx.put_node(node_row(fmt::format("lc-0{}", n), 22.4 + n * 0.02));
    });
    Correlator correlator(CommuneIndex::built_in());
    HeardJamming jamming;
    jamming.kind = "sweep";
    jamming.centre_hz = 1575.42e6;
    jamming.bandwidth_hz = 20e6;
    state.ResumeTiming();
    for (std::uint64_t sent = 0; sent < 5000;) {
      store->write([&](Transaction& tx) {
        for (int i = 0; i < 256 && sent < 5000; ++i, ++sent) {
          auto o = observation(fmt::format("lc-0{}", sent % 5), 7, sent / 5 + 1);
          o.cell.reset();
          o.jamming = jamming;
          o.jamming->centre_hz += static_cast<double>(sent % 11) * 1e5;
          o.first_seen += static_cast<UtcNs>(sent) * 12'000'000;
          o.last_seen = o.first_seen + 1'000'000;
          tx.insert_observation(o);
          correlator.observe(tx, o, o.last_seen);
        }
      });
    }
    if (store->incidents({}).size() != 1) state.SkipWithError("not one incident");
  }
  state.SetItemsProcessed(state.iterations() * 5000);
}
BENCHMARK(storm)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sb::gateway::testing

BENCHMARK_MAIN();
