#include "node/health/time_source.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace sb::node {
namespace {

// Columns of chronyc -c tracking (chronyc(1)).
constexpr std::size_t kName = 1, kStratum = 2, kOffset = 4, kDelay = 10, kDispersion = 11, kLeap = 13,
                      kColumns = 14;
constexpr double kGnssBoundS = 100e-6;

std::vector<std::string_view> columns_of(std::string_view line) {
  std::vector<std::string_view> columns;
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  for (std::size_t from = 0; from <= line.size();) {
    const std::size_t to = std::min(line.find(',', from), line.size());
    columns.push_back(line.substr(from, to - from));
    from = to + 1;
  }
  return columns;
}

double number(std::string_view text) {
  double value = NAN;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : NAN;
}

bool is_gnss(std::string_view reference) {
  for (const std::string_view name : {"PPS", "GPS", "GNSS", "NMEA", "GLO", "GAL", "BDS"}) {
    if (reference.starts_with(name)) return true;
  }
  return false;
}

struct ClosePipe {
  void operator()(std::FILE* pipe) const { ::pclose(pipe); }
};

std::string ask_chrony() {
  const std::unique_ptr<std::FILE, ClosePipe> pipe(::popen("timeout 5 chronyc -c tracking 2>/dev/null", "r"));
  if (!pipe) return {};
  std::array<char, 512> line{};
  return std::fgets(line.data(), static_cast<int>(line.size()), pipe.get()) == nullptr ? std::string()
                                                                                       : line.data();
}

}  // namespace

dsp::TimeQuality quality_of_chrony(std::string_view tracking) {
  const auto columns = columns_of(tracking);
  if (columns.size() < kColumns || columns[kLeap] == "Not synchronised")
    return dsp::TimeQuality::kFreeRunning;
  const double bound_s =
      std::fabs(number(columns[kOffset])) + number(columns[kDispersion]) + 0.5 * number(columns[kDelay]);
  if (!std::isfinite(bound_s)) return dsp::TimeQuality::kFreeRunning;
  const bool local = number(columns[kStratum]) == 1.0 && is_gnss(columns[kName]);
  return local && bound_s < kGnssBoundS ? dsp::TimeQuality::kGnss : dsp::TimeQuality::kNtp;
}

void DisciplinedClock::refresh() {
  const std::string tracking = ask_chrony();
  quality_ = tracking.empty() ? system_.quality() : quality_of_chrony(tracking);
}

}  // namespace sb::node
