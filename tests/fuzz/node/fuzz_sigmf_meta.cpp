// Any bytes at all as a recording's metadata: refused with words, or understood within the promised ranges.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "node/source/sigmf_meta.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sb::node;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  parse_utc_ns(text);
  const auto meta = parse_sigmf_meta(text);
  if (!meta) {
    require(!meta.error().text.empty());
    return 0;
  }
  const double rate_hz = meta->sample_rate_hz;
  require(rate_hz == 0.0 || (rate_hz >= kMinSampleRateHz && rate_hz <= kMaxSampleRateHz));
  require(!meta->segments.empty());
  require(meta->sha512.empty() || meta->sha512.size() == 128);
  for (std::size_t i = 0; i < meta->segments.size(); ++i) {
    require(meta->segments[i].centre_hz >= 0.0);
    require(i == 0 || meta->segments[i].start > meta->segments[i - 1].start);
  }
  return 0;
}
