#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "node/scan/window_feed.hpp"

namespace sb::node {
namespace {

constexpr double kWindowS = 0.17;
constexpr std::uint64_t kMaxWindowSamples = std::uint64_t{1} << 24;  // 128 MiB

struct Stretch {
  std::uint64_t begin = 0, end = 0;
};

/// Windows over [begin, end): end to end when `most` of them are enough (or none is given), else spread
/// evenly.
void spread(Stretch whole, std::uint64_t longest, std::uint64_t most, std::vector<Stretch>& out) {
  const std::uint64_t length = whole.end - whole.begin;
  const std::uint64_t needed = (length + longest - 1) / longest;
  const std::uint64_t count = most == 0 ? needed : std::min(needed, most);
  const std::uint64_t each = count == needed ? (length + count - 1) / count : longest;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t room = length - each;
    const std::uint64_t at = count == 1 ? 0 : room / (count - 1) * i + room % (count - 1) * i / (count - 1);
    out.push_back({whole.begin + at, whole.begin + at + each});
  }
}

class RecordingFeed final : public WindowFeed {
 public:
  RecordingFeed(SigmfSource& source, const ScanOptions& options) : source_(source) {
    const double rate = source.format().sample_rate_hz;
    first_ = source.position();
    end_ = source.sample_count();
    if (options.duration_s) {
      const double wanted = std::ceil(*options.duration_s * rate);
      if (wanted < static_cast<double>(end_ - first_)) end_ = first_ + static_cast<std::uint64_t>(wanted);
    }
    plan(std::min(static_cast<std::uint64_t>(std::llround(kWindowS * rate)), kMaxWindowSamples),
         static_cast<std::uint64_t>(options.windows));
    totals_.capture_samples = source.sample_count();
  }

  Result<std::optional<Window>> next() override {
    if (damage_) return tl::unexpected(*damage_);
    if (at_ == plan_.size()) return finish();
    const Stretch stretch = plan_[at_++];
    source_.seek(stretch.begin);
    Window window;
    const std::uint64_t have = fill(stretch, window.block);
    if (have == 0) return tl::unexpected(*damage_);
    whole_ = whole_ && stretch.begin <= looked_at_to_;
    const std::uint64_t looked_at_to = std::max(looked_at_to_, stretch.begin + have);
    totals_.samples += looked_at_to - std::max(looked_at_to_, stretch.begin);
    looked_at_to_ = looked_at_to;
    totals_.progress = static_cast<double>(at_) / static_cast<double>(plan_.size());
    window.start_s = static_cast<double>(stretch.begin) / window.block.sample_rate_hz;
    return window;
  }

  const FeedTotals& totals() const override { return totals_; }

 private:
  void plan(std::uint64_t longest, std::uint64_t most) {
    std::vector<Stretch> segments;
    for (source_.seek(first_); source_.position() < end_; source_.seek(segments.back().end)) {
      segments.push_back({source_.position(), std::min(source_.segment_end(), end_)});
    }
    const std::uint64_t each = most == 0 ? 0 : std::max<std::uint64_t>(1, most / segments.size());
    for (const Stretch& segment : segments) spread(segment, longest, each, plan_);
    looked_at_to_ = first_;
    std::uint64_t largest = 0;
    for (const Stretch& stretch : plan_) largest = std::max(largest, stretch.end - stretch.begin);
    memory_ = std::make_unique_for_overwrite<float[]>(2 * largest);
  }

  /// Samples that could be read; what stopped the reading before the end of the stretch is kept in damage_.
  std::uint64_t fill(Stretch stretch, dsp::IqBlock& block) {
    const auto buffer = std::span(reinterpret_cast<dsp::cf32*>(memory_.get()),
                                  static_cast<std::size_t>(stretch.end - stretch.begin));
    std::size_t have = 0;
    while (have < buffer.size()) {
      IqLease lease{buffer.subspan(have)};
      auto status = source_.read(lease);
      if (!status) damage_ = status.error();
      if (!status || *status != ReadStatus::kSamples) break;
      if (have == 0) block.t0_utc_ns = lease.t0_utc_ns;
      have += lease.filled;
      totals_.clipped += lease.clipped;
    }
    const SourceFormat format = source_.format();
    block.samples = buffer.first(have);
    block.first_sample = stretch.begin;
    block.sample_rate_hz = format.sample_rate_hz;
    block.centre_hz = format.centre_hz;
    block.time_quality = format.time_quality;
    block.full_scale_dbm = format.full_scale_dbm;
    return have;
  }

  /// Looks for damage that shows only at the end: half a sample, another file's data.
  Result<std::optional<Window>> finish() {
    if (end_ != source_.sample_count()) return std::nullopt;
    source_.seek(end_);
    IqLease nothing;
    auto status = source_.read(nothing);
    if (!status) return tl::unexpected(status.error());
    if (whole_) {
      if (auto same = source_.verify_checksum(); !same) return tl::unexpected(same.error());
    }
    return std::nullopt;
  }

  SigmfSource& source_;
  std::uint64_t first_ = 0, end_ = 0, looked_at_to_ = 0;
  std::vector<Stretch> plan_;
  std::size_t at_ = 0;
  bool whole_ = true;
  std::unique_ptr<float[]> memory_;
  std::optional<Error> damage_;
  FeedTotals totals_;
};

}  // namespace

std::unique_ptr<WindowFeed> feed_recording(SigmfSource& source, const ScanOptions& options) {
  return std::make_unique<RecordingFeed>(source, options);
}

}  // namespace sb::node
