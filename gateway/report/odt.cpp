// OpenDocument text: a ZIP archive whose first entry says what it is (ODF 1.3 part 2 §3.3).
#include <fmt/format.h>

#include "gateway/report/paper.hpp"
#include "gateway/report/zip.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

constexpr const char* kMimeType = "application/vnd.oasis.opendocument.text";
constexpr const char* kManifest =
    R"(<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>)";
constexpr const char* kHead =
    R"(<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"><office:automatic-styles><style:style style:name="cell" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #555555" fo:padding="1mm"/></style:style><style:style style:name="title" style:family="paragraph"><style:paragraph-properties fo:text-align="center" fo:margin-bottom="4mm"/><style:text-properties fo:font-size="16pt" fo:font-weight="bold"/></style:style><style:style style:name="mark" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/><style:text-properties fo:color="#aa0000" fo:font-weight="bold"/></style:style></office:automatic-styles><office:body><office:text>)";

/// Escapes, and leaves out what XML 1.0 has no way to say.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
      out.push_back(c);
  }
  return out;
}

std::string paragraph(std::string_view text, const char* style = nullptr) {
  return style != nullptr ? fmt::format("<text:p text:style-name=\"{}\">{}</text:p>", style, escaped(text))
                          : fmt::format("<text:p>{}</text:p>", escaped(text));
}

void put_cell(std::string& out, std::string_view text) {
  out += fmt::format(
      "<table:table-cell table:style-name=\"cell\" office:value-type=\"string\">{}</table:table-cell>",
      paragraph(text));
}

void put_table(std::string& out, const PaperTable& table, Language language, std::size_t number) {
  out += fmt::format(
      "<table:table table:name=\"t{}\"><table:table-column table:number-columns-repeated=\"{}\"/>", number,
      table.columns.size() + 1);
  out += "<table:table-header-rows><table:table-row>";
  for (const auto& column : table.columns) put_cell(out, column.in(language));
  put_cell(out, language == Language::kVietnamese ? "Nguồn số liệu" : "Source");
  out += "</table:table-row></table:table-header-rows>";
  for (const auto& row : table.rows) {
    out += "<table:table-row>";
    for (const auto& cell : row.cells) put_cell(out, cell.in(language));
    put_cell(out, row.trace);
    out += "</table:table-row>";
  }
  out += "</table:table>";
}

}  // namespace

Result<std::string> to_odt(const Paper& document, Language language) {
  std::string content = kHead;
  content += paragraph(document.sender.in(language));
  content += paragraph(document.addressee.in(language));
  content += paragraph(document.number + "  " + vietnam_text(document.made));
  content += paragraph(document.title.in(language), "title");
  if (!document.watermark.vi.empty()) content += paragraph(document.watermark.in(language), "mark");
  std::size_t number = 0;
  for (const auto& section : document.sections) {
    content +=
        fmt::format("<text:h text:outline-level=\"2\">{}</text:h>", escaped(section.heading.in(language)));
    for (const auto& words : section.paragraphs) content += paragraph(words.in(language));
    for (const auto& table : section.tables) put_table(content, table, language, ++number);
  }
  content += "</office:text></office:body></office:document-content>";
  return zip_archive(
      {{"mimetype", kMimeType, true}, {"META-INF/manifest.xml", kManifest}, {"content.xml", content}});
}

}  // namespace sb::gateway
