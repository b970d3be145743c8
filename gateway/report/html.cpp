// The canonical form: HTML with a print style, no script, nothing from elsewhere.
#include <fmt/format.h>

#include "gateway/report/paper.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

constexpr std::string_view kStyle =
    "@page{size:A4;margin:20mm 15mm 20mm 25mm}"
    "body{font:12pt/1.4 'Be Vietnam Pro','Noto Serif','DejaVu "
    "Serif',serif;color:#111;max-width:180mm;margin:0 auto;padding:8mm}"
    "header{display:flex;justify-content:space-between;gap:8mm;font-size:11pt}"
    "h1{font-size:16pt;text-align:center;margin:8mm 0 2mm}h2{font-size:13pt;margin:6mm 0 "
    "2mm;break-after:avoid}"
    "table{border-collapse:collapse;width:100%;font-size:10pt;margin:2mm 0 "
    "4mm}thead{display:table-header-group}"
    "th,td{border:1px solid #555;padding:1mm 2mm;text-align:left;vertical-align:top}tr{break-inside:avoid}"
    "th{background:#eee}caption{text-align:left;font-style:italic}"
    ".trace{font-size:8pt;color:#555;overflow-wrap:anywhere}"
    ".watermark{border:2px solid #a00;color:#a00;text-align:center;font-weight:bold;padding:2mm;margin:4mm 0}"
    "@media print{body{padding:0;max-width:none}a{color:inherit;text-decoration:none}}";

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

void put_table(std::string& out, const PaperTable& table, Language language) {
  out += "<table>";
  if (!table.caption.vi.empty())
    out += fmt::format("<caption>{}</caption>", escaped(table.caption.in(language)));
  out += "<thead><tr>";
  for (const auto& column : table.columns)
    out += fmt::format("<th scope=\"col\">{}</th>", escaped(column.in(language)));
  out += fmt::format("<th scope=\"col\">{}</th></tr></thead><tbody>",
                     language == Language::kVietnamese ? "Nguồn số liệu" : "Source");
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (const auto& cell : row.cells) out += fmt::format("<td>{}</td>", escaped(cell.in(language)));
    out += row.trace.empty()
               ? std::string("<td class=\"trace\"></td></tr>")
               : fmt::format("<td class=\"trace\"><a href=\"{0}\">{0}</a></td></tr>", escaped(row.trace));
  }
  out += "</tbody></table>\n";
}

}  // namespace

std::string_view html_style() {
  return kStyle;
}

std::string to_html(const Paper& document, Language language) {
  const bool vietnamese = language == Language::kVietnamese;
  auto out = fmt::format(
      "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>{}</title><style>{}</style></head><body>\n",
      vietnamese ? "vi" : "en", escaped(document.title.in(language)), kStyle);
  out +=
      fmt::format("<header><div>{}<br>{} {}</div><div>{}<br>{}</div></header>\n",
                  escaped(document.sender.in(language)), vietnamese ? "Số:" : "No.", escaped(document.number),
                  escaped(document.addressee.in(language)), vietnam_text(document.made));
  out += fmt::format("<h1>{}</h1>\n", escaped(document.title.in(language)));
  if (!document.watermark.vi.empty())
    out += fmt::format("<p class=\"watermark\">{}</p>\n", escaped(document.watermark.in(language)));
  for (const auto& section : document.sections) {
    out += fmt::format("<section><h2>{}</h2>\n", escaped(section.heading.in(language)));
    for (const auto& paragraph : section.paragraphs)
      out += fmt::format("<p>{}</p>\n", escaped(paragraph.in(language)));
    for (const auto& table : section.tables) put_table(out, table, language);
    out += "</section>\n";
  }
  return out + "</body></html>\n";
}

}  // namespace sb::gateway
