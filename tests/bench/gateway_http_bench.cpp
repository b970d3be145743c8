// What one server thread and two workers answer, on loopback with a real database. Figures are for comparison
// with one another.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "tests/support/test_server.hpp"

namespace sb::gateway::testing {
namespace {

TestServer& server() {
  static TestServer made([] {
    api::ServerSettings settings;
    settings.max_connections =
        5000;  // streams of an earlier round go when the next event does not reach them
    settings.max_event_clients = 5000;
    return settings;
  }());
  return made;
}

const std::string& cookie() {
  static const std::string made = [] {
    for (int i = 0; i < 100; ++i) server().add_incident("cause " + std::to_string(i));
    return server().signed_in("operator").cookie;
  }();
  return made;
}

void ask(benchmark::State& state, const char* target) {
  auto client = server().client();
  client.cookie = cookie();
  std::int64_t bytes = 0;
  for (auto _ : state) {
    const auto answer = client.get(target);
    if (answer.status != 200) state.SkipWithError("not answered");
    bytes += static_cast<std::int64_t>(answer.body.size());
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(bytes);
}

void health(benchmark::State& state) {
  ask(state, "/healthz");
}
void page(benchmark::State& state) {
  ask(state, "/");
}
void session(benchmark::State& state) {
  ask(state, "/api/v1/session");
}
void hundred_incidents(benchmark::State& state) {
  ask(state, "/api/v1/incidents?limit=100");
}

/// One event to every one of N streams, until the last has it.
void fan_out(benchmark::State& state) {
  std::vector<std::unique_ptr<sb::testing::EventReader>> readers;
  for (int i = 0; i < state.range(0); ++i) {
    readers.push_back(std::make_unique<sb::testing::EventReader>(server().port(), cookie()));
  }
  for (auto _ : state) {
    server().add_event(R"({"id":1,"state":"open"})");
    for (auto& reader : readers) {
      if (!reader->next(std::chrono::seconds(20))) state.SkipWithError("an event did not arrive");
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(health)->UseRealTime()->Threads(1)->Threads(8);
BENCHMARK(page)->UseRealTime()->Threads(8);
BENCHMARK(session)->UseRealTime()->Threads(8);
BENCHMARK(hundred_incidents)->UseRealTime()->Threads(8);
BENCHMARK(fan_out)->UseRealTime()->Arg(10)->Arg(100)->Arg(500)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sb::gateway::testing

int main(int argc, char** argv) {
  rlimit limit{};  // clients and server share this process: two descriptors a stream
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
