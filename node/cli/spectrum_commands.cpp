// songbien-node spurs | replay: what the receiver shows by itself, and rules over rows that were kept.
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "node/cli/cli.hpp"
#include "node/scan/learn_spurs.hpp"
#include "node/scan/replay.hpp"

namespace sb::node {
namespace {

constexpr std::int64_t kDayNs = 86'400'000'000'000;

/// "2026-11-24" as the first nanosecond of that day, UTC; throws CLI's own error otherwise.
std::int64_t day_ns(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  char dash_a = 0;
  char dash_b = 0;
  std::istringstream in(text);
  in >> year >> dash_a >> month >> dash_b >> day;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!in || in.peek() != EOF || dash_a != '-' || dash_b != '-' || !date.ok() || year < 1970 || year > 2200)
    throw CLI::ValidationError(text + " is no day such as 2026-11-24");
  return std::chrono::sys_days(date).time_since_epoch().count() * kDayNs;
}

}  // namespace

void add_spurs_command(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("spurs",
                                         "Học vết riêng của máy thu (đầu vào gắn tải 50 ohm). Learns what "
                                         "the receiver shows by itself, with its "
                                         "input terminated.");
  auto options = std::make_shared<ScanOptions>();
  options->windows = 0;
  options->duration_s = 5.0;
  command->add_option("INPUT", options->input, "a device such as soapy:driver=rtlsdr, or a recording")
      ->required();
  command->add_option("--memory", options->memory, "the node's folder of what it learned (STATE/learned)")
      ->required();
  command->add_option("--frequency", options->frequency_hz, "centre, as in the plan")
      ->check(CLI::Range(1.0, 1e12).description("HZ"));
  command->add_option("--sample-rate", options->sample_rate_hz, "as in the plan")
      ->check(CLI::Range(1e3, 1e9).description("HZ"));
  command->add_option("--gain", options->gain_db, "as in the plan")
      ->check(CLI::Range(-200.0, 200.0).description("DB"));
  command->add_option("--duration", options->duration_s, "seconds to learn from")
      ->capture_default_str()
      ->check(CLI::Range(1e-3, 600.0).description("S"));
  command->callback(
      [options, &status] { status = learn_spurs(*options, SystemClock(), std::cout, std::cerr); });
}

void add_replay_command(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand(
      "replay",
      "Áp dụng các luật hiện nay cho phổ đã lưu. Applies today's rules to rows of spectrum that were kept.");
  static const std::map<std::string, ScanFormat> formats{{"json", ScanFormat::kJson},
                                                         {"table", ScanFormat::kTable}};
  static const std::map<std::string, Language> languages{{"vi", Language::kVietnamese},
                                                         {"en", Language::kEnglish}};
  auto options = std::make_shared<ReplayOptions>();
  command->add_option("ROWS", options->rows, "folder of rows (STATE/learned/rows)")->required();
  command->add_option("--format", options->format, "table or json")
      ->transform(CLI::CheckedTransformer(formats).description("json|table"));
  command->add_option("--lang", options->language, "language of the table")
      ->transform(CLI::CheckedTransformer(languages).description("vi|en"));
  command->add_option_function<std::string>(
      "--from", [options](const std::string& text) { options->from_utc_ns = day_ns(text); },
      "first day, UTC");
  command->add_option_function<std::string>(
      "--until", [options](const std::string& text) { options->until_utc_ns = day_ns(text) + kDayNs; },
      "last day, UTC");
  command->callback([options, &status] { status = replay(*options, std::cout, std::cerr); });
}

}  // namespace sb::node
