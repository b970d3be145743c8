#include "node/source/synthetic_source.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "dsp/synth/border_scene.hpp"
#include "node/source/sample_format.hpp"

namespace sb::node {
namespace {

constexpr double kLongestReadS = 0.02;
constexpr double kIdleS = 0.01;

template <typename Number>
std::optional<Number> whole_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void clip(std::span<dsp::cf32> samples) {
  auto* x = reinterpret_cast<float*>(samples.data());
  for (std::size_t i = 0; i < 2 * samples.size(); ++i) x[i] = std::clamp(x[i], -1.0F, 1.0F);
}

}  // namespace

SyntheticSource::SyntheticSource(std::string name, dsp::synth::SceneConfig scene, const Clock& clock)
    : name_(std::move(name)), config_(std::move(scene)), clock_(clock) {}

Result<void> SyntheticSource::open() {
  scene_ = std::make_unique<dsp::synth::Scene>(config_);
  elapsed_s_ = 0.0;
  position_ = 0;
  format_ = {};
  return {};
}

void SyntheticSource::close() {
  scene_.reset();
}

Result<SourceFormat> SyntheticSource::tune(const TuneRequest& request) {
  if (!(request.sample_rate_hz >= 1e5 && request.sample_rate_hz <= 1e9)) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("{}: {:.0f} samples/s is not within 1e5 .. 1e9",
                                                         describe(), request.sample_rate_hz));
  }
  if (format_.sample_rate_hz > 0.0) elapsed_s_ += static_cast<double>(position_) / format_.sample_rate_hz;
  position_ = 0;
  format_.sample_rate_hz = request.sample_rate_hz;
  format_.centre_hz = request.centre_hz;
  format_.time_quality = clock_.quality();
  due_ns_ = clock_.steady_ns();
  return format_;
}

/// Waits until `duration_ns` more of the scene are over. Time that was not used for reading is not caught up.
std::int64_t SyntheticSource::pace(std::int64_t duration_ns) {
  const std::int64_t now = clock_.steady_ns();
  due_ns_ = std::max(due_ns_, now - duration_ns) + duration_ns;
  clock_.sleep_ns(due_ns_ - now);
  return clock_.utc_ns() - duration_ns;
}

Result<ReadStatus> SyntheticSource::read(IqLease& lease) {
  lease.filled = 0;
  lease.dropped_before = lease.clipped = 0;
  const double rate = format_.sample_rate_hz;
  if (!scene_ || rate <= 0.0) return fail(ErrorCode::kUnavailable, describe() + ": is not tuned");
  const bool idle = lease.buffer.empty();
  const auto most = static_cast<std::size_t>(rate * (idle ? kIdleS : kLongestReadS));
  const std::size_t count = idle ? most : std::min(most, lease.buffer.size());
  if (!idle) {
    const auto out = lease.buffer.first(count);
    const auto first = std::llround(elapsed_s_ * rate) + static_cast<std::int64_t>(position_);
    scene_->render(format_.centre_hz, rate, first, out);
    clip(out);
    const auto checked =
        convert_samples(SampleFormat::kCf32, 1.0F, reinterpret_cast<std::byte*>(out.data()), out);
    lease.clipped = checked.clipped;
    lease.filled = count;
  } else {
    lease.dropped_before = count;
  }
  lease.t0_utc_ns = pace(std::llround(static_cast<double>(count) / rate * 1e9));
  position_ += count;
  return ReadStatus::kSamples;
}

Result<std::unique_ptr<IqSource>> make_synthetic_source(std::string_view scene, const Clock& clock) {
  constexpr std::string_view kBorder = "border/";
  constexpr std::string_view kSeed = "?seed=";
  const auto refused = [&] {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("synthetic:{}: not of the form border/NODE?seed=N, NODE 0 to {}", scene,
                            dsp::synth::kBorderNodes - 1));
  };
  if (!scene.starts_with(kBorder)) return refused();
  const std::string_view rest = scene.substr(kBorder.size());
  const auto split = rest.find(kSeed);
  const auto node = whole_number<int>(rest.substr(0, split));
  const auto seed = split == std::string_view::npos
                        ? std::optional<std::uint64_t>(1)
                        : whole_number<std::uint64_t>(rest.substr(split + kSeed.size()));
  if (!node || !seed || *node < 0 || *node >= dsp::synth::kBorderNodes) return refused();
  return std::make_unique<SyntheticSource>(std::string(scene), dsp::synth::border_scene(*node, *seed), clock);
}

}  // namespace sb::node
