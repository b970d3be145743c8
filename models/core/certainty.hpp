#pragma once
// How sure the author of a table was of a row.
#include <cstdint>

namespace sb::models {

enum class Certainty : std::uint8_t { kLow, kMedium, kHigh };

}  // namespace sb::models
