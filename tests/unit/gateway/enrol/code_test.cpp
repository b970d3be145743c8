#include "gateway/enrol/code.hpp"

#include <set>

#include <gtest/gtest.h>

namespace sb::gateway {
namespace {

TEST(EnrolmentCode, IsReadHoweverAPersonTypesIt) {
  EXPECT_EQ(canonical_code("7kq2 m0xv-1111-zzzz"), "7KQ2-M0XV-1111-ZZZZ");
  EXPECT_EQ(canonical_code("7KQ2MOXVIL1iZZZZ"), "7KQ2-M0XV-1111-ZZZZ");  // O for 0, I and L for 1
  for (const auto* wrong :
       {"", "7KQ2-M0XV-1111-ZZZ", "7KQ2-M0XV-1111-ZZZZ0", "7KQ2-M0XV-1111-ZZZU", "7KQ2_M0XV"}) {
    EXPECT_FALSE(canonical_code(wrong)) << wrong;
  }
}

TEST(EnrolmentCode, IsRandomAndCanonical) {
  std::set<std::string> seen;
  std::set<char> letters;
  for (int i = 0; i < 1000; ++i) {
    const auto code = random_code();
    EXPECT_EQ(canonical_code(code), code);
    letters.insert(code.begin(), code.end());
    seen.insert(code);
  }
  EXPECT_EQ(seen.size(), 1000U);
  EXPECT_EQ(letters.size(), 33U);  // 32 and the hyphen: 16 000 draws leave out one of 32 with chance 1e-219
}

TEST(QrCode, HoldsAQuietZoneAndThreeFinders) {
  const auto uri = enrolment_uri("7KQ2-M0XV-1111-ZZZZ", std::string(64, 'a'), "https://192.0.2.7:8443");
  const auto svg = qr_svg(uri);
  EXPECT_TRUE(svg.starts_with("<svg "));
  EXPECT_EQ(svg.find("M0 "), svg.find("M0 0h"));           // nothing dark in column 0
  EXPECT_NE(svg.find("M4 4h1v1h-1z"), std::string::npos);  // the corner of the first finder
  const auto lines = qr_terminal(uri);
  EXPECT_EQ(lines.find("\u2588\u2588\u2588\u2588"), 0U);
}

}  // namespace
}  // namespace sb::gateway
