#include <memory>
#include <string>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "node/app/app.hpp"
#include "node/cli/cli.hpp"

namespace sb::node {

void add_run_command(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand(
      "run",
      "Chạy trạm thu theo tệp cấu hình. Runs the node as its configuration says, until it is stopped.");
  auto file = std::make_shared<std::string>();
  command->add_option("--config", *file, "node.toml")->required();
  command->footer(
      "Exit status: 0 ended as asked, 1 cannot work here (state folder, keys, spool), 2 wrong usage or "
      "configuration, 3 the recording cannot be read.");
  command->callback([file, &status] { status = run_node(*file); });
}

}  // namespace sb::node
