// Spur maps and baselines as text from a disk that may have rotted: refused, or the same when written again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "dsp/detect/baseline.hpp"
#include "dsp/detect/spur_map.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto map = sb::dsp::spur_map_from_text(text)) {
    const auto again = sb::dsp::spur_map_from_text(sb::dsp::to_text(*map));
    if (!again || sb::dsp::to_text(*again) != sb::dsp::to_text(*map)) std::abort();
  }
  if (const auto baseline = sb::dsp::Baseline::from_text(text)) {
    const auto again = sb::dsp::Baseline::from_text(baseline->to_text());
    if (!again || again->to_text() != baseline->to_text()) std::abort();
  }
  return 0;
}
