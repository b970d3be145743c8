// A year of thirty nodes, at a scale: what an operator asks must stay under 300 ms. SB_YEAR_ROWS says how
// many observations are written first (20 000 when it is not set; a year is 50 000 000), the factor is
// printed.
#include <cstdlib>
#include <filesystem>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "gateway/quality/key_figures.hpp"
#include "gateway/quality/quality.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

constexpr UtcNs kSecond = 1'000'000'000;
constexpr UtcNs kDay = 86'400 * kSecond;
constexpr UtcNs kYear = 365 * kDay;
constexpr int kNodes = 30;
constexpr std::uint64_t kYearRows = 50'000'000;
constexpr std::uint64_t kRowsPerIncident = 500;

std::uint64_t rows_wanted() {
  const char* text = std::getenv("SB_YEAR_ROWS");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 20'000;
}

/// The filled store, made once.
class Year {
 public:
  static Year& get() {
    static Year year;
    return year;
  }
  Store& store() { return *store_; }
  std::int64_t some_incident() const { return incidents_ / 2 + 1; }

 private:
  Year() {
    const auto rows = rows_wanted();
    fmt::print("year: {} observations of {} nodes, factor 1/{:.0f}\n", rows, kNodes,
               static_cast<double>(kYearRows) / static_cast<double>(rows));
    store_->write([](Transaction& tx) {
      for (int n = 0; n < kNodes; ++n) {
        auto node = node_row(fmt::format("lc-{:02}", n + 1));
        node.last_seen = kNoon;
        tx.put_node(node);
      }
    });
    const auto step = kYear / static_cast<UtcNs>(rows);
    std::int64_t incident = 0;
    for (std::uint64_t row = 0; row < rows;) {
      store_->write([&](Transaction& tx) {
        for (int i = 0; i < 5000 && row < rows; ++i, ++row) {
          const auto at = kNoon - kYear + static_cast<UtcNs>(row) * step;
          if (row % kRowsPerIncident == 0) incident = add_incident(tx, row, at);
          auto o = observation(fmt::format("lc-{:02}", row % kNodes + 1), 7, row / kNodes + 1);
          o.first_seen = at;
          o.last_seen = at + kSecond;
          o.calibration_id = "cal";
          tx.insert_observation(o);
          tx.link_observation(o.id, incident);
        }
      });
    }
    incidents_ = incident;
  }
  static std::int64_t add_incident(Transaction& tx, std::uint64_t row, UtcNs at) {
    auto i = incident_row(fmt::format("cause{}", row));
    i.first_seen = at;
    i.last_seen = at + kDay;
    i.state = row % 3 == 0 ? "closed" : row % 3 == 1 ? "dismissed" : "confirmed";
    i.nodes = {fmt::format("lc-{:02}", row % kNodes + 1)};
    i.observation_count = kRowsPerIncident;
    tx.put_incident(i);
    tx.audit({0, at + kSecond, "lan", "incident.acknowledge", fmt::format("incident/{}", i.id), "{}"});
    Ticket ticket{0, i.id, "viettel", "draft", at, "x", "x", "{}"};
    tx.put_ticket(ticket);
    return i.id;
  }

  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "db.sqlite");
  std::int64_t incidents_ = 0;
};

template <typename Ask>
void run(benchmark::State& state, Ask ask) {
  auto& year = Year::get();
  for (auto _ : state) benchmark::DoNotOptimize(ask(year));
}

void active_incidents(benchmark::State& state) {
  run(state, [](Year& year) {
    IncidentFilter filter;
    filter.state = "active";
    return year.store().incidents(filter).size();
  });
}
void incidents_of_a_week(benchmark::State& state) {
  run(state, [](Year& year) {
    IncidentFilter filter;
    filter.since = kNoon - 200 * kDay;
    filter.until = filter.since + 7 * kDay;
    filter.limit = 500;
    return year.store().incidents(filter).size();
  });
}
void one_incident_with_observations(benchmark::State& state) {
  run(state, [](Year& year) {
    ObservationFilter filter;
    filter.incident_id = year.some_incident();
    filter.limit = 500;
    return year.store().observations(filter).size() + (year.store().incident(*filter.incident_id) ? 1U : 0U);
  });
}
void observations_of_a_node(benchmark::State& state) {
  run(state, [](Year& year) {
    ObservationFilter filter;
    filter.node = "lc-07";
    filter.limit = 500;
    return year.store().observations(filter).size();
  });
}
void tickets_of_a_carrier(benchmark::State& state) {
  run(state, [](Year& year) {
    std::size_t count = 0;
    year.store().read([&](Ledgers& ledgers) {
      TicketFilter filter;
      filter.carrier = "viettel";
      count = ledgers.ticket_cases(filter).size();
    });
    return count;
  });
}
void quality_of_a_day(benchmark::State& state) {
  run(state, [](Year& year) { return quality_of(year.store(), {}, kDay, kNoon).size(); });
}
void key_figures_of_a_month(benchmark::State& state) {
  run(state, [](Year& year) { return key_figures(year.store(), kNoon - 30 * kDay, kNoon).alarms; });
}

BENCHMARK(active_incidents)->Unit(benchmark::kMillisecond);
BENCHMARK(incidents_of_a_week)->Unit(benchmark::kMillisecond);
BENCHMARK(one_incident_with_observations)->Unit(benchmark::kMillisecond);
BENCHMARK(observations_of_a_node)->Unit(benchmark::kMillisecond);
BENCHMARK(tickets_of_a_carrier)->Unit(benchmark::kMillisecond);
BENCHMARK(quality_of_a_day)->Unit(benchmark::kMillisecond);
BENCHMARK(key_figures_of_a_month)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sb::gateway::testing

BENCHMARK_MAIN();
