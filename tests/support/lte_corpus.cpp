#include "tests/support/lte_corpus.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>

namespace sb::tests {
namespace {

namespace fs = std::filesystem;

nlohmann::json load(const fs::path& path) {
  std::ifstream in(path);
  return in ? nlohmann::json::parse(in) : nlohmann::json();
}

bool is_tdd(const nlohmann::json& truth) {
  const auto text = truth.at("duplex").get<std::string>();
  return text == "tdd" || text == "TDD";
}

/// The frame that contains or follows `start` is not the stream's frame 0: that one begins in (-9 ms, 1 ms].
void set_frame_start(LteCapture& capture, double start_s, int sfn) {
  const double frames = std::ceil((start_s - 1e-3) / dsp::lte::kFrameSeconds);
  capture.sfn_frame0 = ((sfn - static_cast<int>(frames)) % 1024 + 1024) % 1024;
  capture.sync.frame_start_s = std::fmod(start_s, dsp::lte::kFrameSeconds);
}

bool describe(const nlohmann::json& entry, LteCapture& capture) {
  const bool generated = capture.truth.contains("frame0_start_sample");
  if (!generated && !capture.truth.contains("sfn_at_frame_start") && !capture.truth.contains("cells"))
    return false;
  auto cell = capture.truth;
  if (cell.contains("cells")) {
    if (cell["cells"].empty()) return false;
    cell = cell["cells"][0];
  }
  capture.sync.pci = cell.at("pci").get<std::uint16_t>();
  capture.sync.duplex = is_tdd(capture.truth) ? dsp::Duplex::kTdd : dsp::Duplex::kFdd;
  if (cell.value("cp", "normal") == "extended") capture.sync.cyclic_prefix = dsp::CyclicPrefix::kExtended;
  capture.sync.cfo_hz = cell.value("cfo_hz", 0.0);
  const auto start = cell.at(generated ? "frame0_start_sample" : "frame_start_sample").get<double>();
  const auto sfn = cell.at(generated ? "frame0_sfn" : "sfn_at_frame_start").get<int>();
  set_frame_start(capture, start / capture.sample_rate_hz, sfn);
  capture.sib1_hex =
      generated ? capture.truth.at("sib1_hex").get<std::string>() : capture.truth.value("sib1", "");
  capture.truth = cell;
  return entry.contains("file");
}

/// LTE entries of a folder's truth whose rate is a multiple of 1.92 MS/s.
std::vector<std::pair<LteCapture, nlohmann::json>> named_lte(const std::string& folder) {
  std::vector<std::pair<LteCapture, nlohmann::json>> found;
  const fs::path root = fs::path(SB_CORPUS_DIR) / folder;
  for (const auto& entry : load(root / "truth.json")) {
    const std::string name = entry.at("name");
    if (!name.starts_with("lte_")) continue;
    LteCapture capture;
    capture.name = folder + "/" + name;
    capture.truth = entry.at("truth");
    capture.sample_rate_hz = load(root / (name + ".sigmf-meta")).at("global").at("core:sample_rate");
    if (capture.fft_size() % 128 == 0) found.emplace_back(std::move(capture), entry);
  }
  return found;
}

}  // namespace

int LteCapture::fft_size() const {
  return static_cast<int>(std::lround(sample_rate_hz / dsp::lte::kSubcarrierHz));
}

std::vector<LteCapture> lte_captures(const std::string& folder) {
  std::vector<LteCapture> captures;
  for (auto& [capture, entry] : named_lte(folder)) {
    if (describe(entry, capture)) captures.push_back(std::move(capture));
  }
  return captures;
}

std::vector<LteCapture> captures_without_cell() {
  std::vector<LteCapture> captures;
  for (auto& [capture, entry] : named_lte("real")) {
    if (entry.at("cells").empty()) captures.push_back(std::move(capture));
  }
  return captures;
}

std::vector<dsp::cf32> LteCapture::samples() const {
  const fs::path stem = fs::path(SB_CORPUS_DIR) / name;
  const std::string type = load(stem.string() + ".sigmf-meta").at("global").at("core:datatype");
  std::ifstream in(stem.string() + ".sigmf-data", std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  const auto value = [&](std::size_t i) {
    if (type == "cu8") return (static_cast<float>(static_cast<unsigned char>(bytes[i])) - 127.5F) / 128.0F;
    return static_cast<float>(static_cast<signed char>(bytes[i])) / 128.0F;
  };
  std::vector<dsp::cf32> samples(bytes.size() / 2);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = {value(2 * i), value(2 * i + 1)};
  return samples;
}

std::vector<std::uint8_t> from_hex(const std::string& hex) {
  std::vector<std::uint8_t> octets;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    octets.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return octets;
}

std::string to_hex(std::span<const std::uint8_t> octets) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string hex;
  for (const auto octet : octets) {
    hex += kDigits[octet >> 4U];
    hex += kDigits[octet & 15U];
  }
  return hex;
}

}  // namespace sb::tests
