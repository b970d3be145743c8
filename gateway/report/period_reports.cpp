// Reports over a period: quarter, year, and the ledger of foreign cells.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "gateway/report/report_parts.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

std::string period_query(const ReportRequest& request) {
  return fmt::format("since={}&until={}&exercise=false", rfc3339_utc(request.period_from),
                     rfc3339_utc(request.period_until - 1));
}

Words count_words(std::size_t count) {
  return same_words(std::to_string(count));
}

Words percent(double ratio) {
  auto words = number_words(ratio * 100.0);
  return {words.vi + " %", words.en + " %"};
}

PaperTable by_kind(const std::vector<Incident>& incidents, const ReportRequest& request) {
  PaperTable table{{"Theo loại và trạng thái", "By kind and state"},
                   {{"Loại", "Kind"}, {"Trạng thái", "State"}, {"Số vụ", "Incidents"}},
                   {}};
  std::map<std::pair<std::string, std::string>, std::size_t> counts;
  for (const auto& incident : incidents) ++counts[{incident.kind, incident.state}];
  for (const auto& [key, count] : counts) {
    table.rows.push_back(
        {{kind_words(key.first), state_words(key.second), count_words(count)},
         fmt::format("/api/v1/incidents?kind={}&state={}&{}", key.first, key.second, period_query(request))});
  }
  table.rows.push_back(
      {{{"Cộng", "Total"}, {}, count_words(incidents.size())}, "/api/v1/incidents?" + period_query(request)});
  return table;
}

PaperTable by_commune(const std::vector<Incident>& incidents, const ReportRequest& request) {
  PaperTable table{{"Theo xã", "By commune"},
                   {{"Xã", "Commune"},
                    {"Số vụ", "Incidents"},
                    {"Sóng nước ngoài", "Foreign signals"},
                    {"Vụ số", "Incident numbers"}},
                   {}};
  struct Commune {
    std::size_t all = 0, foreign = 0;
    std::string ids;
  };
  std::map<std::string, Commune> communes;
  for (const auto& incident : incidents) {
    auto& commune = communes[incident.place.commune];
    ++commune.all;
    if (incident.kind == "spillover") ++commune.foreign;
    if (commune.ids.size() < 120)
      commune.ids += (commune.ids.empty() ? "" : ", ") + std::to_string(incident.id);
  }
  for (const auto& [name, commune] : communes) {
    table.rows.push_back({{name.empty() ? Words{"(không rõ)", "(unknown)"} : same_words(name),
                           count_words(commune.all), count_words(commune.foreign), same_words(commune.ids)},
                          "/api/v1/incidents?" + period_query(request)});
  }
  return table;
}

/// From first detection to the first person who took it up, in minutes.
PaperTable acknowledgement(Store& store, const std::vector<Incident>& incidents,
                           const ReportRequest& request) {
  std::vector<double> minutes;
  store.read([&](Ledgers& ledgers) {
    for (const auto& incident : incidents) {
      AuditFilter filter;
      filter.subject = fmt::format("incident/{}", incident.id);
      filter.action = "incident.acknowledge";
      const auto rows = ledgers.audit_rows(filter);
      if (!rows.empty()) minutes.push_back(static_cast<double>(rows.back().at - incident.first_seen) / 60e9);
    }
  });
  std::ranges::sort(minutes);
  PaperTable table{{"Thời gian tiếp nhận (phút)", "Time to acknowledge (minutes)"},
                   {{"Đại lượng", "Quantity"}, {"Giá trị", "Value"}},
                   {}};
  const auto trace =
      fmt::format("/api/v1/audit?action=incident.acknowledge&since={}", rfc3339_utc(request.period_from));
  table.rows.push_back({{{"Số vụ đã tiếp nhận", "Acknowledged"}, count_words(minutes.size())}, trace});
  if (minutes.empty()) return table;
  const auto quantile = [&](double share) {
    return minutes[std::min(minutes.size() - 1,
                            static_cast<std::size_t>(share * static_cast<double>(minutes.size())))];
  };
  table.rows.push_back({{{"Trung vị", "Median"}, number_words(quantile(0.5))}, trace});
  table.rows.push_back({{{"Phân vị 90 %", "90th percentile"}, number_words(quantile(0.9))}, trace});
  return table;
}

PaperTable nodes_table(Store& store, const ReportRequest& request, UtcNs now) {
  PaperTable table{{"Trạm thu: sẵn sàng và chất lượng số liệu (đúng, đủ, sạch)",
                    "Nodes: availability and quality of data (correct, complete, clean)"},
                   {{"Trạm", "Node"},
                    {"Sẵn sàng", "Availability"},
                    {"Đúng", "Correct"},
                    {"Đủ", "Complete"},
                    {"Sạch", "Clean"}},
                   {}};
  const auto until = std::min(request.period_until, now);
  std::map<std::string, double> availability, complete;
  std::map<std::string, StreamFigures> sums;
  store.read([&](Ledgers& ledgers) {
    const double hours = std::max(1.0, static_cast<double>(until - request.period_from) / 3600e9);
    for (const auto& row : ledgers.availability(request.period_from, until))
      availability[row.node_id] = std::min(1.0, static_cast<double>(row.hours_heard) / hours);
    for (const auto& row : ledgers.sequence_figures(request.period_from, until))
      complete[row.node_id] =
          static_cast<double>(row.stored) / static_cast<double>(std::max<std::uint64_t>(row.expected, 1));
    for (const auto& row : ledgers.stream_figures(request.period_from, until)) {
      auto& sum = sums[row.node_id];
      sum.stored += row.stored;
      sum.valid += row.valid;
      sum.distinct += row.distinct;
    }
  });
  for (const auto& node : store.nodes()) {
    const auto& sum = sums[node.node_id];
    const auto share = [&](std::uint64_t part) {
      return percent(sum.stored == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(sum.stored));
    };
    table.rows.push_back({{same_words(node.node_id + " " + node.name), percent(availability[node.node_id]),
                           share(sum.valid), percent(complete[node.node_id]), share(sum.distinct)},
                          fmt::format("/api/v1/observations?node={}&since={}", node.node_id,
                                      rfc3339_utc(request.period_from))});
  }
  return table;
}

struct ForeignCell {
  HeardCell best;
  UtcNs first = 0, last = 0;
  std::set<std::string> nodes, communes;
  std::set<int> years;
  std::uint64_t observations = 0;
  std::vector<std::int64_t> incidents;
};

std::string identity_of(const HeardCell& cell) {
  std::string text = cell.plmns.empty() ? "?" : models::to_string(cell.plmns.front());
  text += " " + cell.rat;
  if (cell.cell_id) text += fmt::format(" {}", *cell.cell_id);
  return text + fmt::format(" {}/{}", cell.channel.value_or(0), cell.physical_id);
}

void add(ForeignCell& row, const Incident& incident) {
  const auto level = [](const HeardCell& cell) {
    return cell.rsrp_dbm.value_or(cell.rsrp_dbfs.value_or(-999.0));
  };
  if (row.incidents.empty() || level(*incident.cell) > level(row.best)) row.best = *incident.cell;
  row.first = row.incidents.empty() ? incident.first_seen : std::min(row.first, incident.first_seen);
  row.last = std::max(row.last, incident.last_seen);
  row.nodes.insert(incident.nodes.begin(), incident.nodes.end());
  row.communes.insert(incident.place.commune);
  row.years.insert(vietnam_day(incident.first_seen).year);
  row.years.insert(vietnam_day(incident.last_seen).year);
  row.observations += incident.observation_count;
  row.incidents.push_back(incident.id);
}

PaperRow ledger_row(const ForeignCell& row) {
  Words level{"không đo", "not measured"};
  if (row.best.rsrp_dbm) {
    level = number_words(*row.best.rsrp_dbm);
    level = {level.vi + " dBm", level.en + " dBm"};
  } else if (row.best.rsrp_dbfs) {
    level = number_words(*row.best.rsrp_dbfs);
    level = {level.vi + " dBFS", level.en + " dBFS"};
  }
  auto frequency = number_words(row.best.frequency_hz / 1e6, 1);
  return {{same_words(identity_of(row.best)), std::move(frequency), same_words(vietnam_day_text(row.first)),
           same_words(vietnam_day_text(row.last)), same_words(fmt::format("{}", fmt::join(row.years, ", "))),
           same_words(fmt::format("{}", fmt::join(row.nodes, ", "))),
           same_words(fmt::format("{}", fmt::join(row.communes, ", "))), std::move(level),
           count_words(row.observations)},
          fmt::format("/api/v1/observations?incident={}", row.incidents.back())};
}

}  // namespace

Paper period_report(Store& store, const ReportRequest& request, UtcNs now) {
  auto paper = begun(store, request, false, now);
  const bool quarterly = request.type == "quarterly";
  paper.title = quarterly ? Words{"Báo cáo quý về giám sát sóng vô tuyến khu vực biên giới",
                                  "Quarterly report on radio monitoring of the border area"}
                          : Words{"Báo cáo năm về giám sát sóng vô tuyến khu vực biên giới",
                                  "Yearly report on radio monitoring of the border area"};
  const auto incidents = incidents_of_period(store, request.period_from, request.period_until);
  const auto from = vietnam_day_text(request.period_from), until = vietnam_day_text(request.period_until - 1);
  PaperSection overview{
      {"Tình hình", "Overview"},
      {{fmt::format("Từ {} đến {}: {} vụ, không tính diễn tập.", from, until, incidents.size()),
        fmt::format("From {} to {}: {} incidents, exercises not counted.", from, until, incidents.size())}},
      {by_kind(incidents, request), by_commune(incidents, request)}};
  PaperSection work{{"Xử lý", "Handling"}, {}, {acknowledgement(store, incidents, request)}};
  PaperSection nodes{{"Hệ thống", "System"}, {}, {nodes_table(store, request, now)}};
  paper.sections = {std::move(overview), std::move(work), std::move(nodes)};
  return paper;
}

Paper ledger_report(Store& store, const ReportRequest& request, UtcNs now) {
  auto paper = begun(store, request, false, now);
  paper.title = {"Sổ phối hợp: cell nước ngoài thu được", "Coordination ledger: foreign cells heard"};
  std::map<std::string, ForeignCell> cells;
  for (const auto& incident : incidents_of_period(store, request.period_from, request.period_until)) {
    if (incident.kind == "spillover" && incident.cell) add(cells[identity_of(*incident.cell)], incident);
  }
  PaperTable table{{},
                   {{"Cell", "Cell"},
                    {"MHz", "MHz"},
                    {"Lần đầu", "First heard"},
                    {"Lần cuối", "Last heard"},
                    {"Các năm", "Years"},
                    {"Trạm thu", "Nodes"},
                    {"Xã", "Communes"},
                    {"Mức cao nhất", "Best level"},
                    {"Số lần", "Times"}},
                   {}};
  for (const auto& [identity, row] : cells) table.rows.push_back(ledger_row(row));
  paper.sections.push_back(
      {{"Cell nước ngoài", "Foreign cells"},
       {{fmt::format("{} cell, từ {} đến {}.", cells.size(), vietnam_day_text(request.period_from),
                     vietnam_day_text(request.period_until - 1)),
         fmt::format("{} cells, from {} to {}.", cells.size(), vietnam_day_text(request.period_from),
                     vietnam_day_text(request.period_until - 1))}},
       {std::move(table)}});
  return paper;
}

}  // namespace sb::gateway
