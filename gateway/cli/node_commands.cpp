#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include "gateway/cli/registry_commands.hpp"
#include "gateway/enrol/enrolment.hpp"
#include "gateway/store/open.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

constexpr int kDone = 0, kStoreFailed = 1, kRefused = 2;

UtcNs utc_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void record(Transaction& tx, const NodeRow& node, const char* action, const nlohmann::json& detail) {
  tx.audit({0, utc_now(), "cli", action, "node/" + node.node_id, detail.dump()});
  tx.event("node", nlohmann::json{{"id", node.node_id}}.dump());
}

Result<NodeRow> row_of(const EnrolNodeArguments& arguments) {
  const auto key = wire::VerifyingKey::load(arguments.public_key);
  if (!key) return tl::unexpected(key.error());
  return node_row({arguments.id, arguments.name, arguments.latitude_deg, arguments.longitude_deg},
                  key->pem());
}

Result<void> enrol(Store& store, NodeRow node, bool replace_key) {
  Result<void> result;
  store.write([&](Transaction& tx) {
    const auto known = tx.node(node.node_id);
    if (known && known->public_key_pem != node.public_key_pem && !replace_key) {
      result =
          fail(ErrorCode::kRefused,
               fmt::format("{} is enrolled with another key; --replace-key if the node was really replaced",
                           node.node_id));
      return;
    }
    if (known) keep_history(node, *known);
    tx.put_node(node);
    record(tx, node, "node.enrol",
           {{"name", node.name},
            {"latitude", node.latitude_deg},
            {"longitude", node.longitude_deg},
            {"again", known.has_value()}});
  });
  return result;
}

template <typename Work>
int with_store(const char* command, const std::filesystem::path& database, Work work) {
  try {
    const Result<void> done = work(*open_store(database));
    if (done) return kDone;
    fmt::print(std::cerr, "{}: {}\n", command, done.error().text);
    return kRefused;
  } catch (const StoreError& error) {
    fmt::print(std::cerr, "{}: {}\n", command, error.what());
    return kStoreFailed;
  }
}

}  // namespace

int enrol_node_command(const EnrolNodeArguments& arguments) {
  const auto node = row_of(arguments);
  if (!node) {
    fmt::print(std::cerr, "enrol-node: {}\n", node.error().text);
    return kRefused;
  }
  return with_store("enrol-node", arguments.database, [&](Store& store) {
    auto done = enrol(store, *node, arguments.replace_key);
    if (done)
      fmt::print(std::cout, "{}: {}\n", node->node_id,
                 node->commune.empty() ? "ngoài xã biên giới" : node->commune);
    return done;
  });
}

int revoke_node_command(const std::string& id, const std::filesystem::path& database) {
  return with_store("revoke-node", database, [&](Store& store) {
    Result<void> result = fail(ErrorCode::kNotFound, fmt::format("there is no node {}", id));
    store.write([&](Transaction& tx) {
      auto node = tx.node(id);
      if (!node) return;
      node->revoked = true;
      tx.put_node(*node);
      record(tx, *node, "node.revoke", nlohmann::json::object());
      result = {};
    });
    if (result) open_node_book(database)->revoke_certificates(id, utc_now());
    return result;
  });
}

void add_node_commands(CLI::App& app, int& status) {
  const auto arguments = std::make_shared<EnrolNodeArguments>();
  auto* enrol = app.add_subcommand("enrol-node", "Đăng ký trạm thu (make a node known by its public key)");
  enrol->add_option("--id", arguments->id, "[a-z0-9-]{3,32}")->required();
  enrol->add_option("--name", arguments->name, "name on the page")->required();
  enrol->add_option("--public-key", arguments->public_key, "PEM that the node printed")->required();
  enrol->add_option("--latitude", arguments->latitude_deg, "degrees, WGS 84")->required();
  enrol->add_option("--longitude", arguments->longitude_deg, "degrees, WGS 84")->required();
  enrol->add_flag("--replace-key", arguments->replace_key, "the node was replaced: take its new key");
  enrol->add_option("--database", arguments->database, "the gateway's database")->required();
  enrol->callback([arguments, &status] { status = enrol_node_command(*arguments); });

  const auto revoked = std::make_shared<EnrolNodeArguments>();
  auto* revoke = app.add_subcommand("revoke-node", "Thu hồi trạm thu (refuse a node's messages from now on)");
  revoke->add_option("--id", revoked->id, "node")->required();
  revoke->add_option("--database", revoked->database, "the gateway's database")->required();
  revoke->callback([revoked, &status] { status = revoke_node_command(revoked->id, revoked->database); });
}

}  // namespace sb::gateway
