// From a detection that reaches the gateway to the event in an operator's browser: 500 nodes, one report a
// second each, five event streams open, both ingest threads and the HTTP server as the gateway runs them. The
// arrival rate is held, so that the figures are latencies, not throughput; `late` says when the machine could
// not hold it.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "gateway/correlate/correlator.hpp"
#include "gateway/ingest/ingest.hpp"
#include "tests/support/test_server.hpp"
#include "tests/unit/gateway/ingest/signed_node.hpp"

namespace sb::gateway::testing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kNodes = 500, kStreams = 5;

double at_share(std::vector<double>& values, double share) {
  if (values.empty()) return -1.0;
  const auto place =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

wire::pb::CellDetection cell_of(std::size_t node) {
  auto cell = SignedNode::telecom();
  cell.set_cell_id(1000 + node);
  cell.set_physical_id(static_cast<std::uint32_t>(node % 504));
  return cell;
}

/// range(0): seconds of reports.
void detection_to_stream(benchmark::State& state) {
  TestServer server;
  std::vector<SignedNode> nodes;
  for (std::size_t i = 0; i < kNodes; ++i) nodes.emplace_back("lc-" + std::to_string(1000 + i));
  server.store->write([&](Transaction& tx) {
    for (const auto& node : nodes) tx.put_node(node.row());
  });
  Correlator correlator(CommuneIndex::built_in());
  const auto key = std::move(*wire::SigningKey::generate());
  Ingest ingest(
      {"laocai"}, *server.store, correlator, key, [](const std::string&, const std::string&) {},
      [] { return kNoon; });
  const auto cookie = server.signed_in("operator").cookie;
  std::vector<double> latency_s;
  double late_s = 0.0;
  for (auto _ : state) {
    state.PauseTiming();
    const auto count = kNodes * static_cast<std::size_t>(state.range(0));
    std::vector<Message> messages;
    for (std::size_t i = 0; i < count; ++i) {
      auto& node = nodes[i % kNodes];
      messages.push_back(node.send(node.report(cell_of(i % kNodes))));
    }
    const auto before = static_cast<std::size_t>(server.store->observation_count());
    std::vector<Clock::time_point> sent(count);
    std::mutex mutex;
    std::vector<std::jthread> readers;
    for (std::size_t r = 0; r < kStreams; ++r) {
      readers.emplace_back([&, stream = std::make_unique<sb::testing::EventReader>(server.port(), cookie)] {
        for (std::size_t seen = 0; seen < count;) {
          const auto event = stream->next(20s);
          if (!event) return;
          if (event->kind != "observation") continue;
          const auto arrived = Clock::now();
          const auto id = nlohmann::json::parse(event->data)["id"].get<std::size_t>();  // in order of sending
          const std::scoped_lock lock(mutex);
          latency_s.push_back(std::chrono::duration<double>(arrived - sent[id - before - 1]).count());
          ++seen;
        }
      });
    }
    const std::jthread opening([&](const std::stop_token& stop) { ingest.run_opening(stop); });
    const std::jthread storing([&](const std::stop_token& stop) { ingest.run_storing(stop); });
    state.ResumeTiming();
    const auto start = Clock::now();
    for (std::size_t i = 0; i < count; ++i) {
      const auto due = start + i * 1s / kNodes;
      std::this_thread::sleep_until(due);
      late_s = std::max(late_s, std::chrono::duration<double>(Clock::now() - due).count());
      {
        const std::scoped_lock lock(mutex);
        sent[i] = Clock::now();
      }
      ingest.enqueue(std::move(messages[i]));
    }
    readers.clear();
  }
  state.counters["events"] = static_cast<double>(latency_s.size());
  state.counters["p50_ms"] = at_share(latency_s, 0.5) * 1e3;
  state.counters["p99_ms"] = at_share(latency_s, 0.99) * 1e3;
  state.counters["max_ms"] = at_share(latency_s, 1.0) * 1e3;
  state.counters["late_ms"] = late_s * 1e3;
}
BENCHMARK(detection_to_stream)->Arg(2)->Arg(20)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sb::gateway::testing

BENCHMARK_MAIN();
