#include "node/scan/replay.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include "dsp/detect/row_rules.hpp"
#include "node/rows/row_store.hpp"
#include "node/scan/run_scan.hpp"

namespace sb::node {
namespace {

constexpr double kSameTimeS = 1.0;

std::string utc_text(std::int64_t utc_ns) {
  const std::chrono::sys_time<std::chrono::nanoseconds> at{std::chrono::nanoseconds(utc_ns)};
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", std::chrono::floor<std::chrono::seconds>(at));
}

/// Findings of one thing from row to row are one line; stream times become UTC by the row they came with.
class Findings {
 public:
  struct Line {
    dsp::EmissionEvidence evidence;
    std::int64_t first_utc_ns = 0, last_utc_ns = 0;
    std::uint64_t rows = 0;
  };

  void take(dsp::EmissionEvidence e, const dsp::SpectrumFrame& row) {
    const double rate_hz = row.bin_hz * static_cast<double>(row.mean.size());
    const double row_s = static_cast<double>(row.first_sample) / rate_hz;
    const auto utc = [&](double s) { return row.t0_utc_ns + std::llround((s - row_s) * 1e9); };
    const auto same = std::ranges::find_if(lines_, [&](const Line& line) {
      return line.evidence.label == e.label && std::abs(line.evidence.first_s - e.first_s) < kSameTimeS &&
             std::abs(line.evidence.centre_hz - e.centre_hz) <
                 std::max(line.evidence.bandwidth_hz, e.bandwidth_hz);
    });
    const std::int64_t first_ns = utc(e.first_s);
    const std::int64_t last_ns = utc(e.last_s);
    if (same == lines_.end()) {
      lines_.push_back({std::move(e), first_ns, last_ns, 1});
      return;
    }
    same->evidence = std::move(e);
    same->last_utc_ns = last_ns;
    ++same->rows;
  }
  std::vector<Line> sorted() {
    std::ranges::sort(lines_, {}, [](const Line& line) { return line.first_utc_ns; });
    return std::move(lines_);
  }

 private:
  std::vector<Line> lines_;
};

void print_json(const std::vector<Findings::Line>& lines, const RowsRead& read, std::size_t places,
                std::ostream& out) {
  using Object = nlohmann::ordered_json;
  for (const auto& line : lines) {
    const dsp::EmissionEvidence& e = line.evidence;
    Object to{{"type", "emission"},
              {"centre_hz", std::round(e.centre_hz)},
              {"bandwidth_hz", std::round(e.bandwidth_hz)},
              {"label", e.label},
              {"first_utc", utc_text(line.first_utc_ns)},
              {"last_utc", utc_text(line.last_utc_ns)},
              {"rows", line.rows},
              {"duty", e.duty}};
    if (std::isfinite(e.power_dbfs)) to["power_dbfs"] = e.power_dbfs;
    if (std::isfinite(e.snr_db)) to["snr_db"] = e.snr_db;
    out << to.dump() << '\n';
  }
  out << Object{{"type", "summary"},
                {"rows", read.rows},
                {"files", read.files},
                {"places", places},
                {"damaged", read.damaged},
                {"detector", dsp::RowRules::info().id},
                {"version", dsp::RowRules::info().version}}
             .dump()
      << '\n';
}

void print_table(const std::vector<Findings::Line>& lines, const RowsRead& read, Language language,
                 std::ostream& out) {
  const bool vi = language == Language::kVietnamese;
  fmt::print(out, "{:<21}{:<21}{:>12}{:>11}{:>8}  {}\n", vi ? "Từ (UTC)" : "From (UTC)",
             vi ? "Đến (UTC)" : "Until (UTC)", "MHz", "kHz", "dB", vi ? "Loại" : "Kind");
  for (const auto& line : lines) {
    const dsp::EmissionEvidence& e = line.evidence;
    fmt::print(out, "{:<21}{:<21}{:>12.4f}{:>11.1f}{:>8.1f}  {}\n", utc_text(line.first_utc_ns),
               utc_text(line.last_utc_ns), e.centre_hz * 1e-6, e.bandwidth_hz * 1e-3, e.snr_db, e.label);
  }
  const char* totals = vi ? "{} hàng phổ, {} tệp, {} chỗ hỏng\n" : "{} rows, {} files, {} damaged places\n";
  fmt::print(out, fmt::runtime(totals), read.rows, read.files, read.damaged);
}

}  // namespace

int replay(const ReplayOptions& options, std::ostream& out, std::ostream& err) {
  dsp::RowRuleSettings settings;
  settings.standing = true;
  dsp::RowRules rules(settings);
  Findings findings;
  const auto read =
      read_rows(options.rows, options.from_utc_ns, options.until_utc_ns, [&](const dsp::SpectrumFrame& row) {
        if (row.mean.size() < settings.levels.channels) return;
        for (auto& e : rules.look(row)) findings.take(std::move(e), row);
      });
  if (!read) {
    fmt::print(err, "songbien-node replay: {}\n", read.error().text);
    return kDamagedInput;
  }
  const auto lines = findings.sorted();
  options.format == ScanFormat::kJson ? print_json(lines, *read, rules.places(), out)
                                      : print_table(lines, *read, options.language, out);
  if (read->damaged > 0)
    fmt::print(err, "songbien-node replay: {} damaged places were skipped\n", read->damaged);
  return read->damaged > 0 || !out.flush() ? kDamagedInput : kScanned;
}

}  // namespace sb::node
