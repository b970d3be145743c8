// Our encoder against captures that a third party's encoder made: every channel must be the same, element by
// element.
#include <cmath>
#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "dsp/cell/lte/cell_stream.hpp"
#include "dsp/synth/lte_cell.hpp"
#include "dsp/synth/lte_frame_structure.hpp"
#include "tests/support/synth_corpus.hpp"

namespace sb::dsp::synth {
namespace {

/// What truth.json does not say. The grants were found once by trying all of them against the capture's
/// PDCCH; only the right one correlates (0.9998 and better), and it is checked again here.
struct Case {
  const char* name;
  std::uint8_t cfi;  ///< of subframe 5
  std::uint8_t first_block;
  std::uint8_t block_count;
  std::optional<std::int8_t> p_max_dbm;
};

const Case kCases[] = {
    {"lte_452_01_p088", 1, 0, 3, {}},       {"lte_452_04_p470", 3, 0, 3, {}},
    {"lte_456_01_p331", 1, 0, 4, {}},       {"lte_456_02_p166", 3, 0, 2, {}},
    {"lte_457_01_p257", 1, 0, 3, {}},       {"lte_460_00_p000", 1, 0, 4, {}},
    {"lte_460_01_p100", 1, 0, 3, {}},       {"lte_4port_457_02_p041", 2, 2, 8, 23},
    {"lte_barred_p242", 3, 0, 2, {}},       {"lte_dvrb_456_08_p128", 2, 2, 8, 23},
    {"lte_ecp_457_08_p062", 2, 2, 8, 23},   {"lte_multi_p007", 1, 0, 3, {}},
    {"lte_rogue_p001", 3, 0, 2, {}},        {"lte_tdd39_460_00_p300", 2, 2, 8, 23},
    {"lte_tdd40_460_00_p404", 2, 4, 8, 23},
};

class Correlation {
 public:
  void add(cf32 ours, cf32 theirs) {
    product_ += std::complex<double>(std::conj(ours) * theirs);
    ours_ += std::norm(ours);
    theirs_ += std::norm(theirs);
    ++count_;
  }
  double value() const { return std::abs(product_) / std::sqrt(ours_ * theirs_); }
  int count() const { return count_; }

 private:
  std::complex<double> product_;
  double ours_ = 0.0;
  double theirs_ = 0.0;
  int count_ = 0;
};

using PerChannel = std::map<LteChannel, Correlation>;

void accumulate(const LteCellConfig& config, const LteGrid& ours, const lte::SubframeGrid& theirs,
                PerChannel& out) {
  for (int l = 0; l < ours.symbols; ++l) {
    for (int k = 0; k < ours.subcarriers; ++k) {
      const LteChannel channel = ours.owner(l, k);
      if (channel == LteChannel::kNothing || channel == LteChannel::kReserved) continue;
      cf32 sum;
      for (int p = 0; p < ours.ports; ++p)
        sum += config.port_gain[static_cast<std::size_t>(p)] * ours.at(p, l, k);
      out[channel].add(sum, theirs.symbol(l)[static_cast<std::size_t>(k)]);
    }
  }
}

/// PCFICH by the best of the three words: the third party's scheduler changes the CFI from subframe to
/// subframe.
double best_pcfich(const LteCellConfig& config, int subframe, const lte::SubframeGrid& theirs) {
  double best = 0.0;
  for (int cfi = 1; cfi <= 3; ++cfi) {
    PerChannel found;
    accumulate(config, make_subframe(config, subframe, cfi).grid, theirs, found);
    if (found.count(LteChannel::kPcfich) == 1) best = std::max(best, found[LteChannel::kPcfich].value());
  }
  return best;
}

class LteCapture : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    if (!test::synth_corpus_present()) GTEST_SKIP() << "no corpus at " SB_CORPUS_DIR;
    capture_ = test::load_synth_capture(GetParam().name);
    config_ = test::config_from_truth(capture_.truth);
    config_.cfi = GetParam().cfi;
    config_.sib1.aggregation = 4;
    config_.sib1.first_block = GetParam().first_block;
    config_.sib1.block_count = GetParam().block_count;
    config_.p_max_dbm = GetParam().p_max_dbm;
  }

  lte::CellStream stream() const {
    lte::CellSync sync;
    sync.pci = config_.pci;
    sync.cyclic_prefix = config_.cp;
    sync.duplex = config_.duplex;
    sync.frame_start_s = capture_.truth.at("frame0_start_sample").get<double>() / capture_.sample_rate_hz;
    return {capture_.samples, static_cast<int>(std::lround(capture_.sample_rate_hz / 15e3)),
            config_.bandwidth_prb, sync};
  }

  /// All channels of all whole subframes; PCFICH apart, as its smallest value over the subframes.
  PerChannel compare(const LteCellConfig& config, double* worst_pcfich) const {
    LteCell cell(config);
    auto theirs_stream = stream();
    lte::SubframeGrid theirs;
    LteGrid ours;
    PerChannel found;
    for (int f = 0; f < theirs_stream.frame_count(); ++f) {
      const double since_frame0 = theirs_stream.frame_start_s(f) - stream().sync().frame_start_s;
      const auto sfn = capture_.truth.at("frame0_sfn").get<int>() + std::lround(since_frame0 / 10e-3);
      for (int subframe = 0; subframe < 10; ++subframe) {
        if (!theirs_stream.read(f, subframe, theirs)) continue;
        cell.grid(sfn, subframe, ours);
        accumulate(config, ours, theirs, found);
        if (worst_pcfich != nullptr && make_subframe(config, subframe, 2).downlink_symbols > 0) {
          *worst_pcfich = std::min(*worst_pcfich, best_pcfich(config, subframe, theirs));
        }
      }
    }
    return found;
  }

  test::SynthCapture capture_;
  LteCellConfig config_;
};

TEST_P(LteCapture, Sib1IsTheSameOctetForOctet) {
  const LteCell cell(config_);
  EXPECT_EQ(cell.sib1_message(), test::octets_from_hex(capture_.truth.at("sib1_hex")));
}

TEST_P(LteCapture, EveryChannelIsTheSameElementForElement) {
  double worst_pcfich = 1.0;
  auto found = compare(config_, &worst_pcfich);
  const std::pair<LteChannel, const char*> kChannels[] = {
      {LteChannel::kCrs, "CRS"},   {LteChannel::kPss, "PSS"},     {LteChannel::kSss, "SSS"},
      {LteChannel::kPbch, "PBCH"}, {LteChannel::kPdcch, "PDCCH"}, {LteChannel::kSib1, "PDSCH"}};
  for (const auto& [channel, name] : kChannels) {
    ASSERT_GT(found[channel].count(), 0) << name;
    EXPECT_GT(found[channel].value(), 0.99) << name;
    std::cout << name << ' ' << found[channel].value() << " (" << found[channel].count() << ")  ";
  }
  EXPECT_GT(worst_pcfich, 0.99);
  std::cout << "PCFICH " << worst_pcfich << '\n';
}

// The comparison would notice: one other tracking area code is another code word.
TEST_P(LteCapture, AnotherTrackingAreaDoesNotMatch) {
  LteCellConfig other = config_;
  other.tac = static_cast<std::uint16_t>(other.tac ^ 1U);
  auto found = compare(other, nullptr);
  EXPECT_LT(found[LteChannel::kSib1].value(), 0.8);
  EXPECT_GT(found[LteChannel::kPdcch].value(), 0.99);
}

INSTANTIATE_TEST_SUITE_P(Generated, LteCapture, ::testing::ValuesIn(kCases),
                         [](const auto& test_case) { return std::string(test_case.param.name); });

}  // namespace
}  // namespace sb::dsp::synth
