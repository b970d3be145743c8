#pragma once
// The stretches of samples that a scan looks at, one after the other.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "node/scan/scan_options.hpp"
#include "node/source/sigmf_source.hpp"

namespace sb::node {

struct Window {
  dsp::IqBlock block;    ///< borrowed until the next call
  double start_s = 0.0;  ///< of the block, since the capture's first sample
};

/// What has been fed so far.
struct FeedTotals {
  std::uint64_t samples = 0, clipped = 0, dropped = 0;
  std::uint64_t capture_samples = 0;  ///< of a recording
  double progress = 0.0;              ///< 0..1
};

class WindowFeed {
 public:
  virtual ~WindowFeed() = default;
  /// Nothing at the end. After an error everything up to it has been fed.
  virtual Result<std::optional<Window>> next() = 0;
  virtual const FeedTotals& totals() const = 0;
};

/// Windows of at most 170 ms that never span a retuning. A recording too long for `options.windows` of them
/// is looked at in places spread evenly; one that is looked at whole is checked against its SHA-512 in the
/// end. The source is open.
std::unique_ptr<WindowFeed> feed_recording(SigmfSource& source, const ScanOptions& options);

/// Windows of 160 ms until options.duration_s (one second when not said) have been received, each from a
/// stream begun anew: what the device lost while nobody listened is not a loss. The source is open; `request`
/// is what to tune.
std::unique_ptr<WindowFeed> feed_device(IqSource& source, const TuneRequest& request,
                                        const ScanOptions& options);

}  // namespace sb::node
