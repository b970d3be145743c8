#include <iostream>
#include <memory>
#include <string>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "node/cli/cli.hpp"
#include "node/config/node_config.hpp"
#include "node/technician/access.hpp"
#include "node/technician/label.hpp"
#include "node/technician/technician_server.hpp"

namespace sb::node {
namespace {

constexpr int kCannotSay = 1;
constexpr int kWrongConfig = 2;

int complain(const std::string& text, int status) {
  std::cerr << "songbien-node label: " << text << '\n';
  return status;
}

int print_label(const std::string& file) {
  const auto config = load_config(file);
  if (!config) return complain(config.error().text, kWrongConfig);
  const auto& technician = config->technician;
  if (technician.address.empty())
    return complain("the configuration has no [technician] address", kWrongConfig);
  const auto folder = config->node.state_dir / "technician";
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  const auto identity = load_or_make_tls_identity(folder, technician.address);
  if (!identity) return complain(identity.error().text, kCannotSay);
  const auto code = load_or_make_access_code(folder / "access_code");
  if (!code) return complain(code.error().text, kCannotSay);
  std::cout << label_svg({config->node.id,
                          label_url(technician.address, technician.port, *code, identity->fingerprint), *code,
                          identity->fingerprint});
  return 0;
}

}  // namespace

void add_label_command(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand("label",
                                         "In nhãn có mã QR để mở trang kỹ thuật (SVG 60 x 40 mm). Prints the "
                                         "label that opens the technician's page.");
  auto file = std::make_shared<std::string>();
  command->add_option("--config", *file, "node.toml")->required();
  command->callback([file, &status] { status = print_label(*file); });
}

}  // namespace sb::node
