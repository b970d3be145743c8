#include "node/cli/cli.hpp"

#include <iostream>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <SoapySDR/Logger.hpp>

namespace sb::node {
namespace {
constexpr int kWrongUsageStatus = 2;
}

int run_cli(int argc, const char* const* argv) {
  // Drivers log to stderr on their own; what matters reaches the user as an error of ours.
  SoapySDR::setLogLevel(SOAPY_SDR_FATAL);
  CLI::App app{
      "Sóng Biên: nghe và nhận diện trạm phát sóng dọc biên giới; chỉ thu, không phát.\n"
      "Watches the radio spectrum along a border; receives only."};
  app.set_version_flag("--version", "songbien-node " SB_VERSION);
  app.require_subcommand(1);
  int status = 0;
  add_scan_command(app, status);
  add_devices_command(app, status);
  add_run_command(app, status);
  add_identity_command(app, status);
  add_enrol_command(app, status);
  add_start_command(app, status);
  add_label_command(app, status);
  add_spurs_command(app, status);
  add_replay_command(app, status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? 0 : kWrongUsageStatus;
  }
  return status;
}

}  // namespace sb::node
