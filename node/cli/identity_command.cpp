#include <iostream>
#include <memory>
#include <string>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "node/app/state_folder.hpp"
#include "node/cli/cli.hpp"
#include "node/config/node_config.hpp"

namespace sb::node {
namespace {

constexpr int kCannotSay = 1;
constexpr int kWrongConfig = 2;

int print_identity(const std::string& file, bool key_only) {
  const auto config = load_config(file);
  if (!config) {
    std::cerr << "songbien-node identity: " << config.error().text << '\n';
    return kWrongConfig;
  }
  const auto key = node_key(config->node.state_dir);
  if (!key) {
    std::cerr << "songbien-node identity: " << key.error().text << '\n';
    return kCannotSay;
  }
  if (!key_only) {
    const auto id = key->id();
    std::cout << "node: " << config->node.id << "\nprovince: " << config->node.province
              << "\nkey-id: " << wire::to_hex({reinterpret_cast<const char*>(id.data()), id.size()}) << '\n';
  }
  std::cout << key->public_pem();
  return 0;
}

}  // namespace

void add_identity_command(CLI::App& app, int& status) {
  CLI::App* command =
      app.add_subcommand("identity",
                         "In mã trạm và khoá công khai để đăng ký với gateway. Prints the node's "
                         "id and public key, for its enrolment.");
  auto file = std::make_shared<std::string>();
  auto key_only = std::make_shared<bool>(false);
  command->add_option("--config", *file, "node.toml")->required();
  command->add_flag("--public-key", *key_only, "the PEM alone");
  command->footer("The key is made on first use, in node.key.pem of the state folder.");
  command->callback([file, key_only, &status] { status = print_identity(*file, *key_only); });
}

}  // namespace sb::node
