#include <iostream>
#include <memory>
#include <string>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <unistd.h>

#include "node/app/app.hpp"
#include "node/cli/cli.hpp"
#include "node/config/node_config.hpp"
#include "node/update/slots.hpp"

namespace sb::node {
namespace {

struct Arguments {
  std::filesystem::path config = "/etc/songbien/node.toml";
  std::filesystem::path state_dir = "/var/lib/songbien";
};

/// What stands in the slots, or nothing: a slot that cannot be read must not keep the node from running.
SlotChoice chosen(const std::filesystem::path& folder, const char* name) {
  auto slots = Slots::open(folder, name);
  if (!slots) return {};
  auto choice = slots->begin();
  return choice ? *choice : SlotChoice();
}

int start(const Arguments& arguments) {
  auto config = chosen(arguments.state_dir / "configuration", "node.toml").value_or(arguments.config);
  if (config != arguments.config && !load_config(config)) config = arguments.config;
  const auto program = chosen(arguments.state_dir / "software", "songbien-node");
  if (!program) return run_node(config);
  ::execl(program->c_str(), "songbien-node", "run", "--config", config.c_str(), nullptr);
  std::cerr << "songbien-node start: " << program->string() << " cannot be started; running as installed\n";
  return run_node(config);
}

}  // namespace

void add_start_command(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("start",
                                         "Chạy bản mới nhất đã qua kiểm tra, hoặc bản cài. Runs the newest "
                                         "accepted update, or what is installed.");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("--config", arguments->config, "node.toml as installed")->capture_default_str();
  command->add_option("--state-dir", arguments->state_dir)->capture_default_str();
  command->footer(
      "A new version or configuration that does not get healthy gives way to the one before it "
      "(docs/adr/0015).");
  command->callback([arguments, &status] { status = start(*arguments); });
}

}  // namespace sb::node
