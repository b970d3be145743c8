#include "tests/support/synth_corpus.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "models/plmn/plmn.hpp"

namespace sb::test {
namespace {

const std::string& folder() {
  static const std::string path = std::string(SB_CORPUS_DIR) + "/generated";
  return path;
}

nlohmann::json read_json(const std::string& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

dsp::cf32 gain(const nlohmann::json& value) {
  if (value.is_array()) return {value.at(0).get<float>(), value.at(1).get<float>()};
  return {value.get<float>(), 0.0F};
}

dsp::synth::PhichResource phich_resource(const std::string& text) {
  if (text == "1/6") return dsp::synth::PhichResource::kSixth;
  if (text == "1/2") return dsp::synth::PhichResource::kHalf;
  return text == "1" ? dsp::synth::PhichResource::kOne : dsp::synth::PhichResource::kTwo;
}

void read_network(const nlohmann::json& truth, dsp::synth::LteCellConfig& c) {
  c.plmns.clear();
  for (const auto& text : truth.at("plmns"))
    c.plmns.push_back(models::parse_plmn(text.get<std::string>()).value());
  for (const auto& reserved : truth.at("plmn_reserved")) c.plmn_reserved.push_back(reserved.get<bool>());
  c.tac = truth.at("tac");
  c.cell_identity = truth.at("eci");
  c.band = truth.at("band");
  c.barred = truth.at("cell_barred") == "Barred";
  c.intra_frequency_reselection = truth.at("intra_freq_reselection") == "Allowed";
  c.q_rx_lev_min_dbm = static_cast<std::int16_t>(2 * truth.at("q_rx_lev_min").get<int>());
  c.si_window_ms = truth.at("si_window_ms");
  c.value_tag = truth.at("value_tag");
  c.si_messages.clear();
  for (const auto& message : truth.at("sched_info")) {
    c.si_messages.push_back(
        {message.at(0).get<std::uint16_t>(), message.at(1).get<std::vector<std::uint8_t>>()});
  }
}

}  // namespace

bool synth_corpus_present() {
  return std::filesystem::exists(folder() + "/truth.json");
}

SynthCapture load_synth_capture(const std::string& name) {
  SynthCapture capture{name, {}, 0.0, {}};
  for (const auto& entry : read_json(folder() + "/truth.json")) {
    if (entry.at("name") == name) capture.truth = entry.at("truth");
  }
  if (capture.truth.is_null()) throw std::runtime_error("no truth for " + name);
  const auto meta = read_json(folder() + "/" + name + ".sigmf-meta");
  capture.sample_rate_hz = meta.at("global").at("core:sample_rate");
  std::ifstream file(folder() + "/" + name + ".sigmf-data", std::ios::binary);
  const std::vector<char> octets{std::istreambuf_iterator<char>(file), {}};
  for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
    capture.samples.emplace_back(static_cast<float>(static_cast<signed char>(octets[i])) / 128.0F,
                                 static_cast<float>(static_cast<signed char>(octets[i + 1])) / 128.0F);
  }
  return capture;
}

dsp::synth::LteCellConfig config_from_truth(const nlohmann::json& truth) {
  dsp::synth::LteCellConfig c;
  c.pci = truth.at("pci");
  c.bandwidth_prb = truth.at("nof_prb");
  c.ports = truth.at("ports");
  c.cp = truth.at("cp") == "normal" ? dsp::CyclicPrefix::kNormal : dsp::CyclicPrefix::kExtended;
  c.duplex = truth.at("duplex") == "fdd" ? dsp::Duplex::kFdd : dsp::Duplex::kTdd;
  if (c.duplex == dsp::Duplex::kTdd) {
    c.tdd_config = truth.at("tdd_config").at(0);
    c.tdd_special = truth.at("tdd_config").at(1);
  }
  c.phich_duration = truth.at("phich_duration") == "Normal" ? dsp::synth::PhichDuration::kNormal
                                                            : dsp::synth::PhichDuration::kExtended;
  c.phich_resource = phich_resource(truth.at("phich_resources"));
  for (std::size_t i = 0; i < truth.at("port_gains").size(); ++i)
    c.port_gain[i] = gain(truth.at("port_gains").at(i));
  read_network(truth, c);
  const std::string dci = truth.value("sib1_dci", "1A localised");
  c.si_grant = dci == "1C"               ? dsp::synth::SiGrant::k1C
               : dci == "1A distributed" ? dsp::synth::SiGrant::k1ADistributed
                                         : dsp::synth::SiGrant::k1ALocalised;
  c.load = 0.0;
  c.phich_load = 0.0;
  return c;
}

std::vector<std::uint8_t> octets_from_hex(const std::string& hex) {
  std::vector<std::uint8_t> octets;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    octets.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return octets;
}

}  // namespace sb::test
