#include "gateway/api/event_feed.hpp"

#include <gtest/gtest.h>

namespace sb::gateway::api {
namespace {

std::vector<EventRow> rows(std::int64_t first, std::int64_t last) {
  std::vector<EventRow> made;
  for (auto id = first; id <= last; ++id) made.push_back({id, "incident", "{}"});
  return made;
}

TEST(EventFeed, TextIsOneEvent) {
  EXPECT_EQ(event_text({7, "node", R"({"a":1})"}), "id: 7\nevent: node\ndata: {\"a\":1}\n\n");
}

TEST(EventFeed, GoesOnWhereAStreamStands) {
  EventFeed feed(10);
  EXPECT_TRUE(feed.reaches_back_to(10));
  EXPECT_FALSE(feed.reaches_back_to(9));
  feed.append(rows(11, 13));
  feed.append(rows(12, 14));  // what is known is not said twice
  std::int64_t id = 11;
  EXPECT_EQ(feed.text_after(id), event_text({12, "incident", "{}"}) + event_text({13, "incident", "{}"}) +
                                     event_text({14, "incident", "{}"}));
  EXPECT_EQ(id, 14);
  EXPECT_EQ(feed.text_after(id), "");
}

TEST(EventFeed, RingAndChunksAreBounded) {
  EventFeed feed(0);
  feed.append(rows(1, 5000));
  EXPECT_EQ(feed.newest(), 5000);
  const auto oldest = 5000 - static_cast<std::int64_t>(EventFeed::kRingEvents);
  EXPECT_TRUE(feed.reaches_back_to(oldest));
  EXPECT_FALSE(feed.reaches_back_to(oldest - 1));
  std::int64_t id = oldest;
  while (id < 5000) {
    const auto before = id;
    EXPECT_LT(feed.text_after(id).size(), EventFeed::kMaxChunkBytes + 100);
    ASSERT_GT(id, before);
  }
}

}  // namespace
}  // namespace sb::gateway::api
