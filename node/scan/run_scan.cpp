#include "node/scan/run_scan.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "node/scan/cell_list.hpp"
#include "node/scan/print.hpp"
#include "node/scan/window_feed.hpp"
#include "node/scan/words.hpp"
#include "node/source/open_source.hpp"

namespace sb::node {
namespace {

constexpr double kDefaultRateHz = 19.2e6;

double cpu_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

void complain(std::ostream& err, const std::string& text) {
  fmt::print(err, "songbien-node scan: {}\n", text);
}

struct Chosen {
  std::vector<ReceiverKind> kinds;
  std::string missing;  // words asked for that this version has not
};

template <typename Wanted>
bool asked_for(const std::vector<Wanted>& list, Wanted what) {
  return list.empty() || std::find(list.begin(), list.end(), what) != list.end();
}

Chosen choose(const ScanOptions& options, std::span<const ReceiverKind> receivers) {
  Chosen chosen;
  const auto lacks = [&](std::string_view word) {
    chosen.missing += chosen.missing.empty() ? "" : ", ";
    chosen.missing += word;
  };
  if (asked_for(options.detect, DetectKind::kCells)) {
    for (const ReceiverKind& kind : receivers) {
      if (asked_for(options.rats, kind.rat)) chosen.kinds.push_back(kind);
    }
    for (const dsp::Rat rat : options.rats) {
      const bool have = std::any_of(chosen.kinds.begin(), chosen.kinds.end(),
                                    [rat](const ReceiverKind& kind) { return kind.rat == rat; });
      if (!have) lacks(words_of(rat).word);
    }
  }
  for (const auto& [kind, word] : kDetectWords) {
    if (kind != DetectKind::kCells && !options.detect.empty() && asked_for(options.detect, kind)) lacks(word);
  }
  return chosen;
}

/// A source that is open and tuned, with the windows it gives.
struct Input {
  std::unique_ptr<SigmfSource> recording;
  std::unique_ptr<IqSource> device;
  std::unique_ptr<WindowFeed> feed;
  const IqSource& source() const { return recording ? *recording : *device; }
};

struct Refusal {
  int status;
  std::string text;
};

tl::unexpected<Refusal> refuse(int status, std::string text) {
  return tl::unexpected(Refusal{status, std::move(text)});
}

tl::expected<Input, Refusal> open_recording(std::string_view path, const ScanOptions& options) {
  if (options.gain_db) return refuse(kWrongUsage, "--gain is for devices, not for recordings");
  Input input;
  input.recording = std::make_unique<SigmfSource>(path);
  if (auto opened = input.recording->open(); !opened) return refuse(kDamagedInput, opened.error().text);
  const TuneRequest request{options.frequency_hz.value_or(0.0), options.sample_rate_hz.value_or(0.0)};
  if (auto tuned = input.recording->tune(request); !tuned) return refuse(kWrongUsage, tuned.error().text);
  input.feed = feed_recording(*input.recording, options);
  return input;
}

tl::expected<Input, Refusal> open_device(const ScanOptions& options, const Clock& clock) {
  auto made = make_source(options.input, clock);
  if (!made) return refuse(kWrongUsage, made.error().text);
  if (!options.frequency_hz) return refuse(kWrongUsage, options.input + ": a device needs --frequency");
  Input input;
  input.device = std::move(*made);
  if (auto opened = input.device->open(); !opened) return refuse(kDamagedInput, opened.error().text);
  const TuneRequest request{*options.frequency_hz, options.sample_rate_hz.value_or(kDefaultRateHz),
                            options.gain_db.value_or(std::nan(""))};
  if (auto tuned = input.device->tune(request); !tuned) {
    const bool usage = tuned.error().code == ErrorCode::kInvalidArgument;
    return refuse(usage ? kWrongUsage : kDamagedInput, tuned.error().text);
  }
  input.feed = feed_device(*input.device, request, options);
  return input;
}

tl::expected<Input, Refusal> open_input(const ScanOptions& options, const Clock& clock) {
  const std::string_view path = recording_path(options.input);
  return path.empty() ? open_device(options, clock) : open_recording(path, options);
}

/// Runs the receivers over every window. Nothing, or what was wrong with the input.
std::optional<Error> look(WindowFeed& feed, std::span<const std::unique_ptr<CellReceiver>> receivers,
                          bool progress, CellList& cells, int& windows, std::ostream& err) {
  while (true) {
    auto window = feed.next();
    if (progress) err << fmt::format("\r{:3.0f} %", 100.0 * feed.totals().progress) << std::flush;
    const bool over = !window || !*window;
    if (over && progress) err << '\r' << std::flush;
    if (!window) return window.error();
    if (!*window) return std::nullopt;
    ++windows;
    for (const auto& receiver : receivers) {
      for (dsp::CellEvidence& cell : receiver->scan((*window)->block))
        cells.add(std::move(cell), (*window)->start_s);
    }
  }
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
  for (const ReceiverKind& kind : chosen.kinds) summary.detectors.push_back(kind.info());
  return summary;
}

}  // namespace

int run_scan(const ScanOptions& options, std::span<const ReceiverKind> receivers, const Clock& clock,
             std::ostream& out, std::ostream& err) {
  const double cpu_before = cpu_seconds();
  const Chosen chosen = choose(options, receivers);
  if (!chosen.missing.empty()) complain(err, "this version cannot look for: " + chosen.missing);
  if (chosen.kinds.empty()) {
    if (chosen.missing.empty()) complain(err, "this version has no receiver");
    return kWrongUsage;
  }
  auto input = open_input(options, clock);
  if (!input) {
    complain(err, input.error().text);
    return input.error().status;
  }
  const SourceFormat format = input->source().format();
  std::vector<std::unique_ptr<CellReceiver>> made;
  for (const ReceiverKind& kind : chosen.kinds) made.push_back(kind.make());
  CellList cells;
  int windows = 0;
  const auto damage = look(*input->feed, made, options.progress, cells, windows, err);
  ScanResult result{cells.take_sorted(), summarise(*input, format, chosen)};
  result.summary.windows = windows;
  result.summary.cpu_s = cpu_seconds() - cpu_before;
  options.format == ScanFormat::kJson ? print_json(result, out) : print_table(result, options.language, out);
  if (damage) complain(err, damage->text);
  if (!out.flush()) complain(err, "the findings could not be written");
  return damage || !out ? kDamagedInput : kScanned;
}

}  // namespace sb::node
