#pragma once
// A document in both languages, before it is HTML, PDF, ODT or a table: letters of tickets and reports alike.
// Every row can say where its figures come from.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/store/records.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

enum class Language { kVietnamese, kEnglish };

struct Words {
  std::string vi, en;
  const std::string& in(Language language) const { return language == Language::kVietnamese ? vi : en; }
};

struct PaperRow {
  std::vector<Words> cells;
  std::string
      trace;  ///< path of the API that lists the observations behind it; empty: nothing measured in it
};

struct PaperTable {
  Words caption;
  std::vector<Words> columns;
  std::vector<PaperRow> rows;
};

struct PaperSection {
  Words heading;
  std::vector<Words> paragraphs;
  std::vector<PaperTable> tables;
};

struct Paper {
  std::string type, number;
  Words title, addressee, sender;
  Words watermark;  ///< "DỮ LIỆU THỬ NGHIỆM"; empty: none
  UtcNs made = 0;
  std::vector<PaperSection> sections;
};

std::string paper_to_json(const Paper& document);
/// kUnreadable when the text is not one of ours.
Result<Paper> paper_from_json(std::string_view text);

/// One page of HTML with its print style inside; everything of the document is escaped.
std::string to_html(const Paper& document, Language language);
/// The style inside, for the Content-Security-Policy of who serves the page.
std::string_view html_style();
/// RFC 4180 with a byte-order mark; sections follow one another; cells that a spreadsheet would take for a
/// formula are quoted with an apostrophe.
std::string to_csv(const Paper& document, Language language);
/// A4, cairo and pango. kUnavailable when no font can be found.
Result<std::string> to_pdf(const Paper& document, Language language);
/// OpenDocument text (ODF 1.3).
Result<std::string> to_odt(const Paper& document, Language language);
/// Office Open XML workbook, one sheet per table.
Result<std::string> to_xlsx(const Paper& document, Language language);

/// A number with one decimal: comma in Vietnamese, point in English.
Words number_words(double value, int decimals = 1);
Words same_words(std::string text);

}  // namespace sb::gateway
