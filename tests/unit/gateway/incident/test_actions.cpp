#include <gtest/gtest.h>

#include "gateway/incident/actions.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

class Actions : public ::testing::Test {
 protected:
  std::int64_t make(const std::string& cause, bool exercise = false) {
    std::int64_t id = 0;
    store_->write([&](Transaction& tx) {
      auto i = incident_row(cause);
      i.exercise = exercise;
      i.observation_count = 2;
      tx.put_incident(i);
      id = i.id;
    });
    return id;
  }
  ErrorCode code(const Result<Incident>& result) {
    return result ? ErrorCode::kInternal : result.error().code;
  }

  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "gateway.db");
};

TEST_F(Actions, WalkFromOpenToClosedIsAuditedAndAnnounced) {
  const auto id = make("a");
  ASSERT_TRUE(acknowledge(*store_, id, "an", "xem", kNoon));
  ASSERT_TRUE(confirm(*store_, id, "an", "", kNoon + 1));
  const auto closed = close(*store_, id, "binh", "đã xử lý", kNoon + 2);
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->state, "closed");
  EXPECT_EQ(store_->incident(id)->state, "closed");
  const auto rows = store_->audit_of("incident/" + std::to_string(id), 10);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].action, "incident.close");
  EXPECT_EQ(rows[0].actor, "binh");
  EXPECT_EQ(rows[0].detail_json, R"({"comment":"đã xử lý","from":"confirmed","to":"closed"})");
  EXPECT_EQ(store_->events_after(0, 10).size(), 3u);
}

TEST_F(Actions, FinalStatesAreFinal) {
  const auto id = make("a");
  ASSERT_TRUE(dismiss(*store_, id, "an", "nhầm", kNoon));
  EXPECT_EQ(code(acknowledge(*store_, id, "an", "", kNoon)), ErrorCode::kRefused);
  EXPECT_EQ(code(confirm(*store_, id, "an", "", kNoon)), ErrorCode::kRefused);
  EXPECT_EQ(code(close(*store_, id, "an", "", kNoon)), ErrorCode::kRefused);
  EXPECT_EQ(code(dismiss(*store_, id, "an", "lại", kNoon)), ErrorCode::kRefused);
  EXPECT_TRUE(comment(*store_, id, "an", "ghi chú", kNoon));
  EXPECT_EQ(store_->audit_of("incident/" + std::to_string(id), 10).size(), 2u);  // refusals leave nothing
}

TEST_F(Actions, WordsAreRequiredWhereTheyMatter) {
  const auto id = make("a");
  EXPECT_EQ(code(dismiss(*store_, id, "an", " \n", kNoon)), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(comment(*store_, id, "an", "", kNoon)), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(acknowledge(*store_, id, "an", std::string(5000, 'x'), kNoon)), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(acknowledge(*store_, 999, "an", "", kNoon)), ErrorCode::kNotFound);
  EXPECT_EQ(store_->incident(id)->state, "open");
}

TEST_F(Actions, MergeMovesTheCauseToTheTarget) {
  const auto a = make("a");
  const auto b = make("b");
  const auto merged = merge(*store_, a, b, "an", kNoon);
  ASSERT_TRUE(merged) << merged.error().text;
  EXPECT_EQ(merged->merged_into, b);
  EXPECT_EQ(store_->incident(a)->state, "merged");
  EXPECT_EQ(store_->incident(b)->observation_count, 4u);
  store_->write([&](Transaction& tx) { EXPECT_EQ(tx.open_incident("a")->id, b); });
}

TEST_F(Actions, MergeRefusesItselfExercisesAndFinalStates) {
  const auto a = make("a");
  const auto drill = make("b", true);
  const auto done = make("c");
  ASSERT_TRUE(close(*store_, done, "an", "", kNoon));
  EXPECT_EQ(code(merge(*store_, a, a, "an", kNoon)), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(merge(*store_, a, drill, "an", kNoon)), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(merge(*store_, a, done, "an", kNoon)), ErrorCode::kRefused);
  EXPECT_EQ(code(merge(*store_, a, 999, "an", kNoon)), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace sb::gateway::testing
