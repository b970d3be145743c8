#include "node/report/news_filter.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

#include <fmt/format.h>

namespace sb::node {
namespace {

template <typename T>
void put(std::string& out, const std::optional<T>& value) {
  if (value) {
    fmt::format_to(std::back_inserter(out), "|{}", +*value);
  } else {
    out += "|-";
  }
}

/// Everything a finding says that is not a measurement; of energy, its kind and its place in the spectrum to
/// within its own width.
std::string content(const std::string& detector, const dsp::CellEvidence& cell) {
  std::string out = fmt::format("{}|{}|{:.0f}|{}|{}", detector, static_cast<int>(cell.rat), cell.frequency_hz,
                                cell.physical_id, static_cast<int>(cell.level));
  out += cell.duplex ? (*cell.duplex == dsp::Duplex::kFdd ? "|fdd" : "|tdd") : "|-";
  out += cell.cyclic_prefix ? (*cell.cyclic_prefix == dsp::CyclicPrefix::kNormal ? "|normal" : "|extended")
                            : "|-";
  put(out, cell.bandwidth_prb);
  put(out, cell.ports);
  for (const auto& plmn : cell.plmns) out.append(1, '|').append(models::to_string(plmn));
  put(out, cell.tac);
  put(out, cell.cell_id);
  put(out, cell.band);
  put(out, cell.barred);
  out += '|';
  out.append(cell.system_information.begin(), cell.system_information.end());
  for (const auto& message : cell.further_system_information) {
    out += '|';
    out.append(message.begin(), message.end());
  }
  return out;
}

std::string content(const std::string& detector, const dsp::EmissionEvidence& emission) {
  const double step_hz = std::max(emission.bandwidth_hz, 10e3);
  return fmt::format("{}|{}|{:.0f}", detector, emission.label,
                     std::round(emission.centre_hz / step_hz) * step_hz);
}

std::string content(const std::string& detector, const dsp::JammingEvidence& jamming) {
  const double step_hz = std::max(jamming.bandwidth_hz, 1e6);
  return fmt::format("{}|{}|{:.0f}", detector, static_cast<int>(jamming.kind),
                     std::round(jamming.centre_hz / step_hz) * step_hz);
}

}  // namespace

NewsFilter::Content NewsFilter::content_of(const dsp::Detection& detection) {
  return std::visit([&](const auto& found) { return content(detection.detector.id, found); },
                    detection.evidence);
}

bool NewsFilter::is_due(const dsp::Detection& detection, std::int64_t now_ns) const {
  const auto found = reported_at_ns_.find(content_of(detection));
  return found == reported_at_ns_.end() || now_ns - found->second >= interval_ns_;
}

bool NewsFilter::is_new(const dsp::Detection& detection) const {
  return !reported_at_ns_.contains(content_of(detection));
}

void NewsFilter::reported(const dsp::Detection& detection, std::int64_t now_ns) {
  if (interval_ns_ == 0) return;  // nothing to remember
  reported_at_ns_[content_of(detection)] = now_ns;
  if (reported_at_ns_.size() <= kMaxRemembered) return;
  const auto oldest = std::min_element(reported_at_ns_.begin(), reported_at_ns_.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
  reported_at_ns_.erase(oldest);
}

}  // namespace sb::node
