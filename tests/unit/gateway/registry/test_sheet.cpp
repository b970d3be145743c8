// Workbooks as a clerk's program writes them: made here by libxlsxwriter (an independent writer), and by hand
// where no writer would do such a thing.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include "gateway/registry/sheet.hpp"
#include "gateway/registry/table.hpp"
#include "gateway/report/zip.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

using Cells = std::vector<std::string>;

std::string octets_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Header, then one row with numbers, text and a true date.
std::string written_workbook(const ScratchFolder& folder) {
  const auto file = (folder / "table.xlsx").string();
  auto* book = workbook_new(file.c_str());
  auto* sheet = workbook_add_worksheet(book, "Danh sách");
  auto* date = workbook_add_format(book);
  format_set_num_format(date, "dd/mm/yyyy");
  int column = 0;
  for (const char* name :
       {"plmn", "rat", "site_id", "cell_id", "channel", "latitude", "longitude", "valid_from"})
    worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(column++), name, nullptr);
  worksheet_write_string(sheet, 2, 0, "452-04", nullptr);
  worksheet_write_string(sheet, 2, 1, "lte", nullptr);
  worksheet_write_string(sheet, 2, 2, "Trạm Mường Khương", nullptr);
  worksheet_write_number(sheet, 2, 3, 105217, nullptr);
  worksheet_write_number(sheet, 2, 4, 1575, nullptr);
  worksheet_write_number(sheet, 2, 5, 22.75, nullptr);
  worksheet_write_number(sheet, 2, 6, 104.1, nullptr);
  lxw_datetime day{2026, 11, 3, 0, 0, 0.0};
  worksheet_write_datetime(sheet, 2, 7, &day, date);
  EXPECT_EQ(workbook_close(book), LXW_NO_ERROR);
  return octets_of(file);
}

std::string by_hand(const std::string& rows) {
  const auto made = zip_archive(
      {{"xl/workbook.xml",
        "<workbook xmlns:r='x'><sheets><sheet name='a' sheetId='1' r:id='rId7'/></sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id='rId7' Target='worksheets/other.xml'/></Relationships>"},
       {"xl/sharedStrings.xml",
        "<sst><si><r><t>pl</t></r><r><t>mn</t></r><rPh><t>no</t></rPh></si><si><t>rat</t></si></sst>"},
       {"xl/worksheets/other.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}});
  EXPECT_TRUE(made);
  return made.value_or("");
}

TEST(RegistrySheet, AClerksWorkbookGivesTheSameRowsAsACsvFile) {
  const ScratchFolder folder;
  const auto octets = written_workbook(folder);
  ASSERT_TRUE(looks_like_workbook(octets));
  const auto records = read_workbook(octets);
  ASSERT_TRUE(records) << records.error().text;
  ASSERT_EQ(records->size(), 2U);
  EXPECT_EQ(records->at(1).line, 3) << "the sheet's own row number, an empty row lies between";
  EXPECT_EQ(records->at(1).cells,
            (Cells{"452-04", "lte", "Trạm Mường Khương", "105217", "1575", "22.75", "104.1", "2026-11-03"}));
  const auto table = read_registry(*records, "viettel", {});
  ASSERT_TRUE(table) << table.error().text;
  ASSERT_TRUE(table->problems.empty()) << table->problems[0].text;
  EXPECT_EQ(table->cells.at(0).cell_id, 105217U);
  EXPECT_EQ(table->cells.at(0).valid_from, "2026-11-03");
}

TEST(RegistrySheet, RunsPrefixesInlineTextAndShortRows) {
  const auto records =
      read_workbook(by_hand("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' "
                            "t='inlineStr'><is><t>site_id</t></is></c></row>"
                            "<x:row r='4'><x:c r='B4'><x:v>3.2508418E7</x:v></x:c></x:row>"
                            "<row r='5'><c t='s'><v>99</v></c></row>"));
  ASSERT_TRUE(records) << records.error().text;
  ASSERT_EQ(records->size(), 2U) << "a row whose only text is not in the table of texts is empty";
  EXPECT_EQ(records->at(0).cells, (Cells{"plmn", "rat", "site_id"}));
  EXPECT_EQ(records->at(1).cells, (Cells{"", "32508418", ""})) << "filled up to the header's width";
  EXPECT_EQ(records->at(1).line, 4);
}

TEST(RegistrySheet, WhatIsNoWorkbookIsRefusedInOneLine) {
  EXPECT_FALSE(looks_like_workbook("plmn,rat\n"));
  EXPECT_EQ(read_workbook("plmn,rat\n").error().code, ErrorCode::kUnreadable);
  const auto no_book = zip_archive({{"a.txt", "x"}});
  EXPECT_EQ(read_workbook(*no_book).error().text, "workbook: xl/workbook.xml is missing or damaged");
  EXPECT_EQ(read_workbook(by_hand("<row><c r='ZZZ1'><v>1</v></c></row>")).error().text,
            "workbook: row 1 has more than 256 columns");
  EXPECT_EQ(read_workbook(by_hand("<row><c r='A1'>")).error().text,
            "workbook: its first sheet is missing or damaged");
  auto cut = by_hand("<row/>");
  cut.resize(cut.size() / 2);
  EXPECT_FALSE(read_workbook(cut));
}

TEST(RegistrySheet, AnEntityIsNeverFollowed) {
  const auto made =
      zip_archive({{"xl/workbook.xml", "<workbook><sheets><sheet/></sheets></workbook>"},
                   {"xl/worksheets/sheet1.xml",
                    "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><worksheet><sheetData><row><c "
                    "t='inlineStr'><is><t>&e;</t></is></c></row></sheetData></worksheet>"}});
  const auto records = read_workbook(*made);
  ASSERT_TRUE(records) << records.error().text;
  EXPECT_EQ(records->at(0).cells.at(0), "&e;");
}

TEST(RegistrySheet, ASmallFileDoesNotBecomeALargeOne) {
  const auto bomb = zip_archive({{"xl/workbook.xml", std::string(25U << 20U, ' ')}});
  ASSERT_LT(bomb->size(), 100'000U);
  EXPECT_NE(read_workbook(*bomb).error().text.find("too large"), std::string::npos);
}

}  // namespace
}  // namespace sb::gateway::testing
