#pragma once
// What one cell broadcasts is heard in pieces: its messages come at their own times.
#include "dsp/core/detection.hpp"

namespace sb::dsp {

/// Whether two findings can be of one cell that says one thing: same system information octets (which name
/// the cell and tag the content), technology, carrier and physical identity.
bool same_broadcast(const CellEvidence& a, const CellEvidence& b);

/// Adds the further messages and parameters that `from` has and `to` lacks. Both must be of the same
/// broadcast.
void add_broadcast(CellEvidence& to, const CellEvidence& from);

}  // namespace sb::dsp
