#include "models/emitter_classifier/emitter_classifier.hpp"

namespace sb::embedded {
extern const std::string_view emitter_classifier_weights;
}

namespace sb::models {

Classifier load_emitter_classifier() {
  return Classifier::load(embedded::emitter_classifier_weights).value();  // our own bytes: a test loads them
}

}  // namespace sb::models
