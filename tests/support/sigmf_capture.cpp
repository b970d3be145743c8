#include "tests/support/sigmf_capture.hpp"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace sb::test {
namespace {

using nlohmann::json;

json read_json(const std::filesystem::path& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return json::parse(in);
}

template <typename T>
void append(const std::vector<char>& bytes, float offset, float scale, std::vector<dsp::cf32>& out) {
  const std::size_t count = bytes.size() / (2 * sizeof(T));
  out.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    T pair[2];
    std::memcpy(pair, bytes.data() + i * sizeof pair, sizeof pair);
    out[i] = {(static_cast<float>(pair[0]) - offset) * scale, (static_cast<float>(pair[1]) - offset) * scale};
  }
}

template <typename T>
std::optional<T> optional_of(const json& object, const char* key) {
  if (!object.contains(key)) return std::nullopt;
  return object.at(key).get<T>();
}

TrueCell read_cell(const json& object) {
  TrueCell cell;
  cell.rat = object.at("rat").get<std::string>();
  cell.pci = object.value("pci", -1);
  cell.expect = object.value("expect", "sync");
  cell.bandwidth_prb = optional_of<int>(object, "bandwidth_prb");
  cell.ports = optional_of<int>(object, "ports");
  cell.cfo_hz = optional_of<double>(object, "cfo_hz");
  cell.frequency_hz = optional_of<double>(object, "frequency_hz");
  cell.duplex = optional_of<std::string>(object, "duplex");
  cell.plmns = object.value("plmns", std::vector<std::string>{});
  cell.tac = optional_of<unsigned>(object, "tac");
  // NR identities have 36 bits and are not read here.
  if (cell.rat == "lte") cell.cell_id = optional_of<unsigned>(object, "cell_id");
  return cell;
}

}  // namespace

SigmfCapture read_sigmf(const std::filesystem::path& meta) {
  const json description = read_json(meta);
  const json& global = description.at("global");
  const json& first = description.at("captures").at(0);
  SigmfCapture capture;
  capture.sample_rate_hz = global.value("core:sample_rate", 0.0);
  capture.centre_hz = first.value("core:frequency", 0.0);
  auto data = meta;
  data.replace_extension(".sigmf-data");
  std::ifstream in(data, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + data.string());
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  const auto type = global.at("core:datatype").get<std::string>();
  if (type == "ci8") {
    append<std::int8_t>(bytes, 0.0F, 1.0F / 128.0F, capture.samples);
  } else if (type == "cu8") {
    append<std::uint8_t>(bytes, 127.5F, 1.0F / 127.5F, capture.samples);
  } else if (type == "ci16_le") {
    append<std::int16_t>(bytes, 0.0F, 1.0F / 32768.0F, capture.samples);
  } else if (type == "cf32_le") {
    append<float>(bytes, 0.0F, 1.0F, capture.samples);
  } else {
    throw std::runtime_error("datatype " + type + " in " + meta.string());
  }
  return capture;
}

std::vector<TrueCapture> read_truth(const std::filesystem::path& folder) {
  std::vector<TrueCapture> captures;
  if (!std::filesystem::exists(folder / "truth.json")) return captures;
  for (const json& entry : read_json(folder / "truth.json")) {
    TrueCapture capture;
    capture.name = entry.at("name").get<std::string>();
    capture.meta = folder / entry.at("file").get<std::string>();
    capture.exhaustive = entry.value("exhaustive_cells", false) || entry.value("negative", false);
    for (const json& cell : entry.at("cells")) capture.cells.push_back(read_cell(cell));
    captures.push_back(std::move(capture));
  }
  return captures;
}

}  // namespace sb::test
