#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "node/scan/window_feed.hpp"

namespace sb::node {
namespace {

constexpr double kWindowS = 0.16;
constexpr double kDefaultDurationS = 1.0;
constexpr int kPatienceReads = 50;  // of 100 ms without a sample

class DeviceFeed final : public WindowFeed {
 public:
  DeviceFeed(IqSource& source, const TuneRequest& request, const ScanOptions& options)
      : source_(source), request_(request), duration_s_(options.duration_s.value_or(kDefaultDurationS)) {}

  Result<std::optional<Window>> next() override {
    if (fed_s_ >= duration_s_) return std::nullopt;
    auto format = source_.tune(request_);
    if (!format) return tl::unexpected(format.error());
    const double length_s = std::min(kWindowS, duration_s_ - fed_s_);
    memory_.resize(static_cast<std::size_t>(std::max(1.0, std::round(length_s * format->sample_rate_hz))));
    Window window;
    auto have = fill(window.block);
    if (!have) return tl::unexpected(have.error());
    describe(window, *format, *have);
    return window;
  }

  const FeedTotals& totals() const override { return totals_; }

 private:
  /// A gap would tear the frames apart: what came before it is given up and counted, and the window begins
  /// anew.
  Result<std::size_t> fill(dsp::IqBlock& block) {
    std::size_t have = 0;
    int silent = 0;
    while (have < memory_.size()) {
      IqLease lease{std::span(memory_).subspan(have)};
      auto status = source_.read(lease);
      if (!status) return tl::unexpected(status.error());
      if (*status == ReadStatus::kEnd) break;
      if (*status == ReadStatus::kTimeout) {
        if (++silent < kPatienceReads) continue;
        return fail(ErrorCode::kUnavailable, source_.describe() + ": gives no samples");
      }
      silent = 0;
      if (lease.dropped_before > 0 && have > 0) {
        totals_.dropped += have;
        std::memmove(memory_.data(), memory_.data() + have, lease.filled * sizeof(dsp::cf32));
        have = 0;
      }
      totals_.dropped += lease.dropped_before;
      if (have == 0) block.t0_utc_ns = lease.t0_utc_ns;
      have += lease.filled;
      totals_.clipped += lease.clipped;
    }
    return have;
  }

  void describe(Window& window, const SourceFormat& format, std::size_t have) {
    window.block.samples = std::span(memory_).first(have);
    window.block.first_sample = totals_.samples;
    window.block.sample_rate_hz = format.sample_rate_hz;
    window.block.centre_hz = format.centre_hz;
    window.block.time_quality = format.time_quality;
    window.block.full_scale_dbm = format.full_scale_dbm;
    window.start_s = fed_s_;
    totals_.samples += have;
    fed_s_ += static_cast<double>(memory_.size()) / format.sample_rate_hz;
    totals_.progress = std::min(1.0, fed_s_ / duration_s_);
  }

  IqSource& source_;
  TuneRequest request_;
  double duration_s_;
  double fed_s_ = 0.0;
  std::vector<dsp::cf32> memory_;
  FeedTotals totals_;
};

}  // namespace

std::unique_ptr<WindowFeed> feed_device(IqSource& source, const TuneRequest& request,
                                        const ScanOptions& options) {
  return std::make_unique<DeviceFeed>(source, request, options);
}

}  // namespace sb::node
