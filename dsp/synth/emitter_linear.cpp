// Pulse-shaped symbols, OFDM, and what resembles them.
#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <vector>

#include "dsp/core/fft_plan.hpp"
#include "dsp/synth/band_train.hpp"
#include "dsp/synth/emitter_waves.hpp"
#include "dsp/synth/gaussian.hpp"

namespace sb::dsp::synth {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;

/// A point of the constellation of `order` (2 4 8: phase; 16: square), unit mean power.
cf32 constellation(int order, std::uint64_t bits) {
  if (order == 16) {
    const auto axis = [](std::uint64_t two) { return 2.0F * static_cast<float>(two) - 3.0F; };
    return cf32{axis(bits & 3U), axis(bits >> 2U & 3U)} / std::sqrt(10.0F);
  }
  const auto n = static_cast<std::uint64_t>(order);
  return static_cast<cf32>(std::polar(1.0, kTurn * (static_cast<double>(bits % n) + 0.5) / order));
}

class Shaped final : public BasebandWave {
 public:
  Shaped(BandTrain::Value value, double rate_hz, double roll_off, double bandwidth_hz)
      : train_(std::move(value), rate_hz, roll_off), bandwidth_hz_(bandwidth_hz) {}
  cf32 at(double t) override { return train_.at(t); }
  double bandwidth_hz() const override { return bandwidth_hz_; }

 private:
  BandTrain train_;
  double bandwidth_hz_;
};

/// Samples of an OFDM signal at spacing x fft size.
class OfdmSamples {
 public:
  OfdmSamples(int carriers, int prefix_samples, int fft_size, std::uint64_t key)
      : carriers_(carriers),
        prefix_(prefix_samples),
        key_(key),
        fft_(std::make_shared<FftPlan>(fft_size, FftDirection::kBackward)) {}

  cf32 operator()(std::int64_t index) {
    const std::int64_t length = fft_->size() + prefix_;
    const std::int64_t symbol = index >= 0 ? index / length : (index - length + 1) / length;
    if (symbol != symbol_) make(symbol);
    const std::int64_t at = index - symbol * length - prefix_;
    const std::int64_t n = fft_->size();
    return fft_->output()[static_cast<std::size_t>((at + n) % n)];
  }

 private:
  void make(std::int64_t symbol) {
    symbol_ = symbol;
    const auto in = fft_->input();
    std::ranges::fill(in, cf32{});
    const float scale = 1.0F / std::sqrt(static_cast<float>(carriers_));
    const std::uint64_t key = derive_key(key_, static_cast<std::uint64_t>(symbol));
    for (int i = 0; i < carriers_; ++i) {
      const int k = i < carriers_ / 2 ? i - carriers_ / 2 : i - carriers_ / 2 + 1;
      const auto bin = static_cast<std::size_t>((k + fft_->size()) % fft_->size());
      in[bin] =
          scale * constellation(i % 8 == 0 ? 2 : 16, random_at(key, static_cast<std::uint64_t>(i)) >> 20U);
    }
    fft_->execute();
  }

  int carriers_, prefix_;
  std::uint64_t key_;
  std::shared_ptr<FftPlan> fft_;  // shared: std::function copies what it holds
  std::int64_t symbol_ = INT64_MIN;
};

std::unique_ptr<BasebandWave> make_ofdm(EmitterConfig& c, CounterRandom& random) {
  if (c.order == 0) c.order = static_cast<int>(48.0 * std::pow(12.0, random.uniform()));
  if (c.symbol_rate_hz == 0.0) c.symbol_rate_hz = 2e3 * std::pow(40.0, random.uniform());
  if (c.prefix == 0.0) c.prefix = 1.0 / std::pow(2.0, 2.0 + 2.0 * random.uniform());
  const int fft = static_cast<int>(std::bit_ceil(static_cast<unsigned>(c.order * 5 / 4)));
  const int prefix = std::max(1, static_cast<int>(std::lround(c.prefix * fft)));
  return std::make_unique<Shaped>(OfdmSamples(c.order, prefix, fft, derive_key(c.seed, 21)),
                                  c.symbol_rate_hz * fft, 0.1, c.symbol_rate_hz * c.order);
}

std::unique_ptr<BasebandWave> make_single_carrier(EmitterConfig& c, CounterRandom& random) {
  if (c.order == 0) c.order = 2 << std::min<std::uint64_t>(random.next() % 4, 3);
  if (c.symbol_rate_hz == 0.0) c.symbol_rate_hz = 10e3 * std::pow(200.0, random.uniform());
  const double roll_off = 0.2 + 0.25 * random.uniform();
  const std::uint64_t key = derive_key(c.seed, 22);
  const int order = c.order;
  return std::make_unique<Shaped>(
      [key, order](std::int64_t k) {
        return constellation(order, random_at(key, static_cast<std::uint64_t>(k)) >> 20U);
      },
      c.symbol_rate_hz, roll_off, c.symbol_rate_hz * (1.0 + 0.5 * roll_off));
}

/// Up-chirps over the bandwidth that begin at one of 2^7 .. 2^11 places.
class ChirpSpread final : public BasebandWave {
 public:
  ChirpSpread(double bandwidth_hz, int spreading, std::uint64_t key)
      : bandwidth_hz_(bandwidth_hz), chips_(1 << spreading), key_(key) {}
  cf32 at(double t) override {
    const double symbol_s = chips_ / bandwidth_hz_;
    const double k = std::floor(t / symbol_s);
    const double u = t / symbol_s - k;
    const double start = uniform_at(key_, static_cast<std::uint64_t>(k));
    const double wrapped = start + u - std::floor(start + u);
    return static_cast<cf32>(
        std::polar(1.0, kTurn * std::remainder(chips_ * (0.5 * wrapped * wrapped - 0.5 * wrapped), 1.0)));
  }
  double bandwidth_hz() const override { return bandwidth_hz_; }

 private:
  double bandwidth_hz_;
  int chips_;
  std::uint64_t key_;
};

class PulsePosition final : public BasebandWave {
 public:
  PulsePosition(double bit_rate_hz, std::uint64_t key) : rate_(bit_rate_hz), key_(key) {}
  cf32 at(double t) override {
    const double packet_s = 120.0 / rate_;
    const double in_packet = t / (4.0 * packet_s) - std::floor(t / (4.0 * packet_s));
    if (in_packet >= 0.25) return {};
    const auto bit = static_cast<std::uint64_t>(t * rate_);
    const double u = t * rate_ - static_cast<double>(bit);
    const bool first_half = (random_at(key_, bit) >> 40U & 1U) != 0;
    return (u < 0.5) == first_half ? cf32{std::numbers::sqrt2_v<float>, 0.0F} : cf32{};
  }
  double bandwidth_hz() const override { return 2.5 * rate_; }

 private:
  double rate_;
  std::uint64_t key_;
};

}  // namespace

std::unique_ptr<BasebandWave> make_linear(EmitterConfig& c) {
  CounterRandom random(derive_key(c.seed, 23));
  const std::uint64_t key = derive_key(c.seed, 24);
  const double width = 20e3 * std::pow(100.0, random.uniform());
  switch (c.wave) {
    case EmitterWave::kOfdm:
      return make_ofdm(c, random);
    case EmitterWave::kChirpSpread:
      return std::make_unique<ChirpSpread>(125e3 * static_cast<double>(1 + random.next() % 4),
                                           7 + static_cast<int>(random.next() % 5), key);
    case EmitterWave::kPulsePosition:
      return std::make_unique<PulsePosition>(width, key);
    case EmitterWave::kNoiseBand:
      return std::make_unique<Shaped>(
          [key](std::int64_t k) { return gaussian_at(key, static_cast<std::uint64_t>(k)); }, width, 0.2,
          width);
    case EmitterWave::kRepeatedCode: {
      const std::int64_t length = 40 + static_cast<std::int64_t>(random.next() % 400);
      return std::make_unique<Shaped>(
          [key, length](std::int64_t k) {
            return gaussian_at(key, static_cast<std::uint64_t>((k % length + length) % length));
          },
          width, 0.2, width);
    }
    default:
      return make_single_carrier(c, random);
  }
}

}  // namespace sb::dsp::synth
