#include "node/technician/technician_page.hpp"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "models/node_states/node_states.hpp"

namespace sb::node {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Json words_of(std::string_view key) {
  for (const auto& row : models::kNodeStates) {
    if (row.key == key) return {{"key", row.key}, {"lamp", row.lamp}, {"vi", row.vi}, {"en", row.en}};
  }
  return {{"key", key}, {"lamp", ""}, {"vi", key}, {"en", key}};
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Result<void> write(const fs::path& file, std::string_view octets) {
  const auto temporary = file.string() + ".new";
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out << octets;
  out.close();
  if (!out || std::rename(temporary.c_str(), file.c_str()) != 0)
    return fail(ErrorCode::kUnavailable, "error.disk");
  return {};
}

bool passed(const SheetBox::Entry& entry) {
  const auto sheet = Json::parse(entry.sheet.sheet, nullptr, false);
  return sheet.is_object() && sheet.value("passed", false);
}

Json to_json(const StepResult& step) {
  Json json{
      {"step", step.key}, {"verdict", to_string(step.verdict)}, {"unit", step.unit}, {"remedy", step.remedy}};
  if (step.value) json["value"] = *step.value;
  return json;
}

}  // namespace

Result<std::unique_ptr<TechnicianPage>> TechnicianPage::open(const fs::path& folder, TechnicianFacts facts,
                                                             const SiteView& site, const Clock& clock,
                                                             const wire::SigningKey& key,
                                                             WizardLimits limits) {
  auto sheets = SheetBox::open(folder / "sheets");
  if (!sheets) return tl::unexpected(sheets.error());
  return std::unique_ptr<TechnicianPage>(
      new TechnicianPage(folder, std::move(facts), site, clock, key, limits, std::move(*sheets)));
}

TechnicianPage::TechnicianPage(fs::path folder, TechnicianFacts facts, const SiteView& site,
                               const Clock& clock, const wire::SigningKey& key, WizardLimits limits,
                               SheetBox sheets)
    : folder_(std::move(folder)),
      facts_(std::move(facts)),
      site_(site),
      clock_(clock),
      key_(key),
      wizard_(limits),
      sheets_(std::move(sheets)) {}

bool TechnicianPage::accepted() const {
  const std::scoped_lock lock(mutex_);
  const auto newest = sheets_.newest();
  return newest && newest->delivered && passed(*newest);
}

std::string TechnicianPage::state() const {
  const auto status = site_.status();
  const auto now = look();
  models::NodeSelfView self;
  self.accepted = accepted();
  self.measuring = now.receiving;
  self.has_fault = status.faults_size() > 0;
  self.connected = now.connected;
  const std::scoped_lock lock(mutex_);
  Json json{{"node", facts_.node_id},
            {"name", facts_.name},
            {"province", facts_.province},
            {"software", facts_.software_version},
            {"fingerprint", facts_.fingerprint},
            {"state", words_of(models::state_of(self))},
            {"connected", now.connected},
            {"spool_records", status.spool().records()},
            {"sheets_waiting", sheets_.waiting()},
            {"source", status.receiver().source()},
            {"faults", Json::array()}};
  for (const auto& fault : status.faults()) json["faults"].push_back(fault);
  return text_of(json);
}

std::string TechnicianPage::wizard() const {
  const auto now = look();
  const std::scoped_lock lock(mutex_);
  Json json{{"started", wizard_.started()}, {"progress", wizard_.progress(now)}, {"steps", Json::array()}};
  const auto results = wizard_.results(now);
  for (const auto& step : results) json["steps"].push_back(to_json(step));
  json["ready"] = wizard_.started() && may_be_accepted(results);
  if (const auto floor = wizard_.terminated_floor_dbfs()) json["terminated_dbfs"] = *floor;
  return text_of(json);
}

std::string TechnicianPage::spectrum() const {
  const auto row = site_.spectrum();
  if (!row) return "{}";
  auto codes = Json::array();
  for (const float dbfs : row->dbfs) codes.push_back(std::lround(std::max(-160.0F, dbfs) * 2.0F));
  return text_of({{"utc_ms", row->utc_ns / 1'000'000},
                  {"f0_hz", row->f0_hz},
                  {"bin_hz", row->bin_hz},
                  {"half_db", std::move(codes)}});
}

std::string TechnicianPage::communes() const {
  auto list = Json::array();
  for (const auto& commune : node::communes()) list.push_back({commune.code, commune.name});
  return text_of({{"communes", std::move(list)}});
}

std::string TechnicianPage::site() const {
  const std::scoped_lock lock(mutex_);
  auto text = read(folder_ / "site.json");
  return text.empty() ? "{}" : text;
}

std::string TechnicianPage::acceptance() const {
  const std::scoped_lock lock(mutex_);
  const auto newest = sheets_.newest();
  if (!newest) return "{}";
  return text_of({{"sheet", Json::parse(newest->sheet.sheet, nullptr, false)},
                  {"signature", wire::to_hex(newest->sheet.signature)},
                  {"delivered", newest->delivered}});
}

void TechnicianPage::start_wizard() {
  auto now = look();
  const std::scoped_lock lock(mutex_);
  wizard_.start(std::move(now));
}

Result<void> TechnicianPage::measure_terminated() {
  const auto now = look();
  if (!now.floor_dbfs) return fail(ErrorCode::kRefused, "error.no_floor");
  const std::scoped_lock lock(mutex_);
  wizard_.terminated(now);
  return {};
}

/// What the site sounded like on the day of its acceptance: later antenna faults are judged against it.
Result<void> TechnicianPage::store_baseline() {
  const auto now = look();
  const auto row = site_.spectrum();
  if (!now.floor_dbfs) return fail(ErrorCode::kRefused, "error.no_floor");
  Json json{{"made_utc_ns", clock_.utc_ns()}, {"floor_dbfs", *now.floor_dbfs}, {"beacons", Json::array()}};
  for (const auto& beacon : now.beacons) {
    Json each{{"cell", beacon.cell}, {"expected_dbm", beacon.expected_dbm}};
    if (beacon.heard_dbm) each["heard_dbm"] = *beacon.heard_dbm;
    json["beacons"].push_back(std::move(each));
  }
  if (row) json["spectrum"] = {{"f0_hz", row->f0_hz}, {"bin_hz", row->bin_hz}, {"dbfs", row->dbfs}};
  const std::scoped_lock lock(mutex_);
  if (auto written = write(folder_ / "baseline.json", text_of(json)); !written) return written;
  wizard_.baseline_stored();
  return {};
}

Result<void> TechnicianPage::put_site(std::string_view json) {
  const auto form = parse_site_form(json);
  if (!form) return fail(ErrorCode::kInvalidArgument, "error.field." + form.error().text);
  const std::scoped_lock lock(mutex_);
  return write(folder_ / "site.json", to_json_text(*form));
}

Result<void> TechnicianPage::put_photo(std::string_view jpeg) {
  if (jpeg.size() > kMaxPhotoBytes || !jpeg.starts_with("\xFF\xD8\xFF"))
    return fail(ErrorCode::kInvalidArgument, "error.photo");
  const std::scoped_lock lock(mutex_);
  return write(folder_ / "photo.jpg", jpeg);
}

Result<void> TechnicianPage::accept() {
  const auto now = look();
  const std::scoped_lock lock(mutex_);
  const auto form = parse_site_form(read(folder_ / "site.json"));
  if (!form) return fail(ErrorCode::kRefused, "error.no_form");
  if (!wizard_.started() || wizard_.progress(now) < 1.0)
    return fail(ErrorCode::kRefused, "error.not_finished");
  SheetFacts facts;
  facts.node_id = facts_.node_id;
  facts.province = facts_.province;
  facts.software_version = facts_.software_version;
  facts.made_utc_ns = clock_.utc_ns();
  facts.latitude_deg = facts_.latitude_deg;
  facts.longitude_deg = facts_.longitude_deg;
  facts.site = *form;
  facts.steps = wizard_.results(now);
  facts.photo = read(folder_ / "photo.jpg");
  if (!sheets_.put(make_sheet(facts, key_))) return fail(ErrorCode::kUnavailable, "error.disk");
  return {};
}

}  // namespace sb::node
