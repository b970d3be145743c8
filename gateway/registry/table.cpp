#include "gateway/registry/table.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/registry/effective.hpp"
#include "gateway/registry/nfc.hpp"
#include "models/bandplan/lte_bands.hpp"

namespace sb::gateway {
namespace {

constexpr std::array<std::string_view, 5> kOperators{"viettel", "vnpt", "mobifone", "vietnamobile",
                                                     "gmobile"};
constexpr std::array<std::string_view, 5> kRats{"gsm", "umts", "lte", "nbiot", "nr"};
constexpr std::array<std::string_view, 4> kRequired{"plmn", "rat", "site_id", "cell_id"};
constexpr std::size_t kLongestText = 256;

using Columns =
    std::map<std::string, std::size_t>;  // our name -> index; unknown columns under their own name in `extra`

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// Reads one record field by field and keeps the first thing that is wrong with it.
class RowReader {
 public:
  RowReader(const CsvRecord& record, const Columns& columns) : record_(record), columns_(columns) {}

  std::string text(std::string_view column) {
    const auto found = columns_.find(std::string(column));
    if (found == columns_.end()) return {};
    return normal(column, record_.cells[found->second]);
  }
  std::string normal(std::string_view column, std::string_view raw) {
    const auto text = to_nfc(trimmed(raw));
    if (!text)
      problem(column, "not_utf8", "is not UTF-8");
    else if (text->size() > kLongestText)
      problem(column, "too_long", "is longer than 256 octets");
    return text.value_or("");
  }
  template <typename T>
  std::optional<T> number(std::string_view column, T low, T high) {
    const auto written = text(column);
    if (written.empty()) return std::nullopt;
    T value{};
    const auto* end = written.data() + written.size();
    const auto [stop, error] = std::from_chars(written.data(), end, value);
    if (error != std::errc{} || stop != end) {
      problem(column, "not_number", fmt::format("\"{}\" is not a number", written), written);
      return std::nullopt;
    }
    if (!(value >= low && value <= high)) {
      problem(column, "out_of_range", fmt::format("{} is outside {} .. {}", written, low, high), written,
              fmt::format("{} .. {}", low, high));
      return std::nullopt;
    }
    return value;
  }
  std::string date(std::string_view column) {
    auto written = text(column);
    if (!written.empty() && !is_iso_date(written))
      problem(column, "not_date", fmt::format("\"{}\" is not YYYY-MM-DD", written), written);
    return written;
  }
  void problem(std::string_view column, const char* code, std::string_view what, std::string value = {},
               std::string bound = {}) {
    if (problem_) return;
    problem_ = RowProblem{record_.line,        fmt::format("{}: {}", column, what),
                          std::string(column), code,
                          std::move(value),    std::move(bound)};
  }
  const std::optional<RowProblem>& found() const { return problem_; }

 private:
  const CsvRecord& record_;
  const Columns& columns_;
  std::optional<RowProblem> problem_;
};

struct Limits {
  std::uint64_t cell_id;
  std::uint32_t tac, channel, pci;
};

/// Widths of the fields as broadcast: TS 24.008 (LAC, CI), TS 36.331 and 38.331 (TAC, cell identity),
/// TS 36.211, 38.211 (PCI).
Limits limits_of(const std::string& rat) {
  if (rat == "gsm") return {65535, 65535, 1023, 63};
  if (rat == "umts") return {(1U << 28U) - 1, 65535, 16383, 511};
  if (rat == "nr") return {(1ULL << 36U) - 1, (1U << 24U) - 1, 3279165, 1007};
  return {(1U << 28U) - 1, 65535, 262143, 503};
}

void read_identity(RowReader& row, const std::string& operator_name, const RegistryProfile& profile,
                   RegistryCell& cell) {
  const auto written_operator = row.text("operator");
  if (!written_operator.empty() && written_operator != operator_name) {
    row.problem("operator", "other_operator",
                fmt::format("\"{}\" in a file of {}", written_operator, operator_name), written_operator,
                operator_name);
  }
  const auto written_plmn = row.text("plmn");
  const auto plmn = models::parse_plmn(written_plmn);
  if (!plmn)
    row.problem("plmn", "not_plmn", fmt::format("\"{}\" is not MCC-MNC", written_plmn), written_plmn);
  else if (!models::is_domestic(*plmn))
    row.problem("plmn", "foreign_plmn", fmt::format("{} is not a network of Viet Nam", written_plmn),
                written_plmn);
  cell.plmn = plmn.value_or(models::Plmn{});
  cell.rat = row.text("rat");
  if (const auto mapped = profile.rats.find(cell.rat); mapped != profile.rats.end())
    cell.rat = mapped->second;
  if (std::ranges::find(kRats, cell.rat) == kRats.end()) {
    row.problem("rat", "not_rat", fmt::format("\"{}\" is none of gsm umts lte nbiot nr", cell.rat), cell.rat,
                "gsm umts lte nbiot nr");
  }
  cell.site_id = row.text("site_id");
  if (cell.site_id.empty()) row.problem("site_id", "empty", "is empty");
  const auto limits = limits_of(cell.rat);
  const auto id = row.number<std::uint64_t>("cell_id", 0, limits.cell_id);
  if (!id) row.problem("cell_id", "empty", "is empty");
  cell.cell_id = id.value_or(0);
  cell.tac = row.number<std::uint32_t>("tac", 0, limits.tac);
  cell.channel = row.number<std::uint32_t>("channel", 0, limits.channel);
  cell.pci = row.number<std::uint32_t>("pci", 0, limits.pci);
  if (cell.rat == "lte" && cell.channel && !models::lte_frequency_hz(*cell.channel)) {
    row.problem("channel", "not_earfcn",
                fmt::format("{} is no downlink EARFCN of the band plan", *cell.channel),
                std::to_string(*cell.channel));
  }
}

void read_site(RowReader& row, RegistryCell& cell) {
  cell.bandwidth_mhz = row.number<double>("bandwidth_mhz", 0.1, 400.0);
  cell.latitude_deg = row.number<double>("latitude", -90.0, 90.0);
  cell.longitude_deg = row.number<double>("longitude", -180.0, 180.0);
  if (cell.latitude_deg.has_value() != cell.longitude_deg.has_value())
    row.problem("latitude", "half_place", "without its longitude, or the other way");
  cell.azimuth_deg = row.number<double>("azimuth_deg", 0.0, 360.0);
  cell.height_m = row.number<double>("height_m", -100.0, 5000.0);
  cell.eirp_dbm = row.number<double>("eirp_dbm", -50.0, 120.0);
  cell.valid_from = row.date("valid_from");
  cell.valid_to = row.date("valid_to");
  if (!cell.valid_from.empty() && !cell.valid_to.empty() && cell.valid_to < cell.valid_from) {
    row.problem("valid_to", "before_start", "is before valid_from", cell.valid_to, cell.valid_from);
  }
}

struct Header {
  Columns known;
  std::vector<std::pair<std::string, std::size_t>> extra;
};

Result<Header> read_header(const CsvRecord& record, const RegistryProfile& profile) {
  std::map<std::string, std::string> ours_of;  // theirs -> ours
  for (const auto column : kRegistryTableColumns) {
    const auto mapped = profile.columns.find(std::string(column));
    ours_of[mapped != profile.columns.end() ? mapped->second : std::string(column)] = column;
  }
  Header header;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const auto name = to_nfc(trimmed(record.cells[i]));
    if (!name)
      return fail(ErrorCode::kUnreadable, fmt::format("line {}: column {} is not UTF-8", record.line, i + 1));
    if (!seen.insert(*name).second) {
      return fail(ErrorCode::kUnreadable,
                  fmt::format("line {}: column \"{}\" stands twice", record.line, *name));
    }
    if (const auto ours = ours_of.find(*name); ours != ours_of.end())
      header.known[ours->second] = i;
    else
      header.extra.emplace_back(*name, i);
  }
  for (const auto column : kRequired) {
    if (!header.known.contains(std::string(column))) {
      return fail(ErrorCode::kUnreadable,
                  fmt::format("line {}: there is no column for {}", record.line, column));
    }
  }
  return header;
}

using Identity = std::tuple<std::string, models::Plmn, std::uint64_t, std::string>;

}  // namespace

bool is_operator(std::string_view name) {
  return std::ranges::find(kOperators, name) != kOperators.end();
}

Result<RegistryTable> read_registry(std::string_view csv, const std::string& operator_name,
                                    const RegistryProfile& profile) {
  const auto records = parse_csv(csv);
  if (!records) return tl::unexpected(records.error());
  return read_registry(*records, operator_name, profile);
}

Result<RegistryTable> read_registry(const std::vector<CsvRecord>& records, const std::string& operator_name,
                                    const RegistryProfile& profile) {
  if (records.empty()) return fail(ErrorCode::kUnreadable, "the file is empty");
  const auto header = read_header(records.front(), profile);
  if (!header) return tl::unexpected(header.error());
  RegistryTable table;
  std::map<Identity, int> lines;
  const auto width = records.front().cells.size();
  for (auto record = records.begin() + 1; record != records.end(); ++record) {
    if (record->cells.size() != width) {
      table.problems.push_back(
          {record->line, fmt::format("{} cells where the header has {}", record->cells.size(), width), "",
           "wrong_width", std::to_string(record->cells.size()), std::to_string(width)});
      continue;
    }
    RowReader row(*record, header->known);
    RegistryCell cell;
    cell.operator_name = operator_name;
    read_identity(row, operator_name, profile, cell);
    read_site(row, cell);
    nlohmann::json extra = nlohmann::json::object();
    for (const auto& [name, index] : header->extra) extra[name] = row.normal(name, record->cells[index]);
    const auto [first, fresh] =
        lines.try_emplace({cell.rat, cell.plmn, cell.cell_id, cell.valid_from}, record->line);
    if (!fresh) {
      row.problem("cell_id", "doubled", fmt::format("the same cell stands on line {}", first->second),
                  std::to_string(cell.cell_id), std::to_string(first->second));
    }
    if (row.found()) {
      table.problems.push_back(*row.found());
      continue;
    }
    cell.extra_json = extra.dump();
    table.cells.push_back(std::move(cell));
  }
  return table;
}

}  // namespace sb::gateway
