#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "node/cli/cli.hpp"
#include "node/enrol/enrol.hpp"

namespace sb::node {
namespace {

constexpr int kCannot = 1;
constexpr int kWrongCode = 2;

struct Arguments {
  std::string invitation;
  std::filesystem::path state_dir = "/var/lib/songbien";
  std::filesystem::path config = "/etc/songbien/node.toml";
  std::string source = "soapy:driver=rtlsdr";
};

int complain(const std::string& text, int status) {
  std::cerr << "songbien-node enrol: " << text << '\n';
  return status;
}

int run(const Arguments& arguments) {
  const auto invitation = parse_invitation(arguments.invitation);
  if (!invitation) return complain(invitation.error().text, kWrongCode);
  const auto admission = enrol(*invitation, std::filesystem::absolute(arguments.state_dir));
  if (!admission)
    return complain(admission.error().text,
                    admission.error().code == ErrorCode::kRefused ? kWrongCode : kCannot);
  std::cout << admission->node_id << ": đã đăng ký (enrolled), " << admission->name << '\n';
  if (std::filesystem::exists(arguments.config)) {
    std::cout << arguments.config.string() << ": giữ nguyên (left as it is)\n";
    return 0;
  }
  std::ofstream out(arguments.config, std::ios::binary);
  out << first_config(*admission, std::filesystem::absolute(arguments.state_dir), arguments.source);
  out.close();
  if (!out) return complain(arguments.config.string() + ": cannot be written", kCannot);
  std::cout << arguments.config.string() << ": đã ghi (written)\n";
  return 0;
}

}  // namespace

void add_enrol_command(CLI::App& app, int& status) {
  CLI::App* command = app.add_subcommand(
      "enrol",
      "Đăng ký trạm bằng mã một lần của tỉnh. Enrols this device with the one-time code of the province.");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("INVITATION", arguments->invitation, "the text of the QR code: songbien:enrol:1:...")
      ->required();
  command->add_option("--state-dir", arguments->state_dir)->capture_default_str();
  command->add_option("--config", arguments->config, "node.toml to write when there is none")
      ->capture_default_str();
  command->add_option("--source", arguments->source, "receiver for that file")->capture_default_str();
  command->footer(
      "The key is made on this device and never leaves it. Exit status: 0 enrolled, 1 try again, 2 the code "
      "is refused.");
  command->callback([arguments, &status] { status = run(*arguments); });
}

}  // namespace sb::node
