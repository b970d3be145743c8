#pragma once
// `songbien-node spurs`: with the antenna socket terminated, what the receiver shows by itself.
#include <iosfwd>

#include "node/scan/scan_options.hpp"
#include "node/source/clock.hpp"

namespace sb::node {

/// Learns from options.input (a recording, or a device at options.frequency_hz for options.duration_s) and
/// writes the map into options.memory, where every later run finds it. Exit status as run_scan's; 3 also
/// where there is too little to learn from or the folder cannot be written.
int learn_spurs(const ScanOptions& options, const Clock& clock, std::ostream& out, std::ostream& err);

}  // namespace sb::node
