// What chrony's program prints, or whatever stands in its place: a quality, and never better than it says.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "node/health/time_source.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const auto quality = sb::node::quality_of_chrony(line);
  if (quality == sb::dsp::TimeQuality::kGnss && line.find("Not synchronised") != std::string_view::npos)
    std::abort();
  return 0;
}
