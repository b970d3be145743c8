#include <iostream>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "node/cli/cli.hpp"
#include "node/source/soapy_source.hpp"

namespace sb::node {

void add_devices_command(CLI::App& app, int& status) {
  CLI::App* command =
      app.add_subcommand("devices", "Liệt kê máy thu đang cắm. Lists the receivers that answer, one a line.");
  command->callback([&status] {
    constexpr int kNoAnswer = 3;
    const auto devices = list_soapy_devices();
    if (!devices) {
      std::cerr << "songbien-node devices: " << devices.error().text << '\n';
      status = kNoAnswer;
      return;
    }
    for (const SoapyDevice& device : *devices) std::cout << device.spec << "  " << device.label << '\n';
    if (devices->empty()) std::cerr << "Không thấy máy thu nào. No receiver answers.\n";
  });
}

}  // namespace sb::node
