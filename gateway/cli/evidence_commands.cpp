#include "gateway/cli/evidence_commands.hpp"

#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "gateway/config/config.hpp"
#include "gateway/evidence/bundle.hpp"
#include "gateway/people/seal.hpp"
#include "gateway/store/address.hpp"
#include "gateway/store/open.hpp"
#include "gateway/store/sqlite/backup.hpp"

namespace sb::gateway {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  fs::path config, file, key, output, database;
  std::int64_t incident = 0;
  std::string purpose;
  bool yes = false;
};

UtcNs utc_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Result<std::string> read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad())
    return fail(ErrorCode::kNotFound, fmt::format("{}: cannot be read", file.string()));
  return bytes;
}

Result<void> verify(const Arguments& arguments) {
  const auto bundle = read_file(arguments.file);
  if (!bundle) return tl::unexpected(bundle.error());
  std::string trusted;
  if (!arguments.key.empty()) {
    auto pem = read_file(arguments.key);
    if (!pem) return tl::unexpected(pem.error());
    trusted = std::move(*pem);
  }
  const auto check = verify_evidence(*bundle, trusted);
  if (!check) return tl::unexpected(check.error());
  fmt::print(std::cout, "chứng cứ nguyên vẹn (intact): vụ (incident) {}, {} bởi (by) {}\n",
             check->incident_id, check->made, check->made_by);
  fmt::print(std::cout,
             "{} mục (entries), {} bản tin có chữ ký của trạm (reports signed by their node), {} nối chuỗi "
             "(chained)\n",
             check->entries, check->envelopes, check->chained);
  fmt::print(std::cout, "khóa cổng (gateway key) {}: {}\n", check->gateway_key_hex,
             check->gateway_known ? "đúng khóa đã cho (the key that was given)"
                                  : "lấy từ gói, chưa đối chiếu (the bundle's own, not compared)");
  return {};
}

Result<void> export_evidence(const Arguments& arguments) {
  const auto config = load_config(arguments.config);
  if (!config) return tl::unexpected(config.error());
  const auto key = wire::SigningKey::load(config->key);
  if (!key) return tl::unexpected(key.error());
  const auto store = open_store(config->database);
  const auto bundle = evidence_bundle(
      *store, *key, {arguments.incident, "cli", arguments.purpose, "songbien-gateway", {}}, utc_now());
  if (!bundle) return tl::unexpected(bundle.error());
  std::ofstream out(arguments.output, std::ios::binary);
  out << *bundle;
  if (!out.flush())
    return fail(ErrorCode::kUnavailable, fmt::format("{}: cannot be written", arguments.output.string()));
  return {};
}

Result<void> backup(const Arguments& arguments) {
  const auto config = load_config(arguments.config);
  if (!config) return tl::unexpected(config.error());
  if (is_postgres(config->database))
    return fail(ErrorCode::kUnsupported,
                "the database is a PostgreSQL server's: back it up with pg_dump (docs/guides/postgresql.md)");
  const auto key = load_or_create_seal_key(arguments.key);
  if (!key) return tl::unexpected(key.error());
  return backup_database(config->database, arguments.output, *key);
}

Result<void> restore(const Arguments& arguments) {
  if (!fs::exists(arguments.key))
    return fail(ErrorCode::kNotFound, fmt::format("{}: no such key", arguments.key.string()));
  const auto key = load_or_create_seal_key(arguments.key);
  if (!key) return tl::unexpected(key.error());
  return restore_database(arguments.file, arguments.database, *key);
}

Result<void> verify_audit(const Arguments& arguments) {
  const auto config = load_config(arguments.config);
  if (!config) return tl::unexpected(config.error());
  ChainCheck check;
  open_store(config->database)->read([&](Ledgers& ledgers) { check = ledgers.check_audit_chain(); });
  if (check.broken_at != 0)
    return fail(ErrorCode::kRefused, fmt::format("the audit's chain breaks at row {}", check.broken_at));
  fmt::print(std::cout, "{} dòng, chuỗi liền (rows, chain intact), {}\n", check.rows, check.head_hex);
  return {};
}

/// Overwritten, then removed. On flash memory the overwriting reaches only what the device gives back: what
/// was sealed under the key is lost all the same.
Result<void> destroy(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) return {};  // not there
  {
    std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
    out << std::string(size, '\0');
    if (!out.flush())
      return fail(ErrorCode::kUnavailable, fmt::format("{}: cannot be overwritten", file.string()));
  }
  if (!fs::remove(file, error))
    return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", file.string(), error.message()));
  fmt::print(std::cout, "{}: đã hủy (destroyed)\n", file.string());
  return {};
}

Result<void> retire(const Arguments& arguments) {
  if (!arguments.yes)
    return fail(ErrorCode::kInvalidArgument,
                "this destroys the gateway's keys for good: say --yes, after a last backup");
  const auto config = load_config(arguments.config);
  if (!config) return tl::unexpected(config.error());
  open_store(config->database)->write([&](Transaction& tx) {
    tx.audit({0, utc_now(), "cli", "deployment.retire", "deployment", "{}"});
  });
  for (const auto& file : {config->key, config->seal_key.empty() ? config->database.parent_path() / "seal.key"
                                                                 : config->seal_key}) {
    if (auto done = destroy(file); !done) return done;
  }
  return {};
}

}  // namespace

void add_evidence_commands(CLI::App& app, int& status) {
  const auto arguments = std::make_shared<Arguments>();
  const auto add = [&](const char* name, const char* help,
                       std::function<Result<void>(const Arguments&)> action) {
    auto* command = app.add_subcommand(name, help);
    command->callback([arguments, &status, name, action = std::move(action)] {
      Result<void> done;
      try {
        done = action(*arguments);
      } catch (const StoreError& error) {
        done = fail(ErrorCode::kUnavailable, error.what());
      }
      if (done) return;
      fmt::print(std::cerr, "{}: {}\n", name, done.error().text);
      status = done.error().code == ErrorCode::kInvalidArgument || done.error().code == ErrorCode::kNotFound
                   ? 2
                   : 1;
    });
    return command;
  };
  auto* check =
      add("verify-evidence", "Kiểm tra gói chứng cứ (checks a bundle; needs nothing but the file)", verify);
  check->add_option("file", arguments->file)->required();
  check->add_option("--gateway-key", arguments->key, "the gateway's public key by another way (PEM)");
  auto* make = add("export-evidence",
                   "Xuất gói chứng cứ của một vụ (writes a bundle; the reading is audited)", export_evidence);
  make->add_option("--config", arguments->config)->required();
  make->add_option("--incident", arguments->incident)->required();
  make->add_option("--output", arguments->output)->required();
  make->add_option("--purpose", arguments->purpose, "stands in the audit");
  auto* save = add("backup", "Sao lưu, mã hóa (a sealed copy of the database in use)", backup);
  save->add_option("--config", arguments->config)->required();
  save->add_option("--output", arguments->output)->required();
  save->add_option("--key", arguments->key, "32 octets, mode 0600, made when absent; keep it elsewhere")
      ->required();
  auto* back = add("restore", "Phục hồi (a backup into a database that is not there yet)", restore);
  back->add_option("--input", arguments->file)->required();
  back->add_option("--key", arguments->key)->required();
  back->add_option("--database", arguments->database)->required();
  auto* chain = add("verify-audit", "Kiểm tra chuỗi nhật ký (reads the whole audit)", verify_audit);
  chain->add_option("--config", arguments->config)->required();
  auto* end =
      add("retire", "Hủy khóa khi ngừng sử dụng (destroys the keys at the end of the system's life)", retire);
  end->add_option("--config", arguments->config)->required();
  end->add_flag("--yes", arguments->yes);
}

}  // namespace sb::gateway
