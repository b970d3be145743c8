#include "node/technician/acceptance.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <unistd.h>

namespace sb::node {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::string_view kDelivered = ".delivered.json";

std::string to_rfc3339(std::int64_t utc_ns) {
  const auto seconds = static_cast<time_t>(utc_ns / 1'000'000'000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

std::string sha256_hex(const std::string& octets) {
  const auto digest = wire::sha256(octets);
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string base64(const std::string& octets) {
  std::string text(4 * ((octets.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(octets.data()), static_cast<int>(octets.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string from_base64(const std::string& text) {
  std::string octets(text.size() / 4 * 3 + 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(octets.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return {};
  const auto padding = static_cast<std::size_t>(
      std::count(text.end() - std::min<std::ptrdiff_t>(2, std::ssize(text)), text.end(), '='));
  octets.resize(static_cast<std::size_t>(size) - padding);
  return octets;
}

Result<void> store(const fs::path& file, const std::string& text) {
  const auto temporary = file.string() + ".new";
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = fd >= 0 &&
                       ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!written || std::rename(temporary.c_str(), file.c_str()) != 0) {
    return fail(ErrorCode::kUnavailable, file.string() + ": cannot be written");
  }
  return {};
}

}  // namespace

SignedSheet make_sheet(const SheetFacts& facts, const wire::SigningKey& key) {
  auto steps = Json::array();
  for (const auto& step : facts.steps) {
    Json each{{"step", step.key}, {"verdict", to_string(step.verdict)}};
    if (step.value) each["value"] = *step.value;
    if (!step.unit.empty()) each["unit"] = step.unit;
    if (!step.remedy.empty()) each["remedy"] = step.remedy;
    steps.push_back(std::move(each));
  }
  Json sheet{{"version", 1},
             {"node", facts.node_id},
             {"province", facts.province},
             {"software", facts.software_version},
             {"made", to_rfc3339(facts.made_utc_ns)},
             {"latitude", facts.latitude_deg},
             {"longitude", facts.longitude_deg},
             {"site", Json::parse(to_json_text(facts.site))},
             {"steps", std::move(steps)},
             {"passed", may_be_accepted(facts.steps)}};
  if (!facts.photo.empty()) sheet["photo_sha256"] = sha256_hex(facts.photo);
  std::string text("songbien/v1/acceptance");
  text.push_back('\0');
  auto written = sheet.dump(-1, ' ', false, Json::error_handler_t::replace);
  auto signature = key.sign(text + written);
  return {std::move(written), std::move(signature), facts.photo};
}

Result<SheetBox> SheetBox::open(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(ErrorCode::kUnavailable, folder.string() + ": " + error.message());
  return SheetBox(folder);
}

std::vector<fs::path> SheetBox::files() const {
  std::vector<fs::path> all;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
    if (entry.path().extension() == ".json") all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

Result<void> SheetBox::put(const SignedSheet& sheet) {
  const auto all = files();
  const int number = all.empty() ? 1 : std::atoi(all.back().filename().c_str()) + 1;
  const Json body{
      {"sheet", sheet.sheet}, {"signature", wire::to_hex(sheet.signature)}, {"photo", base64(sheet.photo)}};
  return store(folder_ / fmt::format("{:04}.json", number), body.dump());
}

std::size_t SheetBox::waiting() const {
  const auto all = files();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [](const fs::path& file) { return !file.string().ends_with(kDelivered); }));
}

std::optional<SheetBox::Entry> SheetBox::newest() const {
  const auto all = files();
  if (all.empty()) return std::nullopt;
  std::ifstream in(all.back(), std::ios::binary);
  const auto json = Json::parse(in, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return Entry{{json.value("sheet", ""), wire::from_hex(json.value("signature", "")).value_or(""),
                from_base64(json.value("photo", ""))},
               all.back().string().ends_with(kDelivered)};
}

std::size_t SheetBox::deliver(const std::function<bool(const std::string& body)>& send) {
  std::size_t delivered = 0;
  for (const auto& file : files()) {
    if (file.string().ends_with(kDelivered)) continue;
    std::ifstream in(file, std::ios::binary);
    const std::string body{std::istreambuf_iterator<char>(in), {}};
    if (!send(body)) break;
    auto done = file;
    std::error_code ignored;
    fs::rename(file, done.replace_extension(kDelivered), ignored);
    ++delivered;
  }
  return delivered;
}

}  // namespace sb::node
