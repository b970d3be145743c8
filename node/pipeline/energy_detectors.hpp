#pragma once
// The detectors of energy as lines of the table in detectors.cpp. What they keep between runs stands in the
// folder that remember_in() names:
//   spurs_<centre>_<rate>.txt   a receiver's own shape and lines (songbien-node spurs)
//   levels_<f0>_<bin>.txt       hour-of-week baseline of a place
//   rows/                       un-thresholded rows of spectrum (songbien-node replay)
#include <filesystem>
#include <memory>
#include <string>

#include "node/pipeline/detectors.hpp"

namespace sb::node {

/// Emissions in the samples of a block, freed of the receiver's own lines, and named.
std::unique_ptr<Detector> make_emission_detector();
std::unique_ptr<Detector> make_jamming_detector();
/// Boosters among the cells of the block.
std::unique_ptr<Detector> make_repeater_detector();
/// A row of spectrum a block, kept, and the rules that need no more than rows.
std::unique_ptr<Detector> make_row_detector();

/// "spurs_1815000000_19200000.txt"
std::string spur_file_name(double centre_hz, double rate_hz);
inline constexpr const char* kRowsFolder = "rows";

}  // namespace sb::node
