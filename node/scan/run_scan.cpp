#include "node/scan/run_scan.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <memory>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "node/scan/cell_list.hpp"
#include "node/scan/gsmtap_pcap.hpp"
#include "node/scan/open_input.hpp"
#include "node/scan/print.hpp"
#include "node/scan/words.hpp"

namespace sb::node {
namespace {

double cpu_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

void complain(std::ostream& err, const std::string& text) {
  fmt::print(err, "songbien-node scan: {}\n", text);
}

struct Chosen {
  std::vector<DetectorKind> kinds;
  bool print_cells = true;
  std::string missing;  // words asked for that this version has not
};

template <typename Wanted>
bool asked_for(const std::vector<Wanted>& list, Wanted what) {
  return list.empty() || std::find(list.begin(), list.end(), what) != list.end();
}

/// The jamming detector weighs energy against what decodes: cell receivers run for it too, unprinted.
Chosen choose(const ScanOptions& options, std::span<const DetectorKind> detectors) {
  Chosen chosen;
  const auto lacks = [&](std::string_view word) {
    chosen.missing += chosen.missing.empty() ? "" : ", ";
    chosen.missing += word;
  };
  chosen.print_cells = asked_for(options.detect, DetectKind::kCells);
  const bool cells = chosen.print_cells || asked_for(options.detect, DetectKind::kJamming);
  for (const DetectorKind& kind : detectors) {
    const bool wanted =
        kind.rat ? cells && asked_for(options.rats, *kind.rat) : asked_for(options.detect, kind.kind);
    if (wanted) chosen.kinds.push_back(kind);
  }
  const auto have = [&](auto matches) {
    return std::any_of(chosen.kinds.begin(), chosen.kinds.end(), matches);
  };
  for (const dsp::Rat rat : options.rats) {
    if (cells && !have([rat](const DetectorKind& kind) { return kind.rat == rat; }))
      lacks(words_of(rat).word);
  }
  for (const auto& [kind, word] : kDetectWords) {
    const bool explicitly = !options.detect.empty() && asked_for(options.detect, kind);
    if (kind != DetectKind::kCells && explicitly &&
        !have([kind = kind](const DetectorKind& k) { return k.kind == kind; })) {
      lacks(word);
    }
  }
  return chosen;
}

/// Takes findings of every kind as they come.
class Findings {
 public:
  void take(dsp::Evidence evidence, double window_s) {
    if (auto* cell = std::get_if<dsp::CellEvidence>(&evidence)) {
      heard_.push_back(*cell);
      cells_.add(std::move(*cell), window_s);
    } else if (auto* emission = std::get_if<dsp::EmissionEvidence>(&evidence)) {
      take(std::move(*emission));
    } else {
      take_jamming(std::move(std::get<dsp::JammingEvidence>(evidence)));
    }
  }
  /// Later windows know more of an emission that was found before; it keeps its first moment.
  void take(dsp::EmissionEvidence emission) {
    std::size_t best = result_.emissions.size();
    for (std::size_t i = 0; i < updated_.size(); ++i) {
      const dsp::EmissionEvidence& known = result_.emissions[i];
      if (updated_[i] || known.first_s != emission.first_s) continue;
      const auto apart_hz = [&](std::size_t k) {
        return std::fabs(result_.emissions[k].centre_hz - emission.centre_hz);
      };
      if (apart_hz(i) > std::max(known.bandwidth_hz, emission.bandwidth_hz)) continue;
      if (best == updated_.size() || apart_hz(i) < apart_hz(best)) best = i;
    }
    if (best == updated_.size()) {
      result_.emissions.emplace_back();
      updated_.push_back(false);
    }
    result_.emissions[best] = std::move(emission);
    updated_[best] = true;
  }
  void begin_window() {
    heard_.clear();
    updated_.assign(updated_.size(), false);
  }
  /// A disturbance that goes on from window to window is one finding: the newest measurement of it.
  void take_jamming(dsp::JammingEvidence jamming) {
    const auto known = std::find_if(result_.jamming.begin(), result_.jamming.end(), [&](const auto& old) {
      return old.kind == jamming.kind && std::abs(old.centre_hz - jamming.centre_hz) <=
                                             std::max(old.bandwidth_hz, jamming.bandwidth_hz) / 2;
    });
    if (known == result_.jamming.end()) {
      result_.jamming.push_back(std::move(jamming));
      return;
    }
    jamming.first_s = std::min(jamming.first_s, known->first_s);
    jamming.last_s = std::max(jamming.last_s, known->last_s);
    *known = std::move(jamming);
  }
  std::span<const dsp::CellEvidence> heard_in_window() const { return heard_; }

  ScanResult take_result(bool cells) {
    if (cells) result_.cells = cells_.take_sorted();
    const auto earlier = [](const auto& a, const auto& b) {
      return std::tie(a.centre_hz, a.first_s) < std::tie(b.centre_hz, b.first_s);
    };
    std::sort(result_.emissions.begin(), result_.emissions.end(), earlier);
    std::sort(result_.jamming.begin(), result_.jamming.end(), earlier);
    return std::move(result_);
  }

 private:
  CellList cells_;
  std::vector<dsp::CellEvidence> heard_;
  ScanResult result_;
  std::vector<bool> updated_;  ///< which of the emissions this window has told of
};

/// Runs the detectors over every window. Nothing, or what was wrong with the input.
std::optional<Error> look(WindowFeed& feed, std::span<const std::unique_ptr<Detector>> detectors,
                          bool progress, Findings& findings, int& windows, std::ostream& err) {
  std::optional<Error> damage;
  while (true) {
    auto window = feed.next();
    if (progress) err << fmt::format("\r{:3.0f} %", 100.0 * feed.totals().progress) << std::flush;
    const bool over = !window || !*window;
    if (over && progress) err << '\r' << std::flush;
    if (!window) damage = window.error();
    if (over) break;
    ++windows;
    findings.begin_window();
    for (const auto& detector : detectors) {
      for (dsp::Evidence& evidence : detector->look((*window)->block, findings.heard_in_window())) {
        for (const auto& other : detectors) other->heard(evidence);
        findings.take(std::move(evidence), (*window)->start_s);
      }
    }
  }
  for (const auto& detector : detectors) {
    for (dsp::Evidence& evidence : detector->finish()) findings.take(std::move(evidence), 0.0);
  }
  return damage;
}

ScanSummary summarise(const Input& input, const SourceFormat& format, const Chosen& chosen) {
  const FeedTotals& totals = input.feed->totals();
  ScanSummary summary;
  summary.samples = totals.samples;
  summary.seconds = static_cast<double>(totals.samples) / format.sample_rate_hz;
  summary.sample_rate_hz = format.sample_rate_hz;
  summary.centre_hz = format.centre_hz;
  summary.clipped = totals.clipped;
  summary.dropped = totals.dropped;
  summary.capture_samples = totals.capture_samples;
  summary.full_scale_dbm = format.full_scale_dbm;
  for (const DetectorKind& kind : chosen.kinds) summary.detectors.push_back(kind.info());
  return summary;
}

bool write_pcap(const std::string& path, std::span<const dsp::CellEvidence> cells) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  write_gsmtap_pcap(cells, file);
  return static_cast<bool>(file.flush());
}

}  // namespace

int run_scan(const ScanOptions& options, std::span<const DetectorKind> detectors, const Clock& clock,
             std::ostream& out, std::ostream& err) {
  const double cpu_before = cpu_seconds();
  const Chosen chosen = choose(options, detectors);
  if (!chosen.missing.empty()) complain(err, "this version cannot look for: " + chosen.missing);
  if (chosen.kinds.empty()) {
    if (chosen.missing.empty()) complain(err, "this version has no detector");
    return kWrongUsage;
  }
  auto input = open_input(options, clock);
  if (!input) {
    complain(err, input.error().text);
    return input.error().status;
  }
  const SourceFormat format = input->source().format();
  std::vector<std::unique_ptr<Detector>> made;
  for (const DetectorKind& kind : chosen.kinds) {
    made.push_back(kind.make());
    if (!options.memory.empty()) made.back()->remember_in(options.memory);
  }
  Findings findings;
  int windows = 0;
  const auto damage = look(*input->feed, made, options.progress, findings, windows, err);
  ScanResult result = findings.take_result(chosen.print_cells);
  result.summary = summarise(*input, format, chosen);
  result.summary.windows = windows;
  result.summary.cpu_s = cpu_seconds() - cpu_before;
  options.format == ScanFormat::kJson ? print_json(result, out) : print_table(result, options.language, out);
  const bool captured = options.pcap.empty() || write_pcap(options.pcap, result.cells);
  if (damage) complain(err, damage->text);
  if (!captured) complain(err, options.pcap + ": the messages could not be written");
  if (!out.flush()) complain(err, "the findings could not be written");
  return damage || !captured || !out ? kDamagedInput : kScanned;
}

}  // namespace sb::node
