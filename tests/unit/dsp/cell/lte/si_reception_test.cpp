// SI messages of synthetic cells, from samples to octets: every subframe and way of sending them.
#include "dsp/cell/lte/si_reception.hpp"

#include <cmath>
#include <cstdio>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsp/cell/lte/si_schedule.hpp"
#include "dsp/synth/gaussian.hpp"
#include "dsp/synth/lte_cell.hpp"
#include "tests/support/binomial_bound.hpp"
#include "tests/support/lte_corpus.hpp"

namespace sb::dsp::lte {
namespace {

/// A cell on the air with `frames` frames from SFN config.sfn_at_zero, in noise below port 0's elements.
struct OnAir {
  synth::LteCell cell;
  std::vector<cf32> clean;
  Mib mib;
  Sib1 sib1;
  CellSync sync;

  OnAir(const synth::LteCellConfig& config, int frames) : cell(config) {
    const auto length = static_cast<std::size_t>(cell.frame_samples());
    clean.resize(length * static_cast<std::size_t>(frames));
    for (int i = 0; i < frames; ++i) {
      cell.frame(i, std::span(clean).subspan(static_cast<std::size_t>(i) * length, length));
    }
    mib.bandwidth_prb = config.bandwidth_prb;
    mib.ports = config.ports;
    mib.phich_duration = static_cast<PhichDuration>(config.phich_duration);
    mib.phich_resource = static_cast<PhichResource>(config.phich_resource);
    mib.sfn_frame0 = config.sfn_at_zero;
    sib1 = parse_sib1(cell.sib1_message()).value();
    sync.pci = config.pci;
    sync.cyclic_prefix = config.cp;
    sync.duplex = config.duplex;
  }
  std::vector<ReceivedSi> receive(double snr_db, std::uint64_t seed) const {
    auto samples = clean;
    const auto scale =
        static_cast<float>(std::pow(10.0, -snr_db / 20.0) * std::sqrt(static_cast<double>(cell.fft_size())));
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += scale * synth::gaussian_at(seed, i);
    CellStream stream(samples, cell.fft_size(), mib.bandwidth_prb, sync);
    return receive_system_information(stream, mib, sib1);
  }
};

synth::SiMessage message_of(int priority, std::uint16_t periodicity) {
  synth::SiMessage message;
  message.periodicity_frames = periodicity;
  message.sib_types = {3};
  message.content.emplace().sib3.emplace().priority = priority;
  return message;
}

struct Shape {
  int n_prb, ports;
  CyclicPrefix cp;
  Duplex duplex;
  int tdd_config;
  synth::SiGrant grant;
  synth::PhichResource phich;
};

constexpr auto kShort = CyclicPrefix::kNormal;
constexpr auto kLong = CyclicPrefix::kExtended;
using synth::PhichResource;
using synth::SiGrant;

constexpr Shape kShapes[] = {
    {6, 1, kShort, Duplex::kFdd, 0, SiGrant::k1ALocalised, PhichResource::kSixth},
    {15, 2, kLong, Duplex::kFdd, 0, SiGrant::k1ADistributed, PhichResource::kOne},
    {25, 4, kShort, Duplex::kFdd, 0, SiGrant::k1C, PhichResource::kTwo},
    {50, 2, kShort, Duplex::kFdd, 0, SiGrant::k1ALocalised, PhichResource::kHalf},
    {15, 2, kShort, Duplex::kTdd, 0, SiGrant::k1ALocalised, PhichResource::kOne},
    {25, 1, kShort, Duplex::kTdd, 1, SiGrant::k1C, PhichResource::kSixth},
    {25, 2, kShort, Duplex::kTdd, 2, SiGrant::k1ALocalised, PhichResource::kOne},
    {50, 4, kShort, Duplex::kTdd, 3, SiGrant::k1ADistributed, PhichResource::kHalf},
    {15, 1, kLong, Duplex::kTdd, 4, SiGrant::k1ALocalised, PhichResource::kSixth},
    {25, 2, kLong, Duplex::kTdd, 5, SiGrant::k1C, PhichResource::kOne},
    {50, 2, kShort, Duplex::kTdd, 6, SiGrant::k1ADistributed, PhichResource::kOne},
};

class SiReception : public ::testing::TestWithParam<Shape> {};

// Windows of one subframe: message n of ten stands in subframe n of SFN 0 mod 8, once.
TEST_P(SiReception, InEverySubframeThatMayHoldIt) {
  const Shape& shape = GetParam();
  synth::LteCellConfig config;
  config.pci = static_cast<std::uint16_t>(7 * shape.n_prb + shape.ports);
  config.bandwidth_prb = static_cast<std::uint16_t>(shape.n_prb);
  config.ports = static_cast<std::uint8_t>(shape.ports);
  config.cp = shape.cp;
  config.duplex = shape.duplex;
  config.tdd_config = static_cast<std::uint8_t>(shape.tdd_config);
  config.tdd_special = shape.cp == kShort ? 7 : 5;
  config.si_grant = shape.grant;
  config.phich_resource = shape.phich;
  config.si_window_ms = 1;
  config.si_messages.clear();
  for (int n = 0; n < 10; ++n) config.si_messages.push_back(message_of(n % 8, 8));
  const OnAir air(config, 1);
  const auto received = air.receive(20.0, 1);
  std::size_t at = 0;
  for (std::size_t n = 0; n < 10; ++n) {
    if (!si_occasion(air.sib1, 0, static_cast<int>(n))) continue;
    ASSERT_LT(at, received.size()) << n;
    EXPECT_EQ(received[at].number, n);
    EXPECT_EQ(received[at].subframe, static_cast<int>(n));
    EXPECT_EQ(received[at].transmissions, 1);
    EXPECT_EQ(received[at].message, air.cell.si_message(n));
    ASSERT_TRUE(received[at].content);
    EXPECT_EQ(received[at].content->sib3.value().priority, n % 8);
    ++at;
  }
  EXPECT_EQ(at, received.size());
}

INSTANTIATE_TEST_SUITE_P(Lte, SiReception, ::testing::ValuesIn(kShapes));

synth::LteCellConfig narrow(int transmissions) {
  synth::LteCellConfig config;
  config.bandwidth_prb = 15;
  config.ports = 1;
  config.pci = 77;
  config.si_window_ms = 10;
  config.si_messages = {message_of(4, 8)};
  config.si_messages[0].transmissions = transmissions;
  return config;
}

int heard_of(const OnAir& air, double snr_db, int trials) {
  int heard = 0;
  for (int seed = 0; seed < trials; ++seed) {
    const auto received = air.receive(snr_db, static_cast<std::uint64_t>(seed));
    if (received.empty()) continue;
    ++heard;
    EXPECT_EQ(received.front().message, air.cell.si_message(0)) << "a false message";
  }
  return heard;
}

// Four transmissions in a window reach where one does not: their redundancy versions add up.
TEST(SiReceptionInNoise, TransmissionsOfAWindowAreCombined) {
  constexpr int kTrials = 1000;
  constexpr double kSnrDb = -4.0;
  const int one = heard_of(OnAir(narrow(1), 1), kSnrDb, kTrials / 5);
  const int four = heard_of(OnAir(narrow(4), 1), kSnrDb, kTrials);
  std::printf("SI message at %.1f dB: one transmission %d of %d, four %d of %d\n", kSnrDb, one, kTrials / 5,
              four, kTrials);
  EXPECT_LT(tests::upper_bound(kTrials - four, kTrials), 0.1);
  EXPECT_LT(5 * one, four);
}

TEST(SiReceptionInNoise, ACellThatSendsNoneIsNotSaidTo) {
  auto config = narrow(1);
  config.si_messages[0].content.reset();
  config.load = 1.0;
  const OnAir air(config, 8);
  for (int seed = 0; seed < 25; ++seed) {
    EXPECT_TRUE(air.receive(0.0, static_cast<std::uint64_t>(seed)).empty()) << seed;
  }
}

// Cells that others' software made: every message must be one that it says it sent, octet for octet.
TEST(SiReceptionCorpus, MessagesOfGeneratedCaptures) {
  const auto captures = tests::lte_captures("generated");
  if (captures.empty()) GTEST_SKIP() << "corpus absent";
  int with_messages = 0;
  for (const auto& capture : captures) {
    SCOPED_TRACE(capture.name);
    const auto samples = capture.samples();
    CellStream central(samples, capture.fft_size(), 6, capture.sync);
    const auto mib = decode_mib(central).value();
    CellStream stream(samples, capture.fft_size(), mib.bandwidth_prb, capture.sync);
    const auto sib1 = decode_sib1(stream, mib, capture.sync.duplex).value().sib1;
    const auto received = receive_system_information(stream, mib, sib1);
    with_messages += received.empty() ? 0 : 1;
    std::printf("%-28s", capture.name.c_str());
    for (const auto& si : received) {
      const int sfn = (mib.sfn_frame0 + si.frame) % 1024;
      std::printf("  SI %zu in SFN %d.%d after %d", si.number, sfn, si.subframe, si.transmissions);
      EXPECT_TRUE(si.content);
      if (!capture.truth.contains("si_hex") || !capture.truth["si_hex"].is_array()) continue;
      const auto sent = capture.truth["si_hex"].get<std::vector<std::string>>();
      EXPECT_THAT(sent, ::testing::Contains(tests::to_hex(si.message)));
      const auto priority = capture.truth.find("sib3_cell_reselection_priority");
      const bool told = priority != capture.truth.end() && priority->is_number();
      if (told && si.content && si.content->sib3) {
        EXPECT_EQ(si.content->sib3->priority, *priority);
      }
    }
    std::printf("\n");
  }
  EXPECT_GE(with_messages, 12);
}

}  // namespace
}  // namespace sb::dsp::lte
