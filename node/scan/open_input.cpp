#include "node/scan/open_input.hpp"

#include <cmath>
#include <utility>

#include "node/scan/run_scan.hpp"
#include "node/source/open_source.hpp"

namespace sb::node {
namespace {

constexpr double kDefaultRateHz = 19.2e6;

tl::unexpected<Refusal> refuse(int status, std::string text) {
  return tl::unexpected(Refusal{status, std::move(text)});
}

tl::expected<Input, Refusal> open_recording(std::string_view path, const ScanOptions& options) {
  if (options.gain_db) return refuse(kWrongUsage, "--gain is for devices, not for recordings");
  Input input;
  input.recording = std::make_unique<SigmfSource>(path);
  input.recording->assume_rate(options.sample_rate_hz.value_or(0.0));
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

}  // namespace

tl::expected<Input, Refusal> open_input(const ScanOptions& options, const Clock& clock) {
  const std::string_view path = recording_path(options.input);
  return path.empty() ? open_device(options, clock) : open_recording(path, options);
}

}  // namespace sb::node
