#include "gateway/registry/sheet.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "gateway/report/zip.hpp"

namespace sb::gateway {
namespace {

constexpr std::size_t kMostUnpacked = 24U << 20U;
constexpr std::size_t kMostRows = 200'000, kMostColumns = 256;

using Parts = std::map<std::string, std::string>;

tl::unexpected<Error> bad(std::string_view what) {
  return fail(ErrorCode::kUnreadable, fmt::format("workbook: {}", what));
}

/// Some programs write every element with a prefix of their own.
std::string_view local_name(const char* name) {
  const char* colon = std::strchr(name, ':');
  return colon == nullptr ? name : colon + 1;
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  for (const auto each : node.children()) {
    if (local_name(each.name()) == name) return each;
  }
  return {};
}

template <typename Visit>
void each_child(const pugi::xml_node& node, std::string_view name, Visit visit) {
  for (const auto each : node.children()) {
    if (local_name(each.name()) == name) visit(each);
  }
}

std::string_view attribute(const pugi::xml_node& node, std::string_view name) {
  for (const auto each : node.attributes()) {
    if (local_name(each.name()) == name) return each.value();
  }
  return {};
}

bool parse(const Parts& parts, const std::string& name, pugi::xml_document& document) {
  const auto found = parts.find(name);
  return found != parts.end() &&
         document.load_buffer(found->second.data(), found->second.size(), pugi::parse_default).status ==
             pugi::status_ok;
}

/// A text: one <t>, or runs of them; what tells how to pronounce it (<rPh>) is none of it.
std::string text_of(const pugi::xml_node& item) {
  std::string text;
  each_child(item, "t", [&](const pugi::xml_node& t) { text += t.text().get(); });
  each_child(item, "r", [&](const pugi::xml_node& run) { text += child(run, "t").text().get(); });
  return text;
}

std::vector<std::string> shared_texts(const Parts& parts) {
  std::vector<std::string> texts;
  pugi::xml_document document;
  if (!parse(parts, "xl/sharedStrings.xml", document)) return texts;
  each_child(child(document, "sst"), "si",
             [&](const pugi::xml_node& item) { texts.push_back(text_of(item)); });
  return texts;
}

/// §18.8.30: 14 to 22 and 45 to 47 are dates and times; a format of the file's own is one when it names days
/// or years outside of quotes and brackets.
bool is_date_format(std::string_view code) {
  char closing = 0;
  for (const char c : code) {
    if (closing != 0) {
      if (c == closing) closing = 0;
    } else if (c == '"') {
      closing = '"';
    } else if (c == '[') {
      closing = ']';
    } else if (std::strchr("yYdD", c) != nullptr) {
      return true;
    }
  }
  return false;
}

int number_of(std::string_view text, int otherwise) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : otherwise;
}

/// Which cell styles show a date.
std::vector<bool> date_styles(const Parts& parts) {
  std::vector<bool> styles;
  pugi::xml_document document;
  if (!parse(parts, "xl/styles.xml", document)) return styles;
  const auto sheet = child(document, "styleSheet");
  std::set<int> own;
  each_child(child(sheet, "numFmts"), "numFmt", [&](const pugi::xml_node& format) {
    if (is_date_format(attribute(format, "formatCode")))
      own.insert(number_of(attribute(format, "numFmtId"), -1));
  });
  each_child(child(sheet, "cellXfs"), "xf", [&](const pugi::xml_node& style) {
    const int id = number_of(attribute(style, "numFmtId"), 0);
    styles.push_back((id >= 14 && id <= 22) || (id >= 45 && id <= 47) || own.contains(id));
  });
  return styles;
}

struct Book {
  std::string sheet_part;
  bool from_1904 = false;
};

Result<Book> find_sheet(const Parts& parts) {
  pugi::xml_document workbook;
  pugi::xml_document relations;
  if (!parse(parts, "xl/workbook.xml", workbook)) return bad("xl/workbook.xml is missing or damaged");
  const auto root = child(workbook, "workbook");
  const auto first = child(child(root, "sheets"), "sheet");
  if (!first) return bad("it has no sheet");
  Book book;
  const auto epoch = attribute(child(root, "workbookPr"), "date1904");
  book.from_1904 = epoch == "1" || epoch == "true";
  const std::string id(first.attribute("r:id").value());
  if (parse(parts, "xl/_rels/workbook.xml.rels", relations)) {
    each_child(child(relations, "Relationships"), "Relationship", [&](const pugi::xml_node& relation) {
      if (attribute(relation, "Id") != id) return;
      const auto target = attribute(relation, "Target");
      book.sheet_part = target.starts_with('/') ? std::string(target.substr(1)) : "xl/" + std::string(target);
    });
  }
  if (book.sheet_part.empty()) book.sheet_part = "xl/worksheets/sheet1.xml";
  return book;
}

/// "BC12" -> 54; nothing for no column or one beyond the last that is read.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
    if (column > kMostColumns) return std::nullopt;
  }
  return column == 0 ? std::nullopt : std::optional(column - 1);
}

/// Days since 1899-12-30 (since 1904-01-01 in books of the other epoch): §18.17.4.1.
std::string date_text(double serial, bool from_1904) {
  using namespace std::chrono;
  const auto start = from_1904 ? sys_days{year{1904} / 1 / 1} : sys_days{year{1899} / 12 / 30};
  const year_month_day date{start + days{static_cast<int>(std::floor(serial))}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

class Reader {
 public:
  explicit Reader(const Parts& parts, bool from_1904)
      : texts_(shared_texts(parts)), dates_(date_styles(parts)), from_1904_(from_1904) {}

  std::string value_of(const pugi::xml_node& cell) const {
    const auto type = attribute(cell, "t");
    if (type == "inlineStr") return text_of(child(cell, "is"));
    const std::string written = child(cell, "v").text().get();
    if (type == "s") {
      const int index = number_of(written, -1);
      return index >= 0 && static_cast<std::size_t>(index) < texts_.size()
                 ? texts_[static_cast<std::size_t>(index)]
                 : std::string();
    }
    if (type == "str" || type == "e" || type == "d" || type == "b" || written.empty()) return written;
    return number_text(written, attribute(cell, "s"));
  }

 private:
  std::string number_text(const std::string& written, std::string_view style) const {
    double value = 0.0;
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (error != std::errc{} || end != written.data() + written.size() || !std::isfinite(value))
      return written;
    const auto index = static_cast<std::size_t>(std::max(0, number_of(style, 0)));
    constexpr double kLastDay = 2'958'465.0;  // 9999-12-31
    if (index < dates_.size() && dates_[index] && value >= 1.0 && value <= kLastDay)
      return date_text(value, from_1904_);
    constexpr double kExact = 9'007'199'254'740'992.0;  // whole numbers are exact below 2^53
    if (std::abs(value) < kExact && value == std::floor(value)) return fmt::format("{:.0f}", value);
    return fmt::format("{}", value);
  }

  std::vector<std::string> texts_;
  std::vector<bool> dates_;
  bool from_1904_;
};

/// Nothing when a row is wider than is read.
std::optional<CsvRecord> record_of(const pugi::xml_node& row, int number, const Reader& reader) {
  CsvRecord record{number, {}};
  bool fits = true;
  std::size_t next = 0;
  each_child(row, "c", [&](const pugi::xml_node& cell) {
    const auto reference = attribute(cell, "r");
    const auto column = reference.empty() ? std::optional(next) : column_of(reference);
    fits = fits && column && *column < kMostColumns;
    if (!fits || !column) return;
    if (record.cells.size() <= *column) record.cells.resize(*column + 1);
    record.cells[*column] = reader.value_of(cell);
    next = *column + 1;
  });
  if (!fits) return std::nullopt;
  while (!record.cells.empty() && record.cells.back().empty()) record.cells.pop_back();
  return record;
}

}  // namespace

bool looks_like_workbook(std::string_view octets) {
  return octets.starts_with("PK\x03\x04");
}

Result<std::vector<CsvRecord>> read_workbook(std::string_view octets) {
  auto entries = unzip_archive(octets, kMostUnpacked);
  if (!entries) return bad(entries.error().text);
  Parts parts;
  for (auto& entry : *entries) parts.emplace(std::move(entry.name), std::move(entry.content));
  const auto book = find_sheet(parts);
  if (!book) return tl::unexpected(book.error());
  pugi::xml_document document;
  if (!parse(parts, book->sheet_part, document)) return bad("its first sheet is missing or damaged");
  const Reader reader(parts, book->from_1904);
  std::vector<CsvRecord> records;
  int number = 0;
  for (const auto row : child(child(document, "worksheet"), "sheetData").children()) {
    if (local_name(row.name()) != "row") continue;
    number = number_of(attribute(row, "r"), number + 1);
    auto record = record_of(row, number, reader);
    if (!record) return bad(fmt::format("row {} has more than {} columns", number, kMostColumns));
    if (record->cells.empty()) continue;
    if (records.size() == kMostRows) return bad(fmt::format("more than {} rows", kMostRows));
    if (!records.empty() && record->cells.size() < records.front().cells.size())
      record->cells.resize(records.front().cells.size());
    records.push_back(std::move(*record));
  }
  return records;
}

}  // namespace sb::gateway
