#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/cli/registry_commands.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

class Commands : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  /// Exit status of a command line.
  int run(std::vector<std::string> words) {
    CLI::App app;
    int status = -1;
    add_registry_commands(app, status);
    add_node_commands(app, status);
    words.insert(words.end(), {"--database", database_});
    std::reverse(words.begin(), words.end());
    app.parse(words);
    return status;
  }
  std::unique_ptr<Store> store() { return open_sqlite_store(database_); }

  ScratchFolder folder_;
  std::string database_ = (folder_ / "gateway.db").string();
  const std::string header_ = "plmn,rat,site_id,cell_id\n";
};

TEST_F(Commands, ImportIsAllOrNothing) {
  const auto bad = write("bad.csv", header_ + "452-04,lte,S1,1\n4x2-04,lte,S2,2\n");
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run({"import-registry", bad, "--operator", "viettel"}), 2);
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("line 3: plmn"), std::string::npos);
  EXPECT_TRUE(store()->registry().empty());
}

TEST_F(Commands, DryRunPrintsAndWritesNothing) {
  const auto good = write("good.csv", header_ + "452-04,lte,S1,1\n");
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(run({"import-registry", good, "--operator", "viettel", "--dry-run"}), 0);
  EXPECT_NE(::testing::internal::GetCapturedStdout().find("+ 452-04 lte 1 (S1)"), std::string::npos);
  EXPECT_TRUE(store()->registry().empty());
  EXPECT_EQ(run({"import-registry", good, "--operator", "viettel"}), 0);
  EXPECT_EQ(store()->registry().size(), 1u);
}

TEST_F(Commands, WrongOperatorOrFileIsUsage) {
  EXPECT_EQ(run({"import-registry", "/nonexistent.csv", "--operator", "viettel"}), 2);
  EXPECT_EQ(run({"import-registry", write("a.csv", header_), "--operator", "chinamobile"}), 2);
}

TEST_F(Commands, EnrolmentFindsTheCommuneAndIsRepeatable) {
  const auto key = wire::SigningKey::generate();
  const auto pem = write("node.pem", key->public_pem());
  const std::vector<std::string> words{"enrol-node",      "--id",         "lc-01",  "--name",
                                       "La\xCC\x80o Cai", "--public-key", pem,      "--latitude",
                                       "22.50643",        "--longitude",  "104.005"};
  EXPECT_EQ(run(words), 0);
  store()->write([](Transaction& tx) {
    auto node = *tx.node("lc-01");
    node.state = "online";
    tx.put_node(node);
  });
  EXPECT_EQ(run(words), 0);
  const auto node = store()->nodes().at(0);
  EXPECT_EQ(node.name, "L\xC3\xA0o Cai");
  EXPECT_EQ(node.commune, "Phường Lào Cai");
  EXPECT_EQ(node.state, "online");
  EXPECT_TRUE(wire::VerifyingKey::from_pem(node.public_key_pem));
}

TEST_F(Commands, AnotherKeyNeedsAWordAndRevocationIsOneStep) {
  const auto first = write("a.pem", wire::SigningKey::generate()->public_pem());
  const auto second = write("b.pem", wire::SigningKey::generate()->public_pem());
  const auto words = [](const std::string& pem) {
    return std::vector<std::string>{"enrol-node", "--id",       "lc-01", "--name",      "x",  "--public-key",
                                    pem,          "--latitude", "22.5",  "--longitude", "104"};
  };
  EXPECT_EQ(run(words(first)), 0);
  EXPECT_EQ(run(words(second)), 2);
  auto replace = words(second);
  replace.push_back("--replace-key");
  EXPECT_EQ(run(replace), 0);
  EXPECT_EQ(run({"revoke-node", "--id", "lc-01"}), 0);
  EXPECT_TRUE(store()->nodes().at(0).revoked);
  EXPECT_EQ(run({"revoke-node", "--id", "lc-09"}), 2);
}

TEST_F(Commands, BadNodesAreRefused) {
  const auto pem = write("a.pem", wire::SigningKey::generate()->public_pem());
  const auto rubbish = write("b.pem", "not a key");
  const auto words = [&](std::string id, std::string key, std::string latitude) {
    return std::vector<std::string>{"enrol-node", "--id",       id,       "--name",      "x",  "--public-key",
                                    key,          "--latitude", latitude, "--longitude", "104"};
  };
  EXPECT_EQ(run(words("LC/01", pem, "22")), 2);
  EXPECT_EQ(run(words("lc-01", rubbish, "22")), 2);
  EXPECT_EQ(run(words("lc-01", pem, "95")), 2);
}

}  // namespace
}  // namespace sb::gateway::testing
