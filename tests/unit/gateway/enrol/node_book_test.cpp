#include "gateway/store/node_book.hpp"

#include <gtest/gtest.h>

#include "gateway/enrol/code.hpp"
#include "gateway/store/open.hpp"
#include "tests/support/databases.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

class Book : public ::testing::TestWithParam<Database> {
 protected:
  void SetUp() override {
    const auto database = fresh_database(GetParam(), folder_.path());
    if (database.empty()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
    book_ = open_node_book(database);
  }
  ScratchFolder folder_;
  std::unique_ptr<NodeBook> book_;
};

INSTANTIATE_TEST_SUITE_P(Every, Book, every_database(), name_of);

TEST_P(Book, ACodeIsUsedOnceAndOnlyWhileItIsYoung) {
  const auto digest = code_digest("A"), old = code_digest("B");
  book_->put_code({digest, "lc-01", "Lào Cai 1", 22.5, 104.0, kNoon, kNoon + 10, "admin"});
  book_->put_code({old, "lc-02", "Lào Cai 2", 22.5, 104.0, kNoon, kNoon + 10, "admin"});
  EXPECT_FALSE(book_->use_code(code_digest("C"), kNoon));
  EXPECT_FALSE(book_->use_code(old, kNoon + 10));
  const auto code = book_->use_code(digest, kNoon + 9);
  ASSERT_TRUE(code);
  EXPECT_EQ(code->node_id, "lc-01");
  EXPECT_EQ(code->name, "Lào Cai 1");
  EXPECT_EQ(code->latitude_deg, 22.5);
  EXPECT_EQ(code->created_by, "admin");
  EXPECT_EQ(code->expires, kNoon + 10);
  EXPECT_FALSE(book_->use_code(digest, kNoon + 9));
}

TEST_P(Book, CommandsAreClosedByTheirNodeOnce) {
  book_->put_command(
      {"c1", "lc-01", "listen", std::string("\0\x01", 2), "admin", kNoon, kNoon + 60, "queued", 0, 0, ""});
  book_->put_command({"c2", "lc-02", "calibrate", "x", "admin", kNoon + 1, kNoon + 60, "queued", 0, 0, ""});
  ASSERT_EQ(book_->open_commands().size(), 2U);
  EXPECT_EQ(book_->open_commands()[0].body, std::string("\0\x01", 2));
  book_->command_sent("c1", kNoon + 5);
  EXPECT_EQ(book_->open_commands()[0].state, "sent");
  EXPECT_EQ(book_->open_commands()[0].attempts, 1);
  EXPECT_FALSE(book_->close_command("lc-02", "c1", "done", "")) << "another node's";
  EXPECT_TRUE(book_->close_command("lc-01", "c1", "refused", "busy"));
  EXPECT_FALSE(book_->close_command("lc-01", "c1", "done", ""));
  EXPECT_EQ(book_->open_commands().size(), 1U);
  EXPECT_EQ(book_->commands_of("lc-01", 10).at(0).text, "busy");
}

TEST_P(Book, ASheetDeliveredTwiceIsOne) {
  const auto first = book_->put_acceptance({0, "lc-01", kNoon, "{}", "s", "p", 0, "", ""});
  EXPECT_EQ(book_->put_acceptance({0, "lc-01", kNoon + 1, "{}", "s", "p", 0, "", ""}), first);
  EXPECT_NE(book_->put_acceptance({0, "lc-01", kNoon, "{ }", "s", "", 0, "", ""}), first);
  EXPECT_FALSE(book_->approve_acceptance("lc-02", first, "chief", "", kNoon));
  EXPECT_TRUE(book_->approve_acceptance("lc-01", first, "chief", "tốt", kNoon));
  EXPECT_FALSE(book_->approve_acceptance("lc-01", first, "other", "", kNoon));
  EXPECT_EQ(book_->acceptances_of("lc-01").at(1).approved_by, "chief");
}

TEST_P(Book, RevokedCertificatesStayListedUntilTheyExpire) {
  book_->put_certificate({"0A", "lc-01", kNoon, kNoon + 100, "pem", 0});
  book_->put_certificate({"0B", "lc-02", kNoon, kNoon + 100, "pem", 0});
  EXPECT_TRUE(book_->revoked_certificates(kNoon).empty());
  book_->revoke_certificates("lc-01", kNoon + 5);
  book_->revoke_certificates("lc-01", kNoon + 6);
  ASSERT_EQ(book_->revoked_certificates(kNoon + 7).size(), 1U);
  EXPECT_EQ(book_->revoked_certificates(kNoon + 7)[0].revoked, kNoon + 5);
  EXPECT_TRUE(book_->revoked_certificates(kNoon + 100).empty());
}

}  // namespace
}  // namespace sb::gateway::testing
