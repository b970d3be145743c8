#include "gateway/report/paper.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sb::gateway {
namespace {

using nlohmann::json;

json json_of(const Words& words) {
  return json::array({words.vi, words.en});
}

Words words_from(const json& value) {
  return {value.at(0).get<std::string>(), value.at(1).get<std::string>()};
}

json json_of(const std::vector<Words>& list) {
  auto array = json::array();
  for (const auto& words : list) array.push_back(json_of(words));
  return array;
}

std::vector<Words> list_from(const json& array) {
  std::vector<Words> list;
  for (const auto& value : array) list.push_back(words_from(value));
  return list;
}

json json_of(const PaperTable& table) {
  auto rows = json::array();
  for (const auto& row : table.rows) rows.push_back({{"cells", json_of(row.cells)}, {"trace", row.trace}});
  return {
      {"caption", json_of(table.caption)}, {"columns", json_of(table.columns)}, {"rows", std::move(rows)}};
}

PaperTable table_from(const json& value) {
  PaperTable table{words_from(value.at("caption")), list_from(value.at("columns")), {}};
  for (const auto& row : value.at("rows"))
    table.rows.push_back({list_from(row.at("cells")), row.at("trace").get<std::string>()});
  return table;
}

json json_of(const PaperSection& section) {
  auto tables = json::array();
  for (const auto& table : section.tables) tables.push_back(json_of(table));
  return {{"heading", json_of(section.heading)},
          {"paragraphs", json_of(section.paragraphs)},
          {"tables", std::move(tables)}};
}

PaperSection section_from(const json& value) {
  PaperSection section{words_from(value.at("heading")), list_from(value.at("paragraphs")), {}};
  for (const auto& table : value.at("tables")) section.tables.push_back(table_from(table));
  return section;
}

/// RFC 4180; a cell that begins like a formula gets an apostrophe (OWASP: CSV injection).
std::string csv_cell(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos &&
      text.find_first_not_of("+-0123456789.,") != std::string::npos)
    text.insert(text.begin(), '\'');
  if (text.find_first_of(",;\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + '"';
}

void csv_line(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0) out.push_back(',');
    out += csv_cell(cells[i]);
  }
  out += "\r\n";
}

}  // namespace

std::string paper_to_json(const Paper& document) {
  auto sections = json::array();
  for (const auto& section : document.sections) sections.push_back(json_of(section));
  return json{{"type", document.type},
              {"number", document.number},
              {"title", json_of(document.title)},
              {"addressee", json_of(document.addressee)},
              {"sender", json_of(document.sender)},
              {"watermark", json_of(document.watermark)},
              {"made", document.made},
              {"sections", std::move(sections)}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Paper> paper_from_json(std::string_view text) {
  try {
    const auto value = json::parse(text);
    Paper document;
    document.type = value.at("type").get<std::string>();
    document.number = value.at("number").get<std::string>();
    document.title = words_from(value.at("title"));
    document.addressee = words_from(value.at("addressee"));
    document.sender = words_from(value.at("sender"));
    document.watermark = words_from(value.at("watermark"));
    document.made = value.at("made").get<UtcNs>();
    for (const auto& section : value.at("sections")) document.sections.push_back(section_from(section));
    return document;
  } catch (const json::exception& error) {
    return fail(ErrorCode::kUnreadable, fmt::format("not a document of ours: {}", error.what()));
  }
}

std::string to_csv(const Paper& document, Language language) {
  std::string out = "\xef\xbb\xbf";
  csv_line(out, {document.title.in(language), document.number});
  if (!document.watermark.vi.empty()) csv_line(out, {document.watermark.in(language)});
  for (const auto& section : document.sections) {
    csv_line(out, {section.heading.in(language)});
    for (const auto& table : section.tables) {
      std::vector<std::string> cells;
      for (const auto& column : table.columns) cells.push_back(column.in(language));
      cells.emplace_back(language == Language::kVietnamese ? "Nguồn số liệu" : "Source");
      csv_line(out, cells);
      for (const auto& row : table.rows) {
        cells.clear();
        for (const auto& cell : row.cells) cells.push_back(cell.in(language));
        cells.push_back(row.trace);
        csv_line(out, cells);
      }
    }
  }
  return out;
}

Words number_words(double value, int decimals) {
  auto en = fmt::format("{:.{}f}", value, decimals);
  auto vi = en;
  std::ranges::replace(vi, '.', ',');
  return {std::move(vi), std::move(en)};
}

Words same_words(std::string text) {
  return {text, text};
}

}  // namespace sb::gateway
