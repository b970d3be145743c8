#pragma once
// A source that is open and tuned as the options say, with the windows it gives.
#include <memory>
#include <string>

#include "node/scan/window_feed.hpp"
#include "node/source/clock.hpp"

namespace sb::node {

struct Input {
  std::unique_ptr<SigmfSource> recording;
  std::unique_ptr<IqSource> device;
  std::unique_ptr<WindowFeed> feed;
  const IqSource& source() const { return recording ? *recording : *device; }
};

/// `status` is an ExitStatus of run_scan.hpp.
struct Refusal {
  int status;
  std::string text;
};

tl::expected<Input, Refusal> open_input(const ScanOptions& options, const Clock& clock);

}  // namespace sb::node
