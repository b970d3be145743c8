#include "node/update/take_update.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/unit/node/technician/fake_site.hpp"

namespace sb::node::testing {
namespace {

std::string digest_of(const std::string& text) {
  const auto digest = wire::sha256(text);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

class TakeUpdate : public ::testing::Test {
 protected:
  wire::pb::Update update(wire::pb::Artefact artefact, const std::string& content) {
    wire::pb::Update u;
    u.set_artefact(artefact);
    u.set_version("2");
    u.set_sha256(digest_of(content));
    u.set_octets(content.size());
    if (artefact == wire::pb::ARTEFACT_CONFIGURATION) u.set_content(content);
    return u;
  }
  Result<void> take(const wire::pb::Update& u) {
    return take_update(u, {software_, configuration_}, sources_);
  }
  static std::string started(Slots& slots) {
    const auto choice = slots.begin();
    if (!choice || !*choice) return "as installed";
    std::ifstream in(**choice, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  Scratch scratch_;
  Slots software_ = std::move(*Slots::open(scratch_.path / "software", "songbien-node"));
  Slots configuration_ = std::move(*Slots::open(scratch_.path / "configuration", "node.toml"));
  std::string served_ = "new software", asked_;
  UpdateSources sources_{
      [this](const std::string& hash, const std::function<bool(std::string_view)>& take) -> Result<void> {
        asked_ = hash;
        for (std::size_t i = 0; i < served_.size(); i += 5) {
          if (!take(std::string_view(served_).substr(i, 5))) return fail(ErrorCode::kUnreadable, "stopped");
        }
        return {};
      },
      [](std::string_view text) -> Result<void> {
        if (text.find("[node]") == std::string_view::npos)
          return fail(ErrorCode::kInvalidArgument, "node.toml:1: no [node]");
        return {};
      }};
};

TEST_F(TakeUpdate, SoftwareIsFetchedByItsHashAndTried) {
  const auto u = update(wire::pb::ARTEFACT_SOFTWARE, served_);
  ASSERT_TRUE(take(u));
  EXPECT_EQ(asked_, wire::to_hex(u.sha256()));
  EXPECT_EQ(started(software_), "new software");
  EXPECT_EQ(started(configuration_), "as installed");
}

TEST_F(TakeUpdate, AnythingElseThanAnnouncedChangesNothing) {
  const auto u = update(wire::pb::ARTEFACT_SOFTWARE, served_);
  served_ = "new softwarf";
  EXPECT_EQ(take(u).error().code, ErrorCode::kUnreadable);
  served_ = "new software and more of it";
  EXPECT_EQ(take(u).error().code, ErrorCode::kUnreadable);
  served_ = "new";
  EXPECT_EQ(take(u).error().code, ErrorCode::kUnreadable);
  EXPECT_EQ(started(software_), "as installed");
  auto huge = u;
  huge.set_octets(kMaxSoftwareBytes + 1);
  EXPECT_EQ(take(huge).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(TakeUpdate, AConfigurationMustBeOneThatRuns) {
  EXPECT_EQ(take(update(wire::pb::ARTEFACT_CONFIGURATION, "rubbish")).error().code,
            ErrorCode::kInvalidArgument);
  auto u = update(wire::pb::ARTEFACT_CONFIGURATION, "[node]\n");
  u.set_content("[node]\nid = 1");
  EXPECT_EQ(take(u).error().code, ErrorCode::kUnreadable);
  EXPECT_EQ(started(configuration_), "as installed");
  ASSERT_TRUE(take(update(wire::pb::ARTEFACT_CONFIGURATION, "[node]\n")));
  EXPECT_EQ(started(configuration_), "[node]\n");
}

}  // namespace
}  // namespace sb::node::testing
