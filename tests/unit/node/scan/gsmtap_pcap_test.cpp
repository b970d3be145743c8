// The capture file by its bytes, and what tshark, which is not ours, reads in it.
#include "node/scan/gsmtap_pcap.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "dsp/cell/lte/pdsch.hpp"
#include "dsp/cell/lte/sib1.hpp"
#include "dsp/synth/lte_cell.hpp"
#include "dsp/synth/lte_messages.hpp"
#include "tests/support/si_contents.hpp"

namespace sb::node {
namespace {

using dsp::CellEvidence;
using dsp::synth::SiContent;

std::vector<std::uint8_t> octets(dsp::synth::Bits bits) {
  while (bits.size() % 8 != 0) bits.push_back(0);
  return dsp::lte::octets_of(bits);
}

/// A cell of an operator with a PLMN list, in its own words.
CellEvidence cell_of(const dsp::synth::LteCellConfig& config) {
  CellEvidence cell;
  cell.channel = 1575;
  cell.physical_id = config.pci;
  cell.sfn = 514;
  cell.snr_db = 12.6F;
  cell.first_s = 1.25;
  cell.master_information = octets(dsp::synth::encode_mib(config, 512));
  cell.system_information = octets(dsp::synth::encode_sib1(config));
  return cell;
}

dsp::synth::LteCellConfig config() {
  dsp::synth::LteCellConfig config;
  config.pci = 301;
  config.bandwidth_prb = 75;
  config.plmns = {{460, 1, 2}, {452, 123, 3}};
  config.tac = 0xA00B;
  config.cell_identity = 0xABCDEF1;
  config.band = 3;
  config.q_rx_lev_min_dbm = -124;
  config.value_tag = 9;
  return config;
}

std::string file_of(const std::vector<CellEvidence>& cells) {
  std::ostringstream out;
  write_gsmtap_pcap(cells, out);
  return out.str();
}

TEST(GsmtapPcap, BytesOfTheFirstPacket) {
  const std::string file = file_of({cell_of(config())});
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(file.at(i)); };
  ASSERT_GT(file.size(), 24U + 16U + 44U);
  EXPECT_EQ(file.substr(0, 4), std::string("\xD4\xC3\xB2\xA1", 4)) << "little-endian host";
  EXPECT_EQ(at(20), 101) << "raw IP";
  EXPECT_EQ(at(24), 1) << "second 1 ...";
  EXPECT_EQ(at(28) | at(29) << 8 | at(30) << 16, 250'000) << "... and a quarter";
  EXPECT_EQ(at(32), 44 + 3) << "20 + 8 + 16 octets of headers, 3 of MIB";
  EXPECT_EQ(at(40), 0x45);
  EXPECT_EQ(at(40 + 22) << 8 | at(40 + 23), 4729);
  EXPECT_EQ(at(40 + 28), 2) << "GSMTAP version";
  EXPECT_EQ(at(40 + 30), 0x0D) << "LTE RRC";
  EXPECT_EQ(at(40 + 32) << 8 | at(40 + 33), 1575);
  EXPECT_EQ(at(40 + 35), 13) << "SNR";
  EXPECT_EQ(at(40 + 40), 4) << "BCCH-BCH";
  unsigned sum = 0;
  for (std::size_t i = 40; i < 60; i += 2) sum += at(i) << 8 | at(i + 1);
  EXPECT_EQ((sum & 0xFFFF) + (sum >> 16), 0xFFFFU) << "RFC 791";
}

TEST(GsmtapPcap, OthersThanLteAndCellsThatSaidNothingAreLeftOut) {
  CellEvidence gsm = cell_of(config());
  gsm.rat = dsp::Rat::kGsm;
  EXPECT_EQ(file_of({gsm, CellEvidence{}}).size(), 24U);
}

bool has_tshark() {
  return std::system("tshark --version >/dev/null 2>&1") == 0;
}

/// One line a packet, fields separated by |, several values of a field by commas.
std::vector<std::string> dissect(const std::vector<CellEvidence>& cells,
                                 const std::vector<std::string>& fields) {
  const auto path =
      std::filesystem::temp_directory_path() / ("sb-gsmtap-" + std::to_string(::getpid()) + ".pcap");
  std::ofstream(path, std::ios::binary) << file_of(cells);
  std::string command = "tshark -r '" + path.string() + "' -T fields -E separator='|'";
  for (const auto& field : fields) command += " -e " + field;
  command += " 2>/dev/null";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string text;
  std::array<char, 4096> chunk{};
  while (const std::size_t n = std::fread(chunk.data(), 1, chunk.size(), pipe.get()))
    text.append(chunk.data(), n);
  std::filesystem::remove(path);
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(GsmtapPcap, TsharkReadsTheIdentity) {
  if (!has_tshark()) GTEST_SKIP() << "tshark is not installed";
  const auto lines =
      dissect({cell_of(config())},
              {"gsmtap.arfcn", "lte-rrc.dl_Bandwidth", "lte-rrc.systemFrameNumber", "lte-rrc.MCC_MNC_Digit",
               "lte-rrc.trackingAreaCode", "lte-rrc.cellIdentity", "lte-rrc.freqBandIndicator",
               "lte-rrc.q_RxLevMin", "lte-rrc.systemInfoValueTag", "_ws.malformed"});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "1575|4|80|||||||") << "75 PRB; SFN 512 = 0x80 and two bits";
  EXPECT_EQ(lines[1], "1575|||4,6,0,0,1,4,5,2,1,2,3|a00b|abcdef10|3|-62|9|");
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}

void append_ranges(const std::vector<dsp::PhysicalIdRange>& ranges, std::vector<std::string>& starts) {
  for (const auto& range : ranges) starts.push_back(std::to_string(range.first));
}

/// The line that dissect() gives of a message with kFields.
const std::vector<std::string> kFields{"lte-rrc.referenceSignalPower",
                                       "lte-rrc.cellReselectionPriority",
                                       "lte-rrc.dl_CarrierFreq",
                                       "lte-rrc.carrierFreq",
                                       "lte-rrc.startingARFCN",
                                       "lte-rrc.physCellId",
                                       "lte-rrc.start",
                                       "lte-rrc.threshX_High",
                                       "lte-rrc.threshX_Low",
                                       "_ws.malformed"};

struct Expected {
  std::vector<std::string> power, priorities, eutra, utra, geran, ids, starts, high, low;
  std::string line() const {
    std::string text;
    for (const auto* field : {&power, &priorities, &eutra, &utra, &geran, &ids, &starts, &high, &low})
      text += joined(*field) + "|";
    return text;
  }
  template <typename Carrier>
  void add(const Carrier& carrier) {
    if (carrier.priority) priorities.push_back(std::to_string(*carrier.priority));
    high.push_back(std::to_string(carrier.thresh_high_db / 2));
    low.push_back(std::to_string(carrier.thresh_low_db / 2));
  }
};

std::string expected_line(const SiContent& content) {
  Expected e;
  if (content.sib2) e.power.push_back(std::to_string(content.sib2->reference_signal_power_dbm));
  if (content.sib3) e.priorities.push_back(std::to_string(content.sib3->priority));
  if (content.sib4) {
    for (const auto id : content.sib4->neighbours) e.ids.push_back(std::to_string(id));
    append_ranges(content.sib4->barred, e.starts);
  }
  for (const auto& carrier : content.eutra) {
    e.eutra.push_back(std::to_string(carrier.channel));
    for (const auto id : carrier.neighbours) e.ids.push_back(std::to_string(id));
    append_ranges(carrier.barred, e.starts);
    e.add(carrier);
  }
  for (const auto& carrier : content.utra) {
    e.utra.push_back(std::to_string(carrier.channel));
    e.add(carrier);
  }
  for (const auto& group : content.geran.value_or(std::vector<dsp::synth::GeranContent>())) {
    e.geran.push_back(std::to_string(group.first_channel));
    e.add(group);
  }
  return e.line();
}

// Hundreds of messages with every field drawn: the generator, by whose messages our parser is tested, speaks
// the standard's language.
TEST(GsmtapPcap, TsharkReadsEverySystemInformationMessage) {
  if (!has_tshark()) GTEST_SKIP() << "tshark is not installed";
  constexpr std::uint64_t kMessages = 400;
  CellEvidence cell;
  std::vector<std::string> expected;
  for (std::uint64_t seed = 1; seed <= kMessages; ++seed) {
    const auto content = tests::random_si(seed);
    cell.further_system_information.push_back(octets(encode_system_information(content)));
    expected.push_back(expected_line(content));
  }
  const auto lines = dissect({cell}, kFields);
  ASSERT_EQ(lines.size(), expected.size());
  for (std::size_t i = 0; i < lines.size(); ++i) EXPECT_EQ(lines[i], expected[i]) << "seed " << i + 1;
}

// Messages off the air that are kept in the corpus go through the file unharmed.
TEST(GsmtapPcap, TsharkReadsTheCorpus) {
  if (!has_tshark()) GTEST_SKIP() << "tshark is not installed";
  CellEvidence cell;
  for (const char* name : {"f2585_sib2.per", "f2585_sib5.per"}) {
    std::ifstream in(std::filesystem::path(SB_CORPUS_DIR) / "l3" / name, std::ios::binary);
    if (!in) GTEST_SKIP() << "corpus absent";
    cell.further_system_information.emplace_back(std::istreambuf_iterator<char>(in),
                                                 std::istreambuf_iterator<char>());
  }
  EXPECT_EQ(dissect({cell}, kFields),
            (std::vector<std::string>{"15|7||||||||", "|7,5|38350,39250|||||11,13|9,11|"}));
}

}  // namespace
}  // namespace sb::node
