#include "node/config/node_config.hpp"

#include <cmath>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "node/config/toml_table.hpp"
#include "wire/topics.hpp"

namespace sb::node {
namespace {

constexpr double kMinFrequencyHz = 10e6;
constexpr double kMaxFrequencyHz = 100e9;
constexpr double kDayS = 86400.0;
constexpr double kMaxSteps = 3276.0;  // of 0.8 of a sample rate each: 4096 steps

TomlTable section(const toml::table& root, std::string_view name, ConfigErrors& errors) {
  return {root[name].as_table(), std::string(name), errors};
}

std::string identifier(TomlTable& table, std::string_view key) {
  auto text = table.required_text(key);
  if (!text.empty() && !wire::is_identifier(text)) {
    table.refuse(key, "must be 3 to 32 of a-z, 0-9 and -");
  }
  return text;
}

NodeSection read_node(TomlTable table) {
  NodeSection node;
  node.id = identifier(table, "id");
  node.province = identifier(table, "province");
  node.name = table.text("name", node.id);
  node.latitude_deg = table.required_number("latitude_deg", -90.0, 90.0);
  node.longitude_deg = table.required_number("longitude_deg", -180.0, 180.0);
  node.altitude_m = table.number("altitude_m", 0.0, -500.0, 9000.0);
  node.position_uncertainty_m = table.number("position_uncertainty_m", 0.0, 0.0, 1e6);
  node.state_dir = table.required_path("state_dir");
  node.calibration_id = table.text("calibration_id", "");
  node.exercise = table.flag("exercise", false);
  table.refuse_unknown();
  return node;
}

SourceSection read_source(TomlTable table) {
  SourceSection source;
  source.spec = table.required_text("spec");
  source.loop = table.flag("loop", true);
  table.refuse_unknown();
  return source;
}

ReceiverSection read_receiver(TomlTable table) {
  ReceiverSection receiver;
  receiver.supervisor = table.text("supervisor", "");
  receiver.usb_port = table.text("usb_port", "");
  table.refuse_unknown();
  return receiver;
}

DwellSection read_dwell(TomlTable table) {
  DwellSection dwell;
  dwell.centre_hz = table.number("centre_hz", 0.0, kMinFrequencyHz, kMaxFrequencyHz);
  dwell.sample_rate_hz = table.number("sample_rate_hz", dwell.sample_rate_hz, 1e5, 1e9);
  dwell.gain_db = table.number("gain_db", dwell.gain_db, -200.0, 200.0);
  dwell.duration_s = table.number("duration_s", dwell.duration_s, 0.01, 10.0);
  dwell.name = table.text("name", "");
  dwell.revisit_s = table.number("revisit_s", 0.0, 0.0, kDayS);
  dwell.priority = static_cast<int>(table.integer("priority", 5, 0, 9));
  dwell.budget = table.number("budget", 1.0, 0.0, 1.0);
  table.refuse_unknown();
  return dwell;
}

SweepSection read_sweep(TomlTable table) {
  SweepSection sweep;
  sweep.name = table.text("name", "");
  sweep.low_hz = table.required_number("low_hz", kMinFrequencyHz, kMaxFrequencyHz);
  sweep.high_hz = table.required_number("high_hz", kMinFrequencyHz, kMaxFrequencyHz);
  if (sweep.high_hz <= sweep.low_hz) table.refuse("high_hz", "must be above low_hz");
  sweep.sample_rate_hz = table.number("sample_rate_hz", sweep.sample_rate_hz, 1e6, 1e9);
  if (sweep.high_hz - sweep.low_hz > kMaxSteps * sweep.sample_rate_hz) {
    table.refuse("sample_rate_hz", "is too low for a band that wide: more than 4096 steps");
  }
  sweep.gain_db = table.number("gain_db", sweep.gain_db, -200.0, 200.0);
  sweep.dwell_s = table.number("dwell_s", sweep.dwell_s, 0.001, 10.0);
  sweep.revisit_s = table.number("revisit_s", 0.0, 0.0, kDayS);
  sweep.priority = static_cast<int>(table.integer("priority", 3, 0, 9));
  sweep.budget = table.number("budget", 1.0, 0.0, 1.0);
  sweep.cells = table.flag("cells", false);
  table.refuse_unknown();
  return sweep;
}

/// The tables of an array [[section.key]]; none when it is absent.
std::vector<const toml::table*> rows_of(TomlTable& table, std::string_view key) {
  std::vector<const toml::table*> rows;
  const auto* node = table.node(key);
  if (node == nullptr) return rows;
  const auto* array = node->as_array();
  if (array == nullptr || !array->is_homogeneous(toml::node_type::table)) {
    table.refuse(key, fmt::format("must be written as [[...{}]]", key));
    return rows;
  }
  for (const auto& row : *array) rows.push_back(row.as_table());
  return rows;
}

PlanSection read_plan(TomlTable table, ConfigErrors& errors) {
  PlanSection plan;
  plan.pause_s = table.number("pause_s", 0.0, 0.0, kDayS);
  for (const auto* row : rows_of(table, "dwell"))
    plan.dwells.push_back(read_dwell({row, "plan.dwell", errors}));
  for (const auto* row : rows_of(table, "sweep"))
    plan.sweeps.push_back(read_sweep({row, "plan.sweep", errors}));
  if (plan.dwells.empty() && plan.sweeps.empty()) {
    table.refuse("dwell", "needs at least one [[plan.dwell]] or [[plan.sweep]]");
  }
  table.refuse_unknown();
  return plan;
}

std::filesystem::path read_calibration(TomlTable table) {
  const bool given = table.node("file") != nullptr;
  auto file = given ? table.required_path("file") : std::filesystem::path();
  table.refuse_unknown();
  return file;
}

std::vector<ReferenceSection> read_reference(TomlTable table, ConfigErrors& errors) {
  std::vector<ReferenceSection> cells;
  for (const auto* row : rows_of(table, "cell")) {
    TomlTable cell(row, "reference.cell", errors);
    ReferenceSection reference;
    reference.frequency_hz = cell.required_number("frequency_hz", kMinFrequencyHz, kMaxFrequencyHz);
    reference.physical_id = static_cast<std::uint16_t>(cell.integer("physical_id", 0, 0, 503));
    if (cell.node("cell_id") != nullptr) reference.cell_id = cell.integer("cell_id", 0, 0, (1ULL << 28U) - 1);
    cell.refuse_unknown();
    cells.push_back(reference);
  }
  table.refuse_unknown();
  return cells;
}

double read_report(TomlTable table) {
  const double interval_s = table.number("interval_s", NodeConfig{}.report_interval_s, 0.0, kDayS);
  table.refuse_unknown();
  return interval_s;
}

UplinkSection read_uplink(TomlTable table) {
  UplinkSection uplink;
  uplink.host = table.required_text("host");
  if (uplink.host.find_first_of("/: \t") != std::string::npos) {
    table.refuse("host", "must be a name or an address alone, without scheme or port");
  }
  uplink.port = static_cast<std::uint16_t>(table.integer("port", uplink.port, 1, 65535));
  uplink.ca = table.required_path("ca");
  uplink.certificate = table.required_path("certificate");
  uplink.key = table.required_path("key");
  uplink.gateway_public_key = table.required_path("gateway_public_key");
  uplink.status_interval_s = table.number("status_interval_s", uplink.status_interval_s, 1.0, 3600.0);
  uplink.budget_bytes_per_s = table.number("budget_bytes_per_s", uplink.budget_bytes_per_s, 10.0, 1e9);
  uplink.backlog_bytes_per_s = table.number("backlog_bytes_per_s", uplink.backlog_bytes_per_s, 1000.0, 1e9);
  table.refuse_unknown();
  return uplink;
}

SpoolSection read_spool(TomlTable table) {
  SpoolSection spool;
  spool.max_bytes = table.integer("max_bytes", spool.max_bytes, 1ULL << 16U, 1ULL << 44U);
  const auto fsync = table.text("fsync", "record");
  if (fsync != "record" && fsync != "batch") table.refuse("fsync", R"(must be "record" or "batch")");
  spool.sync_each_record = fsync != "batch";
  table.refuse_unknown();
  return spool;
}

TechnicianSection read_technician(TomlTable table) {
  TechnicianSection technician;
  technician.address = table.text("address", "");
  if (technician.address == "0.0.0.0" || technician.address == "::") {
    table.refuse("address", "must be the address of one interface, not all of them");
  }
  technician.port = static_cast<std::uint16_t>(table.integer("port", technician.port, 1, 65535));
  table.refuse_unknown();
  return technician;
}

std::string read_log(TomlTable table) {
  auto level = table.text("level", "info");
  if (level != "debug" && level != "info" && level != "warn" && level != "error") {
    table.refuse("level", R"(must be "debug", "info", "warn" or "error")");
  }
  table.refuse_unknown();
  return level;
}

NodeConfig read_all(const toml::table& root, ConfigErrors& errors) {
  NodeConfig config;
  config.node = read_node(section(root, "node", errors));
  config.source = read_source(section(root, "source", errors));
  config.receiver = read_receiver(section(root, "receiver", errors));
  config.plan = read_plan(section(root, "plan", errors), errors);
  config.calibration_file = read_calibration(section(root, "calibration", errors));
  config.reference_cells = read_reference(section(root, "reference", errors), errors);
  config.report_interval_s = read_report(section(root, "report", errors));
  config.uplink = read_uplink(section(root, "uplink", errors));
  config.spool = read_spool(section(root, "spool", errors));
  config.technician = read_technician(section(root, "technician", errors));
  config.log_level = read_log(section(root, "log", errors));
  TomlTable whole(&root, "", errors);
  for (const char* name : {"node", "source", "receiver", "plan", "reference", "calibration", "report",
                           "uplink", "spool", "technician", "log"}) {
    const auto* value = whole.node(name);
    if (value != nullptr && !value->is_table()) whole.refuse(name, "must be a section");
  }
  whole.refuse_unknown();
  return config;
}

}  // namespace

Result<NodeConfig> parse_config(std::string_view text, const std::filesystem::path& file) {
  ConfigErrors errors(file);
  try {
    const toml::table root = toml::parse(text, file.string());
    NodeConfig config = read_all(root, errors);
    if (errors.first()) return tl::unexpected(*errors.first());
    return config;
  } catch (const toml::parse_error& error) {
    errors.add(error.source().begin.line, error.description());
    return tl::unexpected(*errors.first());
  }
}

Result<NodeConfig> load_config(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, fmt::format("{}: cannot be read", file.string()));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_config(text, std::filesystem::absolute(file));
}

}  // namespace sb::node
