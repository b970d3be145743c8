#include "gateway/cli/command_line.hpp"

#include <filesystem>
#include <functional>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "gateway/app/serve.hpp"
#include "gateway/cli/enrolment_commands.hpp"
#include "gateway/cli/evidence_commands.hpp"
#include "gateway/cli/registry_commands.hpp"
#include "gateway/cli/replay_commands.hpp"
#include "gateway/config/config.hpp"
#include "gateway/store/sqlite/open_accounts.hpp"
#include "gateway/store/store.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

int report(const Error& error) {
  std::cerr << "songbien-gateway: " << error.text << '\n';
  return error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kNotFound ? 2 : 1;
}

/// What the commands of this file share: a configuration that is read, then used.
struct Arguments {
  std::filesystem::path config;
  std::string user, role, operator_name;
};

using Action = std::function<Result<void>(const Config&, const Arguments&)>;

Result<void> print_public_key(const Config& config, const Arguments&) {
  const auto key = wire::SigningKey::load_or_create(config.key);
  if (!key) return tl::unexpected(key.error());
  std::cout << key->public_pem();
  return {};
}

Result<void> create_user(const Config& config, const Arguments& arguments) {
  const auto password = random_password();
  const auto accounts = open_sqlite_accounts(config.database);
  if (auto created =
          accounts->create({arguments.user, arguments.role, true, arguments.operator_name}, password);
      !created)
    return created;
  std::cout << "one-time password for " << arguments.user << ": " << password << '\n';
  return {};
}

Result<void> set_password(const Config& config, const Arguments& arguments) {
  const auto password = random_password();
  const auto accounts = open_sqlite_accounts(config.database);
  if (auto changed = accounts->set_password(arguments.user, password); !changed) return changed;
  std::cout << "one-time password for " << arguments.user << ": " << password << '\n';
  return {};
}

CLI::App* add_command(CLI::App& app, const char* name, const char* help, Arguments& arguments, int& status,
                      Action action) {
  auto* command = app.add_subcommand(name, help);
  command->add_option("--config", arguments.config, "gateway.toml")->required();
  command->callback([&arguments, &status, action = std::move(action)] {
    const auto config = load_config(arguments.config);
    if (!config) {
      status = report(config.error());
      return;
    }
    try {
      if (const auto done = action(*config, arguments); !done) status = report(done.error());
    } catch (const StoreError& error) {
      status = report({ErrorCode::kUnavailable, error.what()});
    }
  });
  return command;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App app("The gateway of Sóng Biên, a receive-only radio watch of a border province",
               "songbien-gateway");
  app.require_subcommand(1);
  int status = 0;
  Arguments arguments;
  add_command(app, "serve", "receive, correlate, serve the page and the API", arguments, status,
              [](const Config& config, const Arguments&) { return serve(config); });
  add_command(app, "public-key",
              "print the gateway's public key (PEM) for nodes; makes the key when there is none", arguments,
              status, print_public_key);
  auto* create = add_command(app, "create-user", "make an account with a one-time password, which is printed",
                             arguments, status, create_user);
  create->add_option("--user", arguments.user, "1 to 32 of a-z 0-9 . _ -")->required();
  create->add_option("--role", arguments.role, "administrator supervisor operator auditor technician carrier")
      ->required();
  create->add_option("--operator", arguments.operator_name,
                     "of a carrier account: viettel vnpt mobifone ...");
  auto* reset = add_command(app, "set-password",
                            "give an account a new one-time password, which is printed; ends its sessions",
                            arguments, status, set_password);
  reset->add_option("--user", arguments.user)->required();
  add_registry_commands(app, status);
  add_replay_commands(app, status);
  add_node_commands(app, status);
  add_evidence_commands(app, status);
  add_enrolment_commands(app, status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return status;
}

}  // namespace sb::gateway
