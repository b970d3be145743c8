#include "node/calibrate/calibration.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "node/config/toml_table.hpp"

namespace sb::node {
namespace {

constexpr std::size_t kMaxIdBytes = 64;  // Report.calibration_id
constexpr std::int64_t kDaySeconds = 86400;
constexpr std::uint16_t kFirstYear = 2020;
constexpr std::uint16_t kLastYear = 2200;  // nanoseconds since 1970 in 64 bits end in 2262

/// Days since 1970 of a civil date (H. Hinnant's algorithm is what std::chrono does).
std::int64_t utc_ns(const toml::date& date) {
  const std::chrono::year_month_day day{std::chrono::year(date.year), std::chrono::month(date.month),
                                        std::chrono::day(date.day)};
  return std::chrono::sys_days(day).time_since_epoch().count() * kDaySeconds * 1'000'000'000;
}

std::int64_t date_of(TomlTable& table, std::string_view key) {
  const auto* node = table.node(key);
  if (node == nullptr || !node->is_date()) {
    table.refuse(key, "must be a date as 2026-11-24, without quotes");
    return 0;
  }
  const toml::date date = node->as_date()->get();
  if (date.year < kFirstYear || date.year > kLastYear) {
    table.refuse(key, fmt::format("must lie in {} to {}", kFirstYear, kLastYear));
    return 0;
  }
  return utc_ns(date);
}

std::vector<const toml::table*> rows_of(TomlTable& table, std::string_view key) {
  std::vector<const toml::table*> rows;
  const auto* node = table.node(key);
  if (node == nullptr) return rows;
  const auto* array = node->as_array();
  if (array == nullptr || !array->is_homogeneous(toml::node_type::table)) {
    table.refuse(key, fmt::format("must be written as [[{}]]", key));
    return rows;
  }
  for (const auto& row : *array) rows.push_back(row.as_table());
  return rows;
}

std::vector<FrequencyPoint> points_of(TomlTable& root, std::string_view key, std::string_view value,
                                      ConfigErrors& errors) {
  std::vector<FrequencyPoint> points;
  for (const auto* row : rows_of(root, key)) {
    TomlTable table(row, std::string(key), errors);
    points.push_back(
        {table.required_number("frequency_hz", 1e6, 100e9), table.required_number(value, -50.0, 100.0)});
    table.refuse_unknown();
  }
  return points;
}

Calibration read(const toml::table& root, ConfigErrors& errors) {
  TomlTable table(&root, "", errors);
  Calibration calibration;
  calibration.id = table.required_text("id");
  if (calibration.id.size() > kMaxIdBytes) table.refuse("id", "must have at most 64 octets");
  calibration.made_utc_ns = date_of(table, "made");
  calibration.expires_utc_ns = date_of(table, "expires");
  if (calibration.expires_utc_ns <= calibration.made_utc_ns) table.refuse("expires", "must be after made");
  const double mismatch_db = table.number("mismatch_sigma_db", 0.5, 0.0, 20.0);
  std::vector<LevelPoint> levels;
  for (const auto* row : rows_of(table, "level")) {
    TomlTable point(row, "level", errors);
    levels.push_back({point.required_number("frequency_hz", 1e6, 100e9),
                      point.required_number("gain_db", -200.0, 200.0),
                      point.required_number("full_scale_dbm", -200.0, 100.0),
                      point.required_number("sigma_db", 0.0, 20.0)});
    point.refuse_unknown();
    calibration.level_sigma_db =
        std::max(calibration.level_sigma_db, std::hypot(levels.back().sigma_db, mismatch_db));
  }
  if (levels.empty()) table.refuse("level", "needs at least one [[level]]");
  auto cable = points_of(table, "cable", "loss_db", errors);
  auto antenna = points_of(table, "antenna", "factor_db_per_m", errors);
  table.refuse_unknown();
  calibration.table = LevelTable(std::move(levels), std::move(cable), std::move(antenna), mismatch_db);
  return calibration;
}

}  // namespace

Result<Calibration> parse_calibration(std::string_view text, const std::filesystem::path& file) {
  ConfigErrors errors(file);
  try {
    const toml::table root = toml::parse(text, file.string());
    Calibration calibration = read(root, errors);
    if (errors.first()) return tl::unexpected(*errors.first());
    return calibration;
  } catch (const toml::parse_error& error) {
    errors.add(error.source().begin.line, error.description());
    return tl::unexpected(*errors.first());
  }
}

Result<Calibration> load_calibration(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, fmt::format("{}: cannot be read", file.string()));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_calibration(text, file);
}

}  // namespace sb::node
