#include "gateway/quality/quality.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

namespace sb::gateway {
namespace {

double ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

void judge_row(QualityRow& row, const QualityLimits& limits) {
  if (row.correct_ratio < limits.least_correct) row.faults.emplace_back("correct");
  if (row.complete_ratio < limits.least_complete) row.faults.emplace_back("complete");
  if (row.clean_ratio < limits.least_clean) row.faults.emplace_back("clean");
  const bool stale = row.fresh_s > row.limit_s;
  if (stale) row.faults.emplace_back("fresh");
  row.state = stale ? "stale" : row.faults.empty() ? "good" : "poor";
}

QualityRow row_of(const StreamFigures& figures, double complete, const QualityLimits& limits, UtcNs now) {
  QualityRow row;
  row.node_id = figures.node_id;
  row.stream = figures.stream;
  row.reports = figures.stored;
  row.correct_ratio = ratio(figures.valid, figures.stored);
  row.calibrated_ratio = ratio(figures.calibrated, figures.stored);
  row.complete_ratio = complete;
  row.clean_ratio = ratio(figures.distinct, figures.stored);
  row.fresh_s = static_cast<double>(std::max<UtcNs>(now - figures.newest, 0)) / 1e9;
  row.limit_s = limits.limit_s(figures.stream);
  judge_row(row, limits);
  return row;
}

QualityRow silent(const NodeRow& node, const QualityLimits& limits, UtcNs now) {
  QualityRow row;
  row.node_id = node.node_id;
  row.stream = "cell";
  row.fresh_s = static_cast<double>(now - node.last_seen) / 1e9;
  row.limit_s = limits.limit_s(row.stream);
  row.state = "stale";
  row.faults = {"correct", "complete", "clean", "fresh"};
  return row;
}

}  // namespace

double QualityLimits::limit_s(std::string_view stream) const {
  if (stream == "cell") return cell_limit_s;
  if (stream == "coverage") return coverage_limit_s;
  return stream == "event" ? event_limit_s : finding_limit_s;
}

std::vector<QualityRow> quality_of(Store& store, const QualityLimits& limits, UtcNs window_ns, UtcNs now) {
  std::vector<StreamFigures> streams;
  std::map<std::string, double> complete;
  store.read([&](Ledgers& ledgers) {
    streams = ledgers.stream_figures(now - window_ns, now);
    for (const auto& row : ledgers.sequence_figures(now - window_ns, now))
      complete[row.node_id] = ratio(row.stored, row.expected);
  });
  std::vector<QualityRow> rows;
  std::set<std::string> heard;
  for (const auto& figures : streams) {
    heard.insert(figures.node_id);
    rows.push_back(row_of(figures, complete[figures.node_id], limits, now));
  }
  for (const auto& node : store.nodes()) {
    const bool expected = !node.revoked && node.last_seen != 0;
    if (expected && !heard.contains(node.node_id)) rows.push_back(silent(node, limits, now));
  }
  return rows;
}

std::size_t QualityAlarm::judge(Store& store, const std::vector<QualityRow>& rows, UtcNs now) {
  std::map<std::string, std::string> was(standing_.begin(), standing_.end());
  standing_.clear();
  std::vector<const QualityRow*> changed;
  for (const auto& row : rows) {
    const auto name = row.node_id + "/" + row.stream;
    standing_.emplace_back(name, row.state);
    const auto before = was.contains(name) ? was[name] : std::string("good");
    if (before != row.state) changed.push_back(&row);
  }
  if (changed.empty()) return 0;
  store.write([&](Transaction& tx) {
    for (const auto* row : changed) {
      const nlohmann::json detail = {{"stream", row->stream},
                                     {"state", row->state},
                                     {"faults", row->faults},
                                     {"correct_ratio", row->correct_ratio},
                                     {"complete_ratio", row->complete_ratio},
                                     {"clean_ratio", row->clean_ratio},
                                     {"fresh_s", row->fresh_s}};
      tx.audit({0, now, "gateway", row->state == "good" ? "quality.clear" : "quality.alarm",
                "node/" + row->node_id, detail.dump()});
      tx.event("quality",
               nlohmann::json{{"node", row->node_id}, {"stream", row->stream}, {"state", row->state}}.dump());
    }
  });
  return changed.size();
}

}  // namespace sb::gateway
