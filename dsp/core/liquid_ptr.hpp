#pragma once
// Ownership of liquid-dsp objects. Included by .cpp files of dsp/ only: no liquid type passes a border.
#include <memory>

namespace sb::dsp {

/// Deleter that calls a liquid `_destroy` function (which returns nothing or a status, by version).
template <auto destroy>
struct LiquidDestroy {
  template <typename T>
  void operator()(T* object) const {
    static_cast<void>(destroy(object));
  }
};

/// LiquidPtr<rresamp_crcf_s, rresamp_crcf_destroy>
template <typename T, auto destroy>
using LiquidPtr = std::unique_ptr<T, LiquidDestroy<destroy>>;

}  // namespace sb::dsp
