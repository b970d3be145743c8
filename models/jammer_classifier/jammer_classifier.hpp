#pragma once
// What kind of interference a signal's features look like (CARD.md: data, figures, limits). It names; it
// never triggers.
#include "models/classifier/classifier.hpp"

namespace sb::models {

/// The shipped weights, parsed anew: load once and keep.
Classifier load_jammer_classifier();

}  // namespace sb::models
