#include <gtest/gtest.h>

#include "gateway/report/paper.hpp"
#include "gateway/report/zip.hpp"

namespace sb::gateway {
namespace {

Paper sample(std::size_t rows = 2) {
  Paper paper;
  paper.type = "quarterly";
  paper.number = "SB-1";
  paper.title = {"Báo cáo quý <thử>", "Quarterly report"};
  paper.sender = {"Sở KH&CN", "DST"};
  paper.addressee = {"Công an tỉnh", "Police"};
  paper.watermark = {"DỮ LIỆU THỬ NGHIỆM", "TRIAL DATA"};
  paper.made = 1'795'348'800'000'000'000;
  PaperTable table{{"Bảng", "Table"}, {{"Xã", "Commune"}, {"Số vụ", "Incidents"}}, {}};
  for (std::size_t i = 0; i < rows; ++i)
    table.rows.push_back(
        {{same_words("Mường Khương"), same_words(std::to_string(i))}, "/api/v1/incidents?kind=spillover"});
  paper.sections.push_back(
      {{"Tình hình", "Overview"}, {{"Đoạn \"văn\" & <script>", "A paragraph"}}, {std::move(table)}});
  return paper;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(Paper, ComesBackFromItsJson) {
  const auto text = paper_to_json(sample());
  const auto back = paper_from_json(text);
  ASSERT_TRUE(back);
  EXPECT_EQ(paper_to_json(*back), text);
  for (const auto* bad : {"", "{}", "[]", R"({"type":1})", "\xff"}) EXPECT_FALSE(paper_from_json(bad)) << bad;
}

TEST(Paper, HtmlEscapesEverythingAndNamesEverySource) {
  const auto vi = to_html(sample(), Language::kVietnamese);
  EXPECT_EQ(vi.find("<script>"), std::string::npos);
  EXPECT_NE(vi.find("&lt;script&gt;"), std::string::npos);
  EXPECT_NE(vi.find("Báo cáo quý &lt;thử&gt;"), std::string::npos);
  EXPECT_NE(vi.find("DỮ LIỆU THỬ NGHIỆM"), std::string::npos);
  EXPECT_EQ(count(vi, "href=\"/api/v1/incidents?kind=spillover\""), 2U);
  EXPECT_NE(vi.find("@media print"), std::string::npos);
  const auto en = to_html(sample(), Language::kEnglish);
  EXPECT_NE(en.find("lang=\"en\""), std::string::npos);
  EXPECT_NE(en.find("TRIAL DATA"), std::string::npos);
  EXPECT_EQ(en.find("Tình hình"), std::string::npos);
}

TEST(Paper, CsvQuotesAndDefusesFormulas) {
  auto paper = sample(1);
  paper.sections[0].tables[0].rows[0].cells[0] = same_words("=HYPERLINK(\"http://x\")");
  paper.sections[0].tables[0].rows[0].cells[1] = same_words("-58,1");
  const auto csv = to_csv(paper, Language::kVietnamese);
  EXPECT_NE(csv.find("\"'=HYPERLINK(\"\"http://x\"\")\""), std::string::npos);
  EXPECT_NE(csv.find("\"-58,1\""), std::string::npos) << "a number stays one";
  EXPECT_TRUE(csv.starts_with("\xef\xbb\xbf"));
}

TEST(Paper, PdfHasPagesForLongTablesAndItsTitle) {
  const auto short_one = to_pdf(sample(), Language::kVietnamese);
  ASSERT_TRUE(short_one) << short_one.error().text;
  EXPECT_TRUE(short_one->starts_with("%PDF-1."));
  EXPECT_NE(short_one->find("%%EOF"), std::string::npos);
  const auto long_one = to_pdf(sample(300), Language::kVietnamese);
  ASSERT_TRUE(long_one);
  EXPECT_EQ(count(*short_one, "/Type /Page %"), 1U);
  EXPECT_GT(count(*long_one, "/Type /Page %"), 4U);
}

TEST(Paper, OdtIsAnArchiveThatBeginsWithItsType) {
  const auto odt = to_odt(sample(), Language::kVietnamese);
  ASSERT_TRUE(odt);
  EXPECT_EQ(odt->substr(30, 8), "mimetype");
  EXPECT_EQ(odt->substr(38, 39), "application/vnd.oasis.opendocument.text");
  const auto entries = unzip_archive(*odt, 1 << 20);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 3U);
  EXPECT_NE((*entries)[2].content.find("Mường Khương"), std::string::npos);
  EXPECT_NE((*entries)[2].content.find("&lt;script&gt;"), std::string::npos);
}

TEST(Paper, XlsxHoldsTheTables) {
  const auto book = to_xlsx(sample(), Language::kEnglish);
  ASSERT_TRUE(book) << book.error().text;
  const auto entries = unzip_archive(*book, 1 << 20);
  ASSERT_TRUE(entries) << entries.error().text;
  bool found = false;
  for (const auto& entry : *entries)
    found = found ||
            (entry.name == "xl/sharedStrings.xml" && entry.content.find("Mường Khương") != std::string::npos);
  EXPECT_TRUE(found);
}

TEST(Zip, RefusesWhatIsDamagedTooLargeOrNotOne) {
  const auto archive = zip_archive({{"a", std::string(100'000, 'x')}, {"b", "y", true}});
  ASSERT_TRUE(archive);
  EXPECT_LT(archive->size(), 2'000U);
  EXPECT_TRUE(unzip_archive(*archive, 100'001));
  EXPECT_FALSE(unzip_archive(*archive, 100'000)) << "a small file must not become a large one";
  EXPECT_FALSE(unzip_archive("", 1000));
  EXPECT_FALSE(unzip_archive("PK\x03\x04 nonsense", 1000));
  EXPECT_FALSE(unzip_archive(archive->substr(0, archive->size() / 2), 1 << 20));
  EXPECT_EQ(*zip_archive({{"a", "1"}}), *zip_archive({{"a", "1"}})) << "the same content is the same archive";
}

}  // namespace
}  // namespace sb::gateway
