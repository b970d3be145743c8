#include "node/report/cell_reporter.hpp"

#include <fmt/format.h>

#include <algorithm>

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

}  // namespace

CellReporter::Content CellReporter::content_of(const dsp::Detection& detection) {
  const auto& cell = std::get<dsp::CellEvidence>(detection.evidence);
  std::string out = fmt::format("{}|{}|{:.0f}|{}|{}", detection.detector.id, static_cast<int>(cell.rat),
                                cell.frequency_hz, cell.physical_id, static_cast<int>(cell.level));
  out += cell.duplex ? (*cell.duplex == dsp::Duplex::kFdd ? "|fdd" : "|tdd") : "|-";
  out += cell.cyclic_prefix ? (*cell.cyclic_prefix == dsp::CyclicPrefix::kNormal ? "|normal" : "|extended") : "|-";
  put(out, cell.bandwidth_prb);
  put(out, cell.ports);
  for (const auto& plmn : cell.plmns) out += "|" + models::to_string(plmn);
  put(out, cell.tac);
  put(out, cell.cell_id);
  put(out, cell.band);
  put(out, cell.barred);
  out += '|';
  out.append(cell.system_information.begin(), cell.system_information.end());
  return out;
}

bool CellReporter::is_due(const dsp::Detection& detection, std::int64_t now_ns) const {
  const auto found = reported_at_ns_.find(content_of(detection));
  return found == reported_at_ns_.end() || now_ns - found->second >= interval_ns_;
}

void CellReporter::reported(const dsp::Detection& detection, std::int64_t now_ns) {
  if (interval_ns_ == 0) return;  // nothing to remember
  reported_at_ns_[content_of(detection)] = now_ns;
  if (reported_at_ns_.size() <= kMaxRemembered) return;
  const auto oldest = std::min_element(reported_at_ns_.begin(), reported_at_ns_.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
  reported_at_ns_.erase(oldest);
}

}  // namespace sb::node
