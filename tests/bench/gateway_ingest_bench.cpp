// Signed reports to stored, correlated, acknowledged observations on a real file (WAL, synchronous=FULL).
// Envelopes are made outside the timing. Figures are for comparison with one another.
#include <benchmark/benchmark.h>

#include "gateway/correlate/correlator.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/ingest/signed_node.hpp"

namespace sb::gateway::testing {
namespace {

void fill_registry(Store& store, std::uint64_t cells) {
  store.write([&](Transaction& tx) {
    for (std::uint64_t id = 1; id <= cells; ++id) {
      auto row = registry_row(id);
      row.pci = static_cast<std::uint32_t>(id % 504);
      row.channel = static_cast<std::uint32_t>(1200 + id % 700);
      row.latitude_deg = 21.5 + static_cast<double>(id % 1000) * 1.5e-3;
      row.longitude_deg = 103.2 + static_cast<double>(id / 1000) * 2e-2;
      tx.put_registry_cell(row);
    }
  });
}

/// range(0): messages per commit; range(1): cells in the registry.
void ingest(benchmark::State& state) {
  ScratchFolder folder;
  const auto store = open_sqlite_store(folder / "gateway.db");
  fill_registry(*store, static_cast<std::uint64_t>(state.range(1)));
  SignedNode node("lc-01");
  store->write([&](Transaction& tx) { tx.put_node(node.row()); });
  Correlator correlator(CommuneIndex::built_in());
  const auto key = std::move(*wire::SigningKey::generate());
  std::size_t published = 0;
  Ingest ingest(
      {"laocai"}, *store, correlator, key, [&](const std::string&, const std::string&) { ++published; },
      [] { return kNoon; });
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<Message> batch;
    for (std::int64_t i = 0; i < state.range(0); ++i) batch.push_back(node.next());
    state.ResumeTiming();
    ingest.process(batch);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  if (ingest.counters().stored != static_cast<std::uint64_t>(state.iterations() * state.range(0)) ||
      published == 0) {
    state.SkipWithError("not everything was stored");
  }
}
BENCHMARK(ingest)
    ->Args({1, 0})
    ->Args({16, 0})
    ->Args({256, 0})
    ->Args({256, 50'000})
    ->Unit(benchmark::kMillisecond);

void refuse_rubbish(benchmark::State& state) {
  ScratchFolder folder;
  const auto store = open_sqlite_store(folder / "gateway.db");
  SignedNode node("lc-01");
  store->write([&](Transaction& tx) { tx.put_node(node.row()); });
  Correlator correlator(CommuneIndex::built_in());
  const auto key = std::move(*wire::SigningKey::generate());
  Ingest ingest(
      {"laocai"}, *store, correlator, key, [](const std::string&, const std::string&) {},
      [] { return kNoon; });
  auto forged = node.next();
  forged.payload[forged.payload.size() / 2] =
      static_cast<char>(forged.payload[forged.payload.size() / 2] ^ 1);
  const std::vector<Message> batch(256, forged);
  for (auto _ : state) ingest.process(batch);
  state.SetItemsProcessed(state.iterations() * 256);
}
BENCHMARK(refuse_rubbish)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sb::gateway::testing

BENCHMARK_MAIN();
