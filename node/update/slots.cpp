#include "node/update/slots.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "wire/signing.hpp"

namespace sb::node {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr double kKeepAfterS = 120.0, kRollBackAfterS = 600.0;

std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool sync(const fs::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

std::string hash_of(const std::string& octets) {
  const auto digest = wire::sha256(octets);
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string text(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_slot(const std::string& name) {
  return name == "a" || name == "b";
}

}  // namespace

Result<Slots> Slots::open(const fs::path& folder, std::string name) {
  Slots slots(folder, std::move(name));
  for (const auto* slot : {"a", "b"}) {
    std::error_code error;
    fs::create_directories(folder / slot, error);
    if (error) return fail(ErrorCode::kUnavailable, folder.string() + ": " + error.message());
  }
  slots.read();
  return slots;
}

void Slots::read() {
  const auto json = Json::parse(read_file(folder_ / "slots.json"), nullptr, false);
  if (!json.is_object()) return;
  const auto artefact = [&](const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_object() || !is_slot(text(*found, "slot"))) return Artefact{};
    return Artefact{text(*found, "slot"), text(*found, "version"), text(*found, "sha256")};
  };
  state_.active = artefact("active");
  state_.trial = artefact("trial");
  if (json.contains("trial_starts") && json["trial_starts"].is_number_integer())
    state_.trial_starts = json["trial_starts"].get<int>();
  state_.news = text(json, "news");
  state_.news_version = text(json, "news_version");
}

Result<void> Slots::write() const {
  const auto artefact = [](const Artefact& a) {
    return Json{{"slot", a.slot}, {"version", a.version}, {"sha256", a.sha256_hex}};
  };
  Json json{
      {"trial_starts", state_.trial_starts}, {"news", state_.news}, {"news_version", state_.news_version}};
  if (!state_.active.slot.empty()) json["active"] = artefact(state_.active);
  if (!state_.trial.slot.empty()) json["trial"] = artefact(state_.trial);
  const auto file = folder_ / "slots.json";
  const auto temporary = file.string() + ".new";
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out << json.dump(2);
  out.close();
  if (!out || !sync(temporary, O_RDONLY) || std::rename(temporary.c_str(), file.c_str()) != 0 ||
      !sync(folder_, O_RDONLY | O_DIRECTORY)) {
    return fail(ErrorCode::kUnavailable, file.string() + ": cannot be written");
  }
  return {};
}

fs::path Slots::free_place() const {
  return place(state_.active.slot == "a" ? "b" : "a");
}

Result<void> Slots::install(const std::string& version, std::string_view sha256, std::uint64_t octets) {
  const auto file = free_place();
  const auto content = read_file(file);
  const auto hex = wire::to_hex(sha256);
  if (content.size() != octets || hash_of(content) != hex) {
    return fail(ErrorCode::kUnreadable, "update " + version + ": is not what was announced");
  }
  std::error_code error;
  fs::permissions(file, fs::perms::owner_all, error);
  if (error || !sync(file, O_RDONLY) || !sync(file.parent_path(), O_RDONLY | O_DIRECTORY)) {
    return fail(ErrorCode::kUnavailable, file.string() + ": cannot be stored");
  }
  state_.trial = {file.parent_path().filename().string(), version, hex};
  state_.trial_starts = 0;
  return write();
}

bool Slots::is_whole(const Artefact& artefact) const {
  const auto content = read_file(place(artefact.slot));
  return !content.empty() && hash_of(content) == artefact.sha256_hex;
}

void Slots::give_up_trial() {
  state_.news = "rolled_back";
  state_.news_version = state_.trial.version;
  state_.trial = {};
  state_.trial_starts = 0;
}

Result<SlotChoice> Slots::begin() {
  running_trial_ = false;
  if (!state_.trial.slot.empty()) {
    if (state_.trial_starts >= kTrialStarts || !is_whole(state_.trial)) {
      give_up_trial();
    } else {
      ++state_.trial_starts;
      running_trial_ = true;
    }
    if (auto written = write(); !written) return tl::unexpected(written.error());
  }
  if (running_trial_) return SlotChoice(place(state_.trial.slot));
  if (state_.active.slot.empty() || !is_whole(state_.active)) return SlotChoice();
  return SlotChoice(place(state_.active.slot));
}

void Slots::runs(const fs::path& file) {
  std::error_code ignored;
  running_trial_ = !state_.trial.slot.empty() && fs::equivalent(file, place(state_.trial.slot), ignored);
}

Result<void> Slots::keep() {
  state_.news = "kept";
  state_.news_version = state_.trial.version;
  state_.active = state_.trial;
  state_.trial = {};
  state_.trial_starts = 0;
  running_trial_ = false;
  return write();
}

Result<void> Slots::roll_back() {
  give_up_trial();
  running_trial_ = false;
  return write();
}

std::optional<SlotNews> Slots::take_news() {
  if (state_.news.empty()) return std::nullopt;
  SlotNews news{state_.news == "rolled_back", state_.news_version};
  state_.news.clear();
  state_.news_version.clear();
  static_cast<void>(write());  // not written: told twice, which is better than never
  return news;
}

std::string Slots::version() const {
  return running_trial_ ? state_.trial.version : state_.active.version;
}

TrialVerdict judge(const TrialHealth& health) {
  const bool healthy = health.receiving && health.connected;
  if (healthy && health.uptime_s >= kKeepAfterS) return TrialVerdict::kKeep;
  return !healthy && health.uptime_s >= kRollBackAfterS ? TrialVerdict::kRollBack : TrialVerdict::kWait;
}

}  // namespace sb::node
