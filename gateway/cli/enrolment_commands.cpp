#include "gateway/cli/enrolment_commands.hpp"

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "gateway/enrol/code.hpp"
#include "gateway/enrol/orders.hpp"
#include "gateway/enrol/set_up.hpp"
#include "gateway/store/open.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

constexpr int kDone = 0, kStoreFailed = 1, kRefused = 2;
constexpr UtcNs kHourNs = 3600LL * 1'000'000'000;

UtcNs utc_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

struct Arguments {
  std::filesystem::path config, svg, file;
  NewNode node;
  int valid_hours = 48;
  UpdateOrder update;
};

/// A configuration, its database and, where it has one, its authority.
struct Office {
  Config config;
  std::unique_ptr<Store> store;
  std::unique_ptr<NodeBook> book;
  std::unique_ptr<Enrolment> enrolment;
};

Result<Office> open_office(const std::filesystem::path& file) {
  auto config = load_config(file);
  if (!config) return tl::unexpected(config.error());
  if (!config->enrolment)
    return fail(ErrorCode::kInvalidArgument, file.string() + ": has no [enrolment] section");
  const auto key = wire::SigningKey::load_or_create(config->key);
  if (!key) return tl::unexpected(key.error());
  Office office{std::move(*config), nullptr, nullptr, nullptr};
  office.store = open_store(office.config.database);
  office.book = open_node_book(office.config.database);
  auto enrolment = set_up_enrolment(office.config, *office.store, *office.book, key->public_pem());
  if (!enrolment) return tl::unexpected(enrolment.error());
  office.enrolment = std::move(*enrolment);
  return office;
}

Result<void> issue_code(Office& office, const Arguments& arguments) {
  const auto code =
      office.enrolment->issue_code(arguments.node, "cli", utc_now(), arguments.valid_hours * kHourNs);
  if (!code) return tl::unexpected(code.error());
  if (!arguments.svg.empty()) {
    std::ofstream out(arguments.svg, std::ios::binary | std::ios::trunc);
    out << qr_svg(code->uri);
    out.close();
    if (!out) return fail(ErrorCode::kUnavailable, arguments.svg.string() + ": cannot be written");
  }
  fmt::print(std::cout, "{}\n{}\n{}\nhiệu lực {} giờ, dùng một lần (valid {} hours, once)\n",
             qr_terminal(code->uri), code->code, code->uri, arguments.valid_hours, arguments.valid_hours);
  return {};
}

Result<void> write_list(Office& office, const Arguments&) {
  if (office.config.enrolment->revocation_list.empty()) {
    return fail(ErrorCode::kInvalidArgument, "[enrolment] revocation_list is not set");
  }
  return office.enrolment->write_revocation_list(utc_now());
}

/// The artefact under its hash, where the gateway serves it; appears whole or not at all.
Result<void> keep_artefact(const std::filesystem::path& folder, const std::string& content) {
  if (folder.empty()) return fail(ErrorCode::kInvalidArgument, "[enrolment] updates is not set");
  const auto digest = wire::sha256(content);
  const auto file = folder / wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
  const auto temporary = file.string() + ".new";
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out << content;
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(temporary, file, error);
  if (!out || error) return fail(ErrorCode::kUnavailable, file.string() + ": cannot be written");
  return {};
}

Result<void> send_update(Office& office, const Arguments& arguments) {
  std::ifstream in(arguments.file, std::ios::binary);
  auto order = arguments.update;
  order.content.assign(std::istreambuf_iterator<char>(in), {});
  if (!in.is_open() || in.bad())
    return fail(ErrorCode::kNotFound, arguments.file.string() + ": cannot be read");
  const auto command =
      update_order({arguments.node.node_id, "cli", utc_now(), arguments.valid_hours * kHourNs}, order);
  if (!command) return tl::unexpected(command.error());
  if (order.artefact == "software") {
    if (auto kept = keep_artefact(office.config.enrolment->updates, order.content); !kept) return kept;
  }
  office.book->put_command(*command);
  office.store->write([&](Transaction& tx) {
    tx.audit({0, utc_now(), "cli", "node.update", "node/" + command->node_id,
              fmt::format(R"({{"command":"{}","version":"{}"}})", command->command_id, order.version)});
  });
  fmt::print(std::cout, "{}: {} {} queued\n", command->node_id, order.artefact, order.version);
  return {};
}

using Action = Result<void> (*)(Office&, const Arguments&);

int run(const char* name, const Arguments& arguments, Action action) {
  try {
    auto office = open_office(arguments.config);
    const auto done = office ? action(*office, arguments) : Result<void>(tl::unexpected(office.error()));
    if (done) return kDone;
    fmt::print(std::cerr, "{}: {}\n", name, done.error().text);
    return kRefused;
  } catch (const StoreError& error) {
    fmt::print(std::cerr, "{}: {}\n", name, error.what());
    return kStoreFailed;
  }
}

CLI::App* add(CLI::App& app, const char* name, const char* help, const std::shared_ptr<Arguments>& arguments,
              int& status, Action action) {
  auto* command = app.add_subcommand(name, help);
  command->add_option("--config", arguments->config, "gateway.toml")->required();
  command->callback([name, arguments, action, &status] { status = run(name, *arguments, action); });
  return command;
}

}  // namespace

void add_enrolment_commands(CLI::App& app, int& status) {
  const auto code = std::make_shared<Arguments>();
  auto* issue = add(app, "enrolment-code",
                    "Cấp mã đăng ký dùng một lần (a one-time code and its QR code for a new node)", code,
                    status, issue_code);
  issue->add_option("--id", code->node.node_id, "[a-z0-9-]{3,32}")->required();
  issue->add_option("--name", code->node.name, "name on the page")->required();
  issue->add_option("--latitude", code->node.latitude_deg, "degrees, WGS 84")->required();
  issue->add_option("--longitude", code->node.longitude_deg, "degrees, WGS 84")->required();
  issue->add_option("--valid-hours", code->valid_hours)->check(CLI::Range(1, 720))->capture_default_str();
  issue->add_option("--svg", code->svg, "write the QR code there as well");

  add(app, "revocation-list",
      "Ghi danh sách thu hồi cho broker (write the broker's certificate revocation list)",
      std::make_shared<Arguments>(), status, write_list);

  const auto update = std::make_shared<Arguments>();
  auto* send =
      add(app, "send-update", "Gửi bản cập nhật đã ký cho trạm thu (queue a signed update for a node)",
          update, status, send_update);
  send->add_option("--id", update->node.node_id, "node")->required();
  send->add_option("--artefact", update->update.artefact, "config or software")->required();
  send->add_option("--version", update->update.version, "as the node shall report it")->required();
  send->add_option("--valid-hours", update->valid_hours)->check(CLI::Range(1, 720))->capture_default_str();
  send->add_option("file", update->file, "the artefact")->required();
}

}  // namespace sb::gateway
