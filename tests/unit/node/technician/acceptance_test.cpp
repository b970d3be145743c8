#include "node/technician/acceptance.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "node/technician/technician_page.hpp"
#include "tests/unit/node/technician/fake_site.hpp"

namespace sb::node::testing {
namespace {

class Accepting : public ::testing::Test {
 protected:
  std::unique_ptr<TechnicianPage> open() {
    return std::move(*TechnicianPage::open(
        scratch_.path, {"lc-07", "Bát Xát", "laocai", "0.1.0", 22.5, 104.0, "ab"}, site_, clock_, key_));
  }
  void run_wizard() {
    site_.change([](FakeSite& s) { s.floor_dbfs_ = -86.0; });
    ASSERT_TRUE(page_->measure_terminated());
    site_.change([](FakeSite& s) { s.floor_dbfs_ = -78.0; });
    page_->start_wizard();
    clock_.now_ns += 61'000'000'000;
    site_.change([](FakeSite& s) { s.status_.mutable_receiver()->set_samples(99'000'000); });
    ASSERT_TRUE(page_->store_baseline());
  }
  Scratch scratch_;
  FakeSite site_;
  FakeClock clock_;
  wire::SigningKey key_ = std::move(*wire::SigningKey::generate());
  std::unique_ptr<TechnicianPage> page_ = open();
};

TEST_F(Accepting, NeedsTheFormAndAWholeRun) {
  EXPECT_EQ(page_->accept().error().text, "error.no_form");
  EXPECT_EQ(page_->put_site("{}").error().text, "error.field.commune_code");
  ASSERT_TRUE(page_->put_site(kForm));
  EXPECT_EQ(page_->accept().error().text, "error.not_finished");
  page_->start_wizard();
  clock_.now_ns += 59'000'000'000;
  EXPECT_EQ(page_->accept().error().text, "error.not_finished");
}

TEST_F(Accepting, TheSheetIsSignedKeptAndDeliveredOnce) {
  ASSERT_TRUE(page_->put_site(kForm));
  ASSERT_TRUE(page_->put_photo(jpeg()));
  EXPECT_FALSE(page_->put_photo("GIF89a"));
  EXPECT_FALSE(page_->put_photo(jpeg() + std::string(30000, 'x')));
  run_wizard();
  ASSERT_TRUE(page_->accept());
  page_ = open();  // a restart loses nothing
  const auto newest = page_->sheets().newest();
  ASSERT_TRUE(newest);
  const auto public_key = std::move(*wire::VerifyingKey::from_pem(key_.public_pem()));
  EXPECT_TRUE(public_key.verify(std::string("songbien/v1/acceptance\0", 23) + newest->sheet.sheet,
                                newest->sheet.signature));
  const auto sheet = nlohmann::json::parse(newest->sheet.sheet);
  EXPECT_EQ(sheet["node"], "lc-07");
  EXPECT_EQ(sheet["site"]["commune"], "Phường Lào Cai");
  EXPECT_EQ(sheet["steps"].size(), 11U);
  EXPECT_EQ(sheet["passed"], true) << sheet.dump();
  EXPECT_EQ(newest->sheet.photo, jpeg());
  EXPECT_EQ(sheet["photo_sha256"].get<std::string>().size(), 64U);

  EXPECT_FALSE(page_->accepted());
  EXPECT_EQ(page_->sheets().deliver([](const std::string&) { return false; }), 0U);
  EXPECT_EQ(page_->sheets().waiting(), 1U);
  std::string body;
  EXPECT_EQ(page_->sheets().deliver([&](const std::string& b) {
    body = b;
    return true;
  }),
            1U);
  EXPECT_EQ(nlohmann::json::parse(body)["sheet"], newest->sheet.sheet) << "octet for octet what was signed";
  EXPECT_EQ(page_->sheets().deliver([](const std::string&) { return true; }), 0U);
  EXPECT_TRUE(page_->accepted());
  EXPECT_EQ(nlohmann::json::parse(page_->state())["state"]["key"], "online");
}

TEST_F(Accepting, AFailedSiteIsSignedAsFailedAndNotAccepted) {
  ASSERT_TRUE(page_->put_site(kForm));
  run_wizard();
  site_.change([](FakeSite& s) { s.status_.mutable_receiver()->set_dropped_samples(1); });
  ASSERT_TRUE(page_->accept());
  page_->sheets().deliver([](const std::string&) { return true; });
  EXPECT_FALSE(page_->accepted());
  EXPECT_EQ(nlohmann::json::parse(page_->state())["state"]["key"], "commissioning");
}

TEST_F(Accepting, SheetsQueueInTheOrderTheyWereMade) {
  ASSERT_TRUE(page_->put_site(kForm));
  run_wizard();
  for (int i = 0; i < 3; ++i) {
    clock_.now_ns += 1'000'000'000;
    ASSERT_TRUE(page_->accept());
  }
  std::vector<std::string> made;
  page_->sheets().deliver([&](const std::string& body) {
    made.push_back(nlohmann::json::parse(nlohmann::json::parse(body)["sheet"].get<std::string>())["made"]);
    return true;
  });
  ASSERT_EQ(made.size(), 3U);
  EXPECT_TRUE(std::is_sorted(made.begin(), made.end()));
}

}  // namespace
}  // namespace sb::node::testing
