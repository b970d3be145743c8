#include "models/jammer_classifier/jammer_classifier.hpp"

namespace sb::embedded {
extern const std::string_view jammer_classifier_weights;
}

namespace sb::models {

Classifier load_jammer_classifier() {
  return Classifier::load(embedded::jammer_classifier_weights).value();  // our own bytes: a test loads them
}

}  // namespace sb::models
