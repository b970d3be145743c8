#pragma once
// `songbien-node scan`: one capture or one device in, findings out (CONTRACTS §1).
#include <iosfwd>
#include <span>

#include "node/pipeline/detectors.hpp"
#include "node/scan/scan_options.hpp"
#include "node/source/clock.hpp"

namespace sb::node {

enum ExitStatus : int { kScanned = 0, kWrongUsage = 2, kDamagedInput = 3 };

/// Findings on `out`, one line per trouble on `err`.
int run_scan(const ScanOptions& options, std::span<const DetectorKind> detectors, const Clock& clock,
             std::ostream& out, std::ostream& err);

}  // namespace sb::node
