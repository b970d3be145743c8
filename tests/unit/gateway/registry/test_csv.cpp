#include <gtest/gtest.h>

#include "gateway/registry/csv.hpp"

namespace sb::gateway::testing {
namespace {

using Cells = std::vector<std::string>;

std::vector<Cells> cells_of(std::string_view text) {
  const auto records = parse_csv(text);
  EXPECT_TRUE(records) << records.error().text;
  std::vector<Cells> all;
  if (records) {
    for (const auto& record : *records) all.push_back(record.cells);
  }
  return all;
}

std::string error_of(std::string_view text) {
  const auto records = parse_csv(text);
  return records ? "" : records.error().text;
}

TEST(Csv, PlainQuotedAndEmptyCells) {
  EXPECT_EQ(cells_of("a,b\n1,\n"), (std::vector<Cells>{{"a", "b"}, {"1", ""}}));
  EXPECT_EQ(cells_of("\"a,b\",\"say \"\"hi\"\"\"\r\n,x"),
            (std::vector<Cells>{{"a,b", "say \"hi\""}, {"", "x"}}));
  EXPECT_EQ(cells_of("\"two\nlines\",b"), (std::vector<Cells>{{"two\nlines", "b"}}));
  EXPECT_EQ(cells_of(""), std::vector<Cells>{});
}

TEST(Csv, ByteOrderMarkAndBlankLinesAreSkipped) {
  EXPECT_EQ(cells_of("\xEF\xBB\xBF"
                     "a\n\nb\r\n\r\n"),
            (std::vector<Cells>{{"a"}, {"b"}}));
}

TEST(Csv, LinesCountThroughQuotedBreaks) {
  const auto records = parse_csv("a\n\"x\ny\"\nlast\n");
  ASSERT_TRUE(records);
  EXPECT_EQ(records->at(1).line, 2);
  EXPECT_EQ(records->at(2).line, 4);
}

TEST(Csv, DamageIsNamedWithItsLine) {
  EXPECT_EQ(error_of("a\n\"b"), "line 2: a quote is never closed");
  EXPECT_EQ(error_of("a\nb\"c"), "line 2: a quote inside a cell that does not begin with one");
  EXPECT_EQ(error_of("\"a\"b"), "line 1: text after a closing quote");
  EXPECT_EQ(error_of("a\rb"), "line 1: a carriage return without a line feed");
  EXPECT_EQ(error_of(std::string_view("a\0b", 3)), "line 1: a NUL octet");
}

}  // namespace
}  // namespace sb::gateway::testing
