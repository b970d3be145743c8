// Signed reports to stored, correlated, acknowledged observations on a real file (WAL, synchronous=FULL).
// Envelopes are made outside the timing. Figures are for comparison with one another.
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <pthread.h>

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

double cpu_s(std::jthread& thread) {
  clockid_t clock{};
  timespec time{};
  pthread_getcpuclockid(thread.native_handle(), &clock);
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Both threads as the gateway runs them; real time, from the first report that is handed over to the last
/// that is committed. range(0): reports, range(1): nodes they come from. On a machine that is not idle the
/// two counters say what the two cores could do: processor time of each thread for one report, in
/// microseconds.
void ingest_two_threads(benchmark::State& state) {
  ScratchFolder folder;
  const auto store = open_sqlite_store(folder / "gateway.db");
  fill_registry(*store, 5000);
  std::vector<SignedNode> nodes;
  for (std::int64_t i = 0; i < state.range(1); ++i) nodes.emplace_back("lc-" + std::to_string(100 + i));
  store->write([&](Transaction& tx) {
    for (const auto& node : nodes) tx.put_node(node.row());
  });
  Correlator correlator(CommuneIndex::built_in());
  const auto key = std::move(*wire::SigningKey::generate());
  IngestSettings settings{"laocai"};
  settings.queue_messages = static_cast<std::size_t>(state.range(0));
  Ingest ingest(
      settings, *store, correlator, key, [](const std::string&, const std::string&) {}, [] { return kNoon; });
  std::jthread opening([&](const std::stop_token& stop) { ingest.run_opening(stop); });
  std::jthread storing([&](const std::stop_token& stop) { ingest.run_storing(stop); });
  std::uint64_t sent = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<Message> batch;
    for (std::int64_t i = 0; i < state.range(0); ++i)
      batch.push_back(nodes[static_cast<std::size_t>(i) % nodes.size()].next());
    sent += batch.size();
    state.ResumeTiming();
    for (auto& message : batch) ingest.enqueue(std::move(message));
    while (ingest.counters().stored < sent) std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(sent));
  state.counters["opening_us"] = cpu_s(opening) * 1e6 / static_cast<double>(sent);
  state.counters["storing_us"] = cpu_s(storing) * 1e6 / static_cast<double>(sent);
}
BENCHMARK(ingest_two_threads)
    ->Args({5000, 1})
    ->Args({5000, 30})
    ->UseRealTime()
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
