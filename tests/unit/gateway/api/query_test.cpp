#include "gateway/api/query.hpp"

#include <gtest/gtest.h>

namespace sb::gateway::api {
namespace {

TEST(Query, FillsTheFilter) {
  const auto filter = incident_filter({{"kind", "spillover"},
                                       {"state", "active"},
                                       {"since", "2026-11-22T12:00:00Z"},
                                       {"bbox", "103.5,22.2,104.4,22.9"},
                                       {"node", "lc-01"},
                                       {"exercise", "false"},
                                       {"limit", "500"},
                                       {"cursor", "17"}});
  ASSERT_TRUE(filter) << filter.error().text;
  EXPECT_EQ(filter->kind, "spillover");
  EXPECT_EQ(filter->since, 1'795'348'800'000'000'000);
  ASSERT_TRUE(filter->bbox);
  EXPECT_DOUBLE_EQ((*filter->bbox)[3], 22.9);
  EXPECT_EQ(filter->exercise, false);
  EXPECT_EQ(filter->limit, 500);
  EXPECT_EQ(filter->after_id, 17);
}

TEST(Query, AbsentAndEmptyMeanAny) {
  const auto filter = incident_filter({{"kind", ""}, {"bbox", ""}, {"exercise", ""}});
  ASSERT_TRUE(filter);
  EXPECT_TRUE(filter->kind.empty());
  EXPECT_FALSE(filter->bbox);
  EXPECT_FALSE(filter->exercise);
  EXPECT_EQ(filter->limit, 100);
}

TEST(Query, NamesTheParameterThatIsWrong) {
  const auto refused = [](const Query& query) {
    const auto filter = incident_filter(query);
    return filter ? std::string() : filter.error().text;
  };
  EXPECT_NE(refused({{"kind", "x"}}).find("'kind' must be one of spillover"), std::string::npos);
  EXPECT_NE(refused({{"limit", "501"}}).find("from 1 to 500"), std::string::npos);
  EXPECT_NE(refused({{"limit", "5x"}}).find("'limit'"), std::string::npos);
  EXPECT_NE(refused({{"cursor", "99999999999999999999"}}).find("'cursor'"), std::string::npos);
  EXPECT_NE(refused({{"since", "now"}}).find("RFC 3339"), std::string::npos);
  EXPECT_NE(refused({{"colour", "red"}}).find("unknown query parameter 'colour'"), std::string::npos);
  EXPECT_NE(refused({{"node", std::string(65, 'a')}}).find("at most 64"), std::string::npos);
  EXPECT_NE(refused({{"state", "open"}, {"state", "closed"}}).find("stand once"), std::string::npos);
  for (const auto* box : {"1", "1,2,3", "1,2,3,4,5", "a,2,3,4", "3,2,1,4", "1,4,3,2", "-181,0,0,0",
                          "0,0,0,91", "nan,0,1,1", "1,,2,3", "1,2,3,"}) {
    EXPECT_NE(refused({{"bbox", box}}).find("'bbox'"), std::string::npos) << box;
  }
}

}  // namespace
}  // namespace sb::gateway::api
