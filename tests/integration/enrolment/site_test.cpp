// A running node's dealings with its gateway besides measuring: sheets go up, artefacts come down.
#include "node/site/site.hpp"

#include <atomic>
#include <functional>
#include <thread>

#include <spdlog/sinks/null_sink.h>

#include "gateway/enrol/orders.hpp"
#include "tests/integration/enrolment/enrolled_device.hpp"

namespace sb::tests {
namespace {

using namespace std::chrono_literals;
namespace pb = wire::pb;

/// A broker connection that is simply up.
class Connected final : public node::Uplink {
 public:
  Result<void> begin_connect(std::string_view) override { return {}; }
  node::LinkState state() const override { return node::LinkState::kUp; }
  std::string last_error() const override { return {}; }
  Result<void> publish(wire::Leaf, std::string_view) override { return {}; }
  std::vector<std::string> take_commands() override { return {}; }
  void close() override {}
};

class SiteTest : public EnrolledDevice {
 protected:
  void SetUp() override {
    enrol();
    key_.emplace(std::move(*wire::SigningKey::load(node::IdentityFiles(state()).key)));
  }
  void open() {
    node::SiteOptions options;
    options.node_id = "lc-07";
    options.province = broker_.province();
    options.state_dir = state();
    node::SiteParts parts{clock_,
                          *key_,
                          uplink_,
                          [] { return pb::Status(); },
                          [](std::string_view) -> Result<void> { return {}; },
                          [this](const std::string&) { ++restarts_; },
                          [this](pb::NodeEventKind kind, const std::string&) { told_ = kind; }};
    site_ = std::move(*node::Site::open(options, parts, log_));
  }
  bool soon(const std::function<bool()>& happened) const {
    for (const auto end = std::chrono::steady_clock::now() + 10s; std::chrono::steady_clock::now() < end;) {
      if (happened()) return true;
      std::this_thread::sleep_for(20ms);
    }
    return false;
  }
  pb::Command update(const std::string& content) {
    const auto row = gateway::update_order({"lc-07", "admin", wall_clock()}, {"software", "2", content});
    return *wire::decode_command(row->body);
  }
  void serve(const std::string& name, const std::string& content) {
    std::filesystem::create_directories(server_.folder / "updates");
    std::ofstream(server_.folder / "updates" / name, std::ios::binary) << content;
  }

  node::SystemClock clock_;
  Connected connected_;
  node::TimedUplink uplink_{connected_, clock_};
  spdlog::logger log_{"site", std::make_shared<spdlog::sinks::null_sink_mt>()};
  std::optional<wire::SigningKey> key_;
  std::atomic<int> restarts_ = 0;
  std::atomic<int> told_ = 0;
  std::unique_ptr<node::Site> site_;
};

TEST_F(SiteTest, AnAcceptanceSheetReachesTheGatewayAndIsApprovedThere) {
  auto sheets = std::move(*node::SheetBox::open(state() / "technician/sheets"));
  node::SheetFacts facts;
  facts.node_id = "lc-07";
  facts.made_utc_ns = wall_clock();
  facts.photo = std::string("\xFF\xD8\xFF\xE0 photo", 10);
  const auto sheet = node::make_sheet(facts, *key_);
  ASSERT_TRUE(sheets.put(sheet));
  open();
  ASSERT_TRUE(soon([this] { return !server_.nodes->acceptances_of("lc-07").empty(); }));
  const auto kept = server_.nodes->acceptances_of("lc-07").at(0);
  EXPECT_EQ(kept.sheet, sheet.sheet);
  EXPECT_EQ(kept.photo, facts.photo);
  EXPECT_TRUE(soon([&] { return sheets.waiting() == 0; }));
}

TEST_F(SiteTest, SoftwareIsFetchedByItsHashAndARestartTriesIt) {
  open();
  const std::string content(300'000, 'x');
  const auto command = update(content);
  serve(wire::to_hex(command.update().sha256()), content);
  EXPECT_TRUE(site_->take_update(command).done());
  ASSERT_TRUE(soon([this] { return restarts_ > 0; }));
  auto slots = std::move(*node::Slots::open(state() / "software", "songbien-node"));
  const auto choice = slots.begin();
  ASSERT_TRUE(choice && *choice);
  EXPECT_EQ(read_text(**choice), content);
}

TEST_F(SiteTest, AnotherArtefactUnderThatNameIsNotTaken) {
  open();
  const auto command = update("what was signed");
  serve(wire::to_hex(command.update().sha256()), "what was not");
  EXPECT_TRUE(site_->take_update(command).done());
  ASSERT_TRUE(soon([this] { return told_ == pb::NODE_EVENT_KIND_ROLLED_BACK; }));
  EXPECT_EQ(restarts_, 0);
  auto slots = std::move(*node::Slots::open(state() / "software", "songbien-node"));
  EXPECT_FALSE(*slots.begin());
}

}  // namespace
}  // namespace sb::tests
