#include "dsp/detect/artefacts.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace sb::dsp {
namespace {

Heard heard(double offset_hz, double width_hz, double power_db, bool steady = true) {
  Heard h;
  h.offset_hz = offset_hz;
  h.width_hz = width_hz;
  h.power = std::pow(10.0, power_db / 10.0);
  h.steady = steady;
  h.snr_db = 30.0;
  return h;
}

class Artefacts : public ::testing::Test {
 protected:
  std::vector<std::uint8_t> judge(const std::vector<Heard>& all) {
    return find_artefacts(all, at_, settings_, counts_);
  }
  Circumstances at_{1.0, 0.0, 100.0, 1e6, 0.0, false};
  ArtefactSettings settings_;
  ArtefactCounts counts_;
};

using Own = std::vector<std::uint8_t>;

TEST_F(Artefacts, LocalOscillatorIsNoEmitterButAWideOneThereIs) {
  EXPECT_EQ(judge({heard(50, 400, -30)}), Own{1});
  EXPECT_EQ(counts_.own_carrier, 1U);
  EXPECT_EQ(judge({heard(50, 12e3, -30)}), Own{0});
  EXPECT_EQ(judge({heard(50, 400, -30, false)}), Own{0});  // keyed: somebody sends there
  at_.carrier_power = 1e-2;
  EXPECT_EQ(judge({heard(50, 12e3, -50)}), Own{1});  // skirts
}

TEST_F(Artefacts, MirrorOfAStrongerOneIsItsImage) {
  EXPECT_EQ(judge({heard(-200e3, 10e3, -55), heard(200e3, 10e3, -20)}), (Own{1, 0}));
  EXPECT_EQ(judge({heard(-200e3, 10e3, -30), heard(200e3, 10e3, -20)}), (Own{0, 0}));  // too strong for one
  EXPECT_EQ(judge({heard(-150e3, 10e3, -55), heard(200e3, 10e3, -20)}), (Own{0, 0}));  // elsewhere
}

TEST_F(Artefacts, ThirdOrderProductsOfTwoStrongOnes) {
  const auto own =
      judge({heard(-30e3, 1e3, -50), heard(60e3, 1e3, -20), heard(150e3, 1e3, -20), heard(240e3, 1e3, -50)});
  EXPECT_EQ(own, (Own{1, 0, 0, 1}));
  EXPECT_EQ(counts_.intermodulation, 2U);
}

TEST_F(Artefacts, WhatClippingMakesOfOneCarrier) {
  at_.clipped_share = 0.2;
  EXPECT_EQ(judge({heard(40e3, 2e3, -1), heard(-120e3, 2e3, -11)}), (Own{0, 1}));
  EXPECT_EQ(counts_.clipping, 1U);
}

TEST_F(Artefacts, AnOverloadedReceiverIsNotBelieved) {
  at_.clipped_share = 0.2;
  EXPECT_EQ(judge({heard(40e3, 2e3, -6), heard(-120e3, 2e3, -7)}), (Own{1, 1}));
  EXPECT_EQ(counts_.overload, 2U);
  at_.clipped_share = 0.4;
  Heard mixture = heard(0, 500e3, -0.5);
  mixture.noise_like = true;
  EXPECT_EQ(judge({mixture}), Own{1});
}

TEST_F(Artefacts, PassbandShapeIsNoEmitterUntilASpurMapSaysSo) {
  Heard rise = heard(50e3, 500e3, -40);
  rise.noise_like = true;
  rise.snr_db = 8.0;
  EXPECT_EQ(judge({rise}), Own{1});
  EXPECT_EQ(counts_.passband, 1U);
  rise.prefix = true;
  EXPECT_EQ(judge({rise}), Own{0});
  rise.prefix = false;
  at_.flattened = true;
  EXPECT_EQ(judge({rise}), Own{0});
}

TEST_F(Artefacts, OutOfBandEmissionBelongsToItsCarrier) {
  EXPECT_EQ(judge({heard(100e3, 200e3, -10, false), heard(260e3, 10e3, -45, false)}), (Own{0, 1}));
  EXPECT_EQ(counts_.skirt, 1U);
  EXPECT_EQ(judge({heard(100e3, 200e3, -10, false), heard(260e3, 10e3, -30, false)}), (Own{0, 0}));
}

TEST_F(Artefacts, SpuriousFreeRange) {
  EXPECT_EQ(judge({heard(333e3, 1e3, -55, false), heard(100e3, 1e3, -10, false)}), (Own{1, 0}));
  EXPECT_EQ(counts_.range, 1U);
}

}  // namespace
}  // namespace sb::dsp
