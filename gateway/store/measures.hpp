#pragma once
// Figures over many observations, counted where they lie.
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/store/records.hpp"

namespace sb::gateway {

/// One node's stream ("cell" "emission" "jamming" "event" "coverage") within a period.
struct StreamFigures {
  std::string node_id, stream;
  std::uint64_t stored = 0;      ///< reports
  std::uint64_t valid = 0;       ///< chain intact, time known, calibrated
  std::uint64_t calibrated = 0;  ///< with a calibration
  std::uint64_t distinct = 0;    ///< different bodies
  UtcNs newest = 0;              ///< last_seen
};

/// Sequence numbers of one node within a period, all boots together.
struct SequenceFigures {
  std::string node_id;
  std::uint64_t stored = 0, expected = 0;
};

/// Hours in which a node reported anything, out of those of the period.
struct AvailabilityFigures {
  std::string node_id;
  std::uint64_t hours_heard = 0;
};

/// What was heard of an incident after an instant, and how much its nodes listened meanwhile.
struct Remeasurement {
  std::uint64_t heard = 0, listened = 0;  ///< observations of the incident; reports of its nodes
  UtcNs last_heard = 0;
};

/// One clock hour of a band: how often something was heard with its carrier in it.
struct HourHeard {
  std::int64_t hour = 0;  ///< since 1970, UTC
  std::uint64_t observations = 0;
};

struct BandFilter {
  std::string node_id;  ///< empty: any
  double low_hz = 0.0, high_hz = 0.0;
  UtcNs since = 0, until = 0;
  bool exercise = false;
};

class MeasureRows {
 public:
  virtual ~MeasureRows() = default;
  virtual std::vector<StreamFigures> stream_figures(UtcNs since, UtcNs until) = 0;
  virtual std::vector<SequenceFigures> sequence_figures(UtcNs since, UtcNs until) = 0;
  virtual std::vector<AvailabilityFigures> availability(UtcNs since, UtcNs until) = 0;
  /// By hour. Cost: a pass over the observations of the stretch.
  virtual std::vector<HourHeard> hours_heard(const BandFilter& filter) = 0;
  /// Newest report of each node within the stretch; a node that said nothing is absent.
  virtual std::vector<StreamFigures> last_heard(UtcNs since, UtcNs until) = 0;
  virtual Remeasurement remeasured(std::int64_t incident_id, UtcNs since) = 0;
};

}  // namespace sb::gateway
