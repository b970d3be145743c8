#include "node/update/slots.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/unit/node/technician/fake_site.hpp"
#include "wire/signing.hpp"

namespace sb::node::testing {
namespace {

std::string digest_of(const std::string& text) {
  const auto digest = wire::sha256(text);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

class SlotsTest : public ::testing::Test {
 protected:
  /// As after a restart of the program or of the box.
  Slots open() { return std::move(*Slots::open(scratch_.path, "songbien-node")); }
  void put(Slots& slots, const std::string& content, const std::string& version) {
    std::ofstream(slots.free_place(), std::ios::binary) << content;
    ASSERT_TRUE(slots.install(version, digest_of(content), content.size()));
  }
  static std::string content(const SlotChoice& choice) {
    if (!choice) return "as installed";
    std::ifstream in(*choice, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  Scratch scratch_;
};

TEST_F(SlotsTest, AnEmptyFolderMeansAsInstalled) {
  auto slots = open();
  EXPECT_EQ(content(*slots.begin()), "as installed");
  EXPECT_FALSE(slots.on_trial());
  EXPECT_EQ(slots.version(), "");
}

TEST_F(SlotsTest, AHealthyTrialIsKept) {
  auto slots = open();
  put(slots, "two", "2");
  slots = open();
  EXPECT_EQ(content(*slots.begin()), "two");
  EXPECT_TRUE(slots.on_trial());
  ASSERT_TRUE(slots.keep());
  slots = open();
  EXPECT_EQ(content(*slots.begin()), "two");
  EXPECT_FALSE(slots.on_trial());
  const auto news = slots.take_news();
  ASSERT_TRUE(news);
  EXPECT_FALSE(news->rolled_back);
  EXPECT_EQ(news->version, "2");
  EXPECT_FALSE(open().take_news()) << "told once";
}

TEST_F(SlotsTest, ATrialThatNeverGetsHealthyIsGivenUpAfterThreeStarts) {
  {
    auto slots = open();
    put(slots, "two", "2");
    ASSERT_TRUE(slots.begin());
    ASSERT_TRUE(slots.keep());
    static_cast<void>(slots.take_news());
    put(slots, "broken", "3");
  }
  for (int start = 0; start < Slots::kTrialStarts; ++start) {
    auto slots = open();  // it crashes each time, or the power goes
    EXPECT_EQ(content(*slots.begin()), "broken");
  }
  auto slots = open();
  EXPECT_EQ(content(*slots.begin()), "two");
  const auto news = slots.take_news();
  ASSERT_TRUE(news);
  EXPECT_TRUE(news->rolled_back);
  EXPECT_EQ(news->version, "3");
}

TEST_F(SlotsTest, OnlyTheTrialsOwnFileIsJudged) {
  auto slots = open();
  put(slots, "two", "2");
  const auto trial = **slots.begin();
  slots = open();  // the program itself, started by whoever chose
  slots.runs(trial);
  EXPECT_TRUE(slots.on_trial());
  slots.runs("/proc/self/exe");  // it could not be started and the installed one runs
  EXPECT_FALSE(slots.on_trial());
}

TEST_F(SlotsTest, TheActiveOneIsNeverWrittenOver) {
  auto slots = open();
  put(slots, "two", "2");
  ASSERT_TRUE(slots.begin());
  ASSERT_TRUE(slots.keep());
  put(slots, "three", "3");
  ASSERT_TRUE(slots.begin());
  ASSERT_TRUE(slots.roll_back());
  EXPECT_EQ(content(*slots.begin()), "two");
  put(slots, "four", "4");
  ASSERT_TRUE(slots.begin());
  ASSERT_TRUE(slots.keep());
  EXPECT_EQ(content(*slots.begin()), "four");
}

TEST_F(SlotsTest, WhatIsNotWholeIsNotStarted) {
  auto slots = open();
  std::ofstream(slots.free_place(), std::ios::binary) << "torn";
  EXPECT_EQ(slots.install("2", digest_of("whole"), 5).error().code, ErrorCode::kUnreadable);
  EXPECT_EQ(content(*slots.begin()), "as installed");
  put(slots, "two", "2");
  ASSERT_TRUE(slots.begin());
  ASSERT_TRUE(slots.keep());
  std::ofstream(scratch_.path / "a/songbien-node", std::ios::binary) << "rot";
  EXPECT_EQ(content(*open().begin()), "as installed");
}

TEST_F(SlotsTest, ADamagedRecordMeansAsInstalled) {
  auto slots = open();
  put(slots, "two", "2");
  for (const auto* rubbish :
       {"", "{", "[]", R"({"trial":{"slot":"../../etc"}})", R"({"active":7,"trial_starts":"x"})"}) {
    std::ofstream(scratch_.path / "slots.json", std::ios::binary) << rubbish;
    EXPECT_EQ(content(*open().begin()), "as installed") << rubbish;
  }
}

TEST(TrialTest, IsJudgedByReceptionAndLink) {
  EXPECT_EQ(judge({119.0, true, true}), TrialVerdict::kWait);
  EXPECT_EQ(judge({120.0, true, true}), TrialVerdict::kKeep);
  EXPECT_EQ(judge({599.0, true, false}), TrialVerdict::kWait);
  EXPECT_EQ(judge({600.0, true, false}), TrialVerdict::kRollBack);
  EXPECT_EQ(judge({600.0, false, true}), TrialVerdict::kRollBack);
}

}  // namespace
}  // namespace sb::node::testing
