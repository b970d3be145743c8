// decode_sib1 on captures made by others: octets and fields must be the truth's.
#include "dsp/cell/lte/sib1.hpp"

#include <cstdio>
#include <ctime>

#include <gtest/gtest.h>

#include "tests/support/lte_corpus.hpp"

namespace sb::dsp::lte {
namespace {

/// Processor time, which other programs of the machine do not change.
double milliseconds_since(std::clock_t start) {
  return 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void expect_fields(const Sib1& sib1, const nlohmann::json& truth) {
  ASSERT_EQ(sib1.plmns.size(), truth["plmns"].size());
  for (std::size_t i = 0; i < sib1.plmns.size(); ++i) {
    EXPECT_EQ(models::to_string(sib1.plmns[i].plmn), truth["plmns"][i]);
    EXPECT_EQ(sib1.plmns[i].reserved_for_operator_use, truth["plmn_reserved"][i]);
  }
  EXPECT_EQ(sib1.tac, truth["tac"]);
  EXPECT_EQ(sib1.cell_identity, truth["eci"]);
  EXPECT_EQ(sib1.band, truth["band"]);
  EXPECT_EQ(sib1.cell_barred, truth["cell_barred"] == "Barred");
  EXPECT_EQ(sib1.intra_frequency_reselection, truth["intra_freq_reselection"] == "Allowed");
  EXPECT_EQ(sib1.q_rx_lev_min_dbm, 2 * truth["q_rx_lev_min"].get<int>());
  EXPECT_EQ(sib1.si_window_ms, truth["si_window_ms"]);
  EXPECT_EQ(sib1.value_tag, truth["value_tag"]);
  ASSERT_EQ(sib1.scheduling.size(), truth["sched_info"].size());
  for (std::size_t i = 0; i < sib1.scheduling.size(); ++i) {
    EXPECT_EQ(sib1.scheduling[i].periodicity_frames, truth["sched_info"][i][0]);
    EXPECT_EQ(sib1.scheduling[i].sib_types, truth["sched_info"][i][1].get<std::vector<std::uint8_t>>());
  }
  const bool tdd = truth.contains("tdd_config") && !truth["tdd_config"].is_null();
  ASSERT_EQ(sib1.tdd.has_value(), tdd);
  if (tdd) {
    EXPECT_EQ(sib1.tdd->subframe_assignment, truth["tdd_config"][0]);
    EXPECT_EQ(sib1.tdd->special_subframe_patterns, truth["tdd_config"][1]);
  }
}

std::optional<DecodedSib1> receive(const tests::LteCapture& capture) {
  const auto samples = capture.samples();
  const auto start = std::clock();
  CellStream central(samples, capture.fft_size(), 6, capture.sync);
  const auto mib = decode_mib(central);
  const double mib_ms = milliseconds_since(start);
  if (!mib) return std::nullopt;
  CellStream stream(samples, capture.fft_size(), mib->bandwidth_prb, capture.sync);
  auto decoded = decode_sib1(stream, *mib, capture.sync.duplex);
  std::printf("%-36s MIB %6.1f ms, SIB1 %6.1f ms, %d transmission(s)\n", capture.name.c_str(), mib_ms,
              milliseconds_since(start) - mib_ms, decoded ? decoded->transmissions : 0);
  return decoded;
}

TEST(Sib1, GeneratedCaptures) {
  const auto captures = tests::lte_captures("generated");
  if (captures.empty()) GTEST_SKIP() << "corpus absent";
  for (const auto& capture : captures) {
    SCOPED_TRACE(capture.name);
    const auto decoded = receive(capture);
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(tests::to_hex(decoded->message), capture.sib1_hex);
    expect_fields(decoded->sib1, capture.truth);
  }
}

TEST(Sib1, CapturesOffTheAir) {
  const auto captures = tests::lte_captures("real");
  if (captures.empty()) GTEST_SKIP() << "corpus absent";
  int decoded_count = 0;
  for (const auto& capture : captures) {
    if (capture.sib1_hex.empty()) continue;
    SCOPED_TRACE(capture.name);
    const auto decoded = receive(capture);
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(tests::to_hex(decoded->message), capture.sib1_hex);
    EXPECT_EQ(models::to_string(decoded->sib1.plmns.at(0).plmn), capture.truth["plmn"]);
    EXPECT_EQ(decoded->sib1.cell_identity, std::stoul(capture.truth["ci"].get<std::string>(), nullptr, 16));
    EXPECT_EQ(decoded->sib1.tac, std::stoul(capture.truth["tac"].get<std::string>(), nullptr, 16));
    EXPECT_EQ(decoded->sib1.band, capture.truth["band"]);
    ++decoded_count;
  }
  EXPECT_EQ(decoded_count, 3);
}

}  // namespace
}  // namespace sb::dsp::lte
