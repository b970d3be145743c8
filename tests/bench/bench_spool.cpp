// What a record costs on this disk. Not gated; the folder is SB_BENCH_DIR or the temporary one.
#include <cstdlib>
#include <filesystem>

#include <benchmark/benchmark.h>

#include "node/spool/posix_file_system.hpp"
#include "node/spool/spool.hpp"

namespace {

using namespace sb::node;

std::filesystem::path bench_folder() {
  const char* chosen = std::getenv("SB_BENCH_DIR");
  return (chosen != nullptr ? std::filesystem::path(chosen) : std::filesystem::temp_directory_path()) /
         "sb-bench-spool";
}

void append(benchmark::State& state, SyncPolicy policy) {
  std::filesystem::remove_all(bench_folder());
  PosixFileSystem disk;
  auto spool = Spool::open(disk, {bench_folder(), 1ULL << 30U, 1ULL << 20U, policy});
  const std::string body(354, 'r');  // the golden envelope of a cell's report
  std::uint64_t seq = 0;
  for (auto _ : state) {
    if (!(*spool)->append(RecordKind::kReport, 1, ++seq, body)) state.SkipWithError("refused");
  }
  state.SetItemsProcessed(state.iterations());
  spool->reset();
  std::filesystem::remove_all(bench_folder());
}

void open_full(benchmark::State& state) {
  std::filesystem::remove_all(bench_folder());
  PosixFileSystem disk;
  const std::string body(354, 'r');
  auto spool = Spool::open(disk, {bench_folder(), 1ULL << 30U, 1ULL << 20U, SyncPolicy::kBatch});
  for (std::uint64_t seq = 1; seq <= 100'000; ++seq) {
    static_cast<void>((*spool)->append(RecordKind::kReport, 1, seq, body));
  }
  spool->reset();
  for (auto _ : state) {
    spool = Spool::open(disk, {bench_folder(), 1ULL << 30U, 1ULL << 20U, SyncPolicy::kBatch});
    benchmark::DoNotOptimize((*spool)->counters());
  }
  state.SetItemsProcessed(state.iterations() * 100'000);
  spool->reset();
  std::filesystem::remove_all(bench_folder());
}

}  // namespace

BENCHMARK_CAPTURE(append, each_record, SyncPolicy::kEachRecord)->UseRealTime();
BENCHMARK_CAPTURE(append, batch, SyncPolicy::kBatch)->UseRealTime();
BENCHMARK(open_full)->Unit(benchmark::kMillisecond)->UseRealTime();

BENCHMARK_MAIN();
