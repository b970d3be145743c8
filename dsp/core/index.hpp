#pragma once
// Signed arithmetic on positions, unsigned subscripts: the one place where they meet.
#include <cassert>
#include <cstddef>

namespace sb::dsp {

/// i >= 0 as a subscript.
constexpr std::size_t index(int i) {
  assert(i >= 0);
  return static_cast<std::size_t>(i);
}

}  // namespace sb::dsp
