#include "node/source/soapy_settings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace sb::node {

double nearest_legal(const SoapySDR::RangeList& ranges, double wanted) {
  double best = wanted;
  double least = std::numeric_limits<double>::infinity();
  for (const SoapySDR::Range& range : ranges) {
    double value = std::clamp(wanted, range.minimum(), std::max(range.minimum(), range.maximum()));
    if (range.step() > 0.0) {
      const double steps = std::round((value - range.minimum()) / range.step());
      value = std::min(range.minimum() + steps * range.step(), range.maximum());
    }
    if (std::fabs(value - wanted) < least) {
      least = std::fabs(value - wanted);
      best = value;
    }
  }
  return best;
}

bool is_legal(const SoapySDR::RangeList& ranges, double wanted) {
  return ranges.empty() || std::any_of(ranges.begin(), ranges.end(), [wanted](const SoapySDR::Range& range) {
           return wanted >= range.minimum() && wanted <= range.maximum();
         });
}

std::string ranges_in_mhz(const SoapySDR::RangeList& ranges) {
  std::string text;
  for (const SoapySDR::Range& range : ranges) {
    text += fmt::format("{}{:.1f}-{:.1f} MHz", text.empty() ? "" : ", ", range.minimum() * 1e-6,
                        range.maximum() * 1e-6);
  }
  return text;
}

StreamFormat choose_stream_format(const std::string& native, double native_full_scale) {
  struct Row {
    const char* name;
    SampleFormat format;
  };
  constexpr std::array<Row, 3> kConverted{
      {{"CS16", SampleFormat::kCi16}, {"CS8", SampleFormat::kCi8}, {"CU8", SampleFormat::kCu8}}};
  for (const Row& row : kConverted) {
    if (native != row.name) continue;
    const float natural = natural_full_scale(row.format);
    const auto told = static_cast<float>(native_full_scale);
    const bool narrower = row.format == SampleFormat::kCi16 && told >= 1.0F && told < natural;
    return {native, row.format, narrower ? told : natural};
  }
  return {};
}

}  // namespace sb::node
