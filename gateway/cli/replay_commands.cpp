#include "gateway/cli/replay_commands.hpp"

#include <charconv>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "gateway/config/config.hpp"
#include "gateway/incident/replay.hpp"
#include "gateway/registry/effective.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

struct Arguments {
  std::filesystem::path config;
  std::string since, until;
  bool apply = false;
};

UtcNs utc_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Where a day of Viet Nam begins.
Result<UtcNs> begin_of(const std::string& date) {
  if (!is_iso_date(date)) return fail(ErrorCode::kInvalidArgument, date + " is not a date (YYYY-MM-DD)");
  const auto number = [&](std::size_t at, std::size_t size) {
    unsigned value = 0;
    std::from_chars(date.data() + at, date.data() + at + size, value);
    return value;
  };
  return vietnam_midnight(static_cast<int>(number(0, 4)), number(5, 2), number(8, 2));
}

Result<ReplayScope> scope_of(const Arguments& arguments) {
  ReplayScope scope{0, utc_now()};
  const auto since = begin_of(arguments.since);
  if (!since) return tl::unexpected(since.error());
  scope.since = *since;
  if (arguments.until.empty()) return scope;
  const auto until = begin_of(arguments.until);
  if (!until) return tl::unexpected(until.error());
  scope.until = *until + kDayNs - 1;  // the day is included
  return scope;
}

void print(const ReplayResult& result) {
  for (const auto& d : result.differences) {
    const auto incident = d.incident_id != 0 ? fmt::format("#{}", d.incident_id) : std::string("mới");
    fmt::print(std::cout, "{:8} {:6} {} .. {}  {}  {} -> {}{}\n", d.change, incident, d.first_day, d.last_day,
               d.what, d.was.empty() ? "-" : d.was, d.is.empty() ? "-" : d.is,
               d.left_to_people.empty() ? "" : "  (người quyết định: " + d.left_to_people + ")");
  }
  fmt::print(std::cout,
             "{} ô, {} ngày-ô, {} vụ đã xét; {} khác biệt (cells, cell-days, incidents; differences)\n",
             result.cells, result.days, result.incidents, result.differences.size());
}

Result<void> run(const Arguments& arguments) {
  const auto config = load_config(arguments.config);
  if (!config) return tl::unexpected(config.error());
  const auto scope = scope_of(arguments);
  if (!scope) return tl::unexpected(scope.error());
  const auto store = open_sqlite_store(config->database);
  const auto result = replay(*store, *scope);
  if (!result) return tl::unexpected(result.error());
  print(*result);
  if (!arguments.apply) {
    fmt::print(std::cout, "thử, chưa ghi (dry run, nothing written); --apply để thực hiện\n");
    return {};
  }
  const auto applied = apply_replay(*store, *scope, "cli", utc_now());
  if (!applied) return tl::unexpected(applied.error());
  fmt::print(std::cout,
             "bỏ {}, đổi loại {}, mở {}, để người quyết định {} (cleared, changed, accused, left)\n",
             applied->cleared, applied->changed, applied->accused, applied->left);
  return {};
}

}  // namespace

void add_replay_commands(CLI::App& app, int& status) {
  const auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand(
      "replay", "Xét lại các vụ cũ theo danh sách trạm hiện nay (judges the past by today's registries)");
  command->add_option("--config", arguments->config, "gateway.toml")->required();
  command->add_option("--since", arguments->since, "YYYY-MM-DD, Viet Nam")->required();
  command->add_option("--until", arguments->until, "YYYY-MM-DD, included; absent: now");
  command->add_flag("--apply", arguments->apply, "do it, with an audit row for each");
  command->callback([arguments, &status] {
    Result<void> done;
    try {
      done = run(*arguments);
    } catch (const StoreError& error) {
      done = fail(ErrorCode::kUnavailable, error.what());
    }
    if (done) return;
    fmt::print(std::cerr, "replay: {}\n", done.error().text);
    status = done.error().code == ErrorCode::kUnavailable ? 1 : 2;
  });
}

}  // namespace sb::gateway
