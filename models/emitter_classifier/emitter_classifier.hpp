#pragma once
// What kind of transmission a signal's features look like (CARD.md: data, figures, limits). It names; it
// never triggers.
#include "models/classifier/classifier.hpp"

namespace sb::models {

/// The shipped weights, parsed anew: load once and keep.
Classifier load_emitter_classifier();

}  // namespace sb::models
