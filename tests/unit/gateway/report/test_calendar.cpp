#include <gtest/gtest.h>

#include "gateway/report/calendar.hpp"
#include "gateway/time/instant.hpp"

namespace sb::gateway {
namespace {

UtcNs vietnam(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0) {
  return vietnam_midnight(year, month, day) + ((hour * 60LL + minute) * 60 + second) * kSecondNs;
}

Deadline quarterly_at(UtcNs now) {
  for (const auto& deadline : ReportCalendar::built_in().upcoming("15", now)) {
    if (deadline.date.type == "quarterly") return deadline;
  }
  return {};
}

TEST(ReportCalendar, MidnightOfTheTenthIsTooLate) {
  EXPECT_EQ(quarterly_at(vietnam(2026, 12, 9, 23, 59, 59)).due, vietnam(2026, 12, 10));
  EXPECT_EQ(quarterly_at(vietnam(2026, 12, 10)).due, vietnam(2027, 3, 10))
      << "missed: the next one, over the new year";
  EXPECT_EQ(quarterly_at(vietnam(2026, 12, 31, 23, 59, 59)).due, vietnam(2027, 3, 10));
  EXPECT_EQ(rfc3339_utc(quarterly_at(vietnam(2026, 9, 1)).due), "2026-09-09T17:00:00.000Z");
}

TEST(ReportCalendar, APeriodBeginsWhereTheLastOneEnded) {
  const auto march = quarterly_at(vietnam(2027, 1, 15));
  EXPECT_EQ(march.period_from, vietnam(2026, 12, 10));
  EXPECT_EQ(march.period_until, vietnam(2027, 3, 10));
  const auto june = quarterly_at(march.due);
  EXPECT_EQ(june.period_from, march.period_until);
}

TEST(ReportCalendar, RemindsAtFourteenSevenAndOneDay) {
  EXPECT_EQ(quarterly_at(vietnam(2026, 8, 26) - 1).remind, 0);
  EXPECT_EQ(quarterly_at(vietnam(2026, 8, 27)).remind, 14);
  EXPECT_EQ(quarterly_at(vietnam(2026, 9, 3)).remind, 7);
  EXPECT_EQ(quarterly_at(vietnam(2026, 9, 9)).remind, 1);
}

TEST(ReportCalendar, EveryProvinceHasItsOwnDates) {
  const auto lao_cai = ReportCalendar::built_in().upcoming("15", vietnam(2026, 11, 22));
  ASSERT_EQ(lao_cai.size(), 2U);
  EXPECT_EQ(lao_cai[0].date.type, "yearly");
  EXPECT_EQ(lao_cai[0].due, vietnam(2026, 12, 5));
  EXPECT_EQ(lao_cai[0].date.addressee_vi, "Công an tỉnh Lào Cai");
  const auto dong_thap = ReportCalendar::built_in().upcoming("82", vietnam(2026, 9, 24, 23, 59, 59));
  ASSERT_EQ(dong_thap.size(), 2U);
  EXPECT_EQ(dong_thap[0].due, vietnam(2026, 9, 25));
  EXPECT_EQ(dong_thap[1].due, vietnam(2026, 10, 1));
  EXPECT_TRUE(ReportCalendar::built_in().upcoming("99", vietnam(2026, 1, 1)).empty());
}

TEST(ReportCalendar, ABadTableIsRefusedByLine) {
  const std::string head = "province_code,province,type,month,day,addressee_vi,addressee_en,source\n";
  EXPECT_TRUE(ReportCalendar::parse(head));
  for (const auto* bad : {"15,x,weekly,1,1,a,b,c\n", "15,x,yearly,13,1,a,b,c\n", "15,x,yearly,2,30,a,b,c\n",
                          "15,x,yearly,2\n"}) {
    const auto parsed = ReportCalendar::parse(head + bad);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_NE(parsed.error().text.find("line 2"), std::string::npos);
  }
}

TEST(Clock24h, IsLateAtTheSecondAndNotBefore) {
  const auto first = vietnam(2026, 11, 22, 12);
  EXPECT_FALSE(is_late_24h(first, first + 24 * 3600 * kSecondNs - kSecondNs));
  EXPECT_TRUE(is_late_24h(first, first + 24 * 3600 * kSecondNs));
}

}  // namespace
}  // namespace sb::gateway
