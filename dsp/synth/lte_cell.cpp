#include "dsp/synth/lte_cell.hpp"

#include <algorithm>
#include <cassert>
#include <stdexcept>

#include "dsp/cell/lte/numerology.hpp"
#include "dsp/synth/channel_coding.hpp"
#include "dsp/synth/counter_random.hpp"
#include "dsp/synth/lte_control.hpp"
#include "dsp/synth/lte_data.hpp"
#include "dsp/synth/lte_frame_structure.hpp"
#include "dsp/synth/lte_grant.hpp"
#include "dsp/synth/lte_messages.hpp"
#include "dsp/synth/lte_modulation.hpp"
#include "dsp/synth/ofdm_modulator.hpp"

namespace sb::dsp::synth {
namespace {

constexpr std::uint32_t kSiRnti = 0xFFFF;
constexpr int kSib1Subframe = 5;

std::vector<std::uint8_t> pack(const Bits& bits) {
  std::vector<std::uint8_t> octets((bits.size() + 7) / 8, 0);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    octets[i / 8] = static_cast<std::uint8_t>(octets[i / 8] | bits[i] << (7 - i % 8));
  }
  return octets;
}

Bits with_crc(Bits bits, CrcPolynomial polynomial, std::uint32_t mask = 0) {
  append_bits(bits, crc(bits, polynomial) ^ mask, polynomial.length);
  return bits;
}

std::uint32_t port_mask(int ports) {
  return ports == 1 ? 0U : ports == 2 ? 0xFFFFU : 0x5555U;
}

}  // namespace

struct LteCell::State {
  LteCellConfig config;
  lte::Numerology numerology;
  std::vector<SubframeTemplate> subframes;
  Sib1Allocation allocation;
  std::vector<std::uint8_t> sib1_octets;
  Streams sib1_coded;
  int grant_aggregation = 4;
  std::vector<ResourceElement> pbch;
  RandomSymbols data_symbols;
  OfdmModulator modulator;
  LteGrid scratch;
  std::vector<cf32> summed;
  std::vector<cf32> response;

  explicit State(const LteCellConfig& c);
  int sfn(std::int64_t frame) const {
    return static_cast<int>(((frame + config.sfn_at_zero) % 1024 + 1024) % 1024);
  }
  PdcchWord grant_word(int rv) const;
  void put_pbch(int sfn, LteGrid& grid) const;
  void put_sib1(int rv, LteGrid& grid) const;
  void put_data(int subframe, bool with_sib1, CounterRandom& random, LteGrid& grid) const;
  void fill(std::int64_t frame, int subframe, LteGrid& grid) const;
  void modulate_subframe(std::int64_t frame, int subframe, const ChannelResponse* channel,
                         std::span<cf32> out);
};

LteCell::State::State(const LteCellConfig& c)
    : config((check_config(c), c)),
      numerology{lte::fft_size_for(c.bandwidth_prb), c.cp},
      pbch(pbch_elements(c)),
      modulator(numerology) {
  const int cfi = choose_cfi(config);
  for (int i = 0; i < lte::kSubframesPerFrame; ++i) subframes.push_back(make_subframe(config, i, cfi));
  const int cce = subframes[kSib1Subframe].control.cce_count();
  grant_aggregation = config.sib1.aggregation.value_or(cce >= 8 ? 8 : 4);
  if (grant_aggregation * (config.sib1.candidate + 1) > cce) {
    throw std::invalid_argument("LteCellConfig: SIB1's grant does not fit the control region");
  }
  Bits message = encode_sib1(config);
  allocation = allocate_sib1(config, (message.size() + 7) / 8);
  message.resize(static_cast<std::size_t>(allocation.tbs_bits), 0);
  sib1_octets = pack(message);
  sib1_coded = turbo_encode(with_crc(message, kCrc24A));
}

PdcchWord LteCell::State::grant_word(int rv) const {
  const Bits dci = with_crc(encode_dci(config, allocation, rv), kCrc16, kSiRnti);
  const auto length = static_cast<std::size_t>(grant_aggregation) * kBitsPerCce;
  return {grant_aggregation * config.sib1.candidate, match_convolutional(tail_biting_encode(dci), length)};
}

void LteCell::State::put_pbch(int sfn, LteGrid& grid) const {
  const Bits message =
      with_crc(encode_mib(config, static_cast<std::uint16_t>(sfn)), kCrc16, port_mask(config.ports));
  const std::size_t per_frame = 2 * pbch.size();
  Bits coded = match_convolutional(tail_biting_encode(message), 4 * per_frame);
  scramble(coded, config.pci);
  const auto quarter = std::span(coded).subspan(static_cast<std::size_t>(sfn % 4) * per_frame, per_frame);
  map_with_diversity(modulate(quarter, 2), pbch, LteChannel::kPbch, grid);
}

void LteCell::State::put_sib1(int rv, LteGrid& grid) const {
  const auto elements =
      free_elements(grid, subframes[kSib1Subframe].control_symbols, grid.symbols, allocation.prb);
  Bits bits = match_turbo(sib1_coded, rv, 2 * elements.size());
  scramble(bits, kSiRnti << 14U | static_cast<std::uint32_t>(kSib1Subframe) << 9U | config.pci);
  map_with_diversity(modulate(bits, 2), elements, LteChannel::kSib1, grid);
}

void LteCell::State::put_data(int subframe, bool with_sib1, CounterRandom& random, LteGrid& grid) const {
  const SubframeTemplate& t = subframes[static_cast<std::size_t>(subframe)];
  for (int prb = 0; prb < config.bandwidth_prb; ++prb) {
    if (random.uniform() >= config.load) continue;
    const auto holds = [&](const std::vector<int>& blocks) {
      return std::count(blocks.begin(), blocks.end(), prb) > 0;
    };
    if (with_sib1 && (holds(allocation.prb[0]) || holds(allocation.prb[1]))) continue;
    const auto elements = free_elements(grid, t.control_symbols, t.downlink_symbols, {{{prb}, {prb}}});
    if (config.data_layers == 2) {
      map_two_layers(data_symbols.draw(2 * elements.size(), random), elements, LteChannel::kData, grid);
    } else {
      map_with_diversity(data_symbols.draw(elements.size(), random), elements, LteChannel::kData, grid);
    }
  }
}

void LteCell::State::fill(std::int64_t frame, int subframe, LteGrid& grid) const {
  const SubframeTemplate& t = subframes[static_cast<std::size_t>(subframe)];
  grid = t.grid;
  if (t.downlink_symbols == 0) return;
  const int sfn_now = sfn(frame);
  CounterRandom random(
      derive_key(config.seed, static_cast<std::uint64_t>(frame * lte::kSubframesPerFrame + subframe)));
  const bool with_sib1 = subframe == kSib1Subframe && sfn_now % 2 == 0;
  const int rv = (3 * (sfn_now / 2 % 4) + 1) / 2 % 4;  // ceil(3k/2) mod 4, TS 36.321 §5.3.1
  if (subframe == 0) put_pbch(sfn_now, grid);
  put_phich(config, t.control, subframe, random, grid);
  std::vector<PdcchWord> words;
  if (with_sib1) words.push_back(grant_word(rv));
  add_random_words(t.control.cce_count(), config.load, random, words);
  put_pdcch(config, t.control, subframe, words, grid);
  if (with_sib1) put_sib1(rv, grid);
  put_data(subframe, with_sib1, random, grid);
}

void LteCell::State::modulate_subframe(std::int64_t frame, int subframe, const ChannelResponse* channel,
                                       std::span<cf32> out) {
  fill(frame, subframe, scratch);
  const auto width = static_cast<std::size_t>(scratch.subcarriers);
  response.resize(width);
  const std::int64_t first_symbol = (frame * lte::kSubframesPerFrame + subframe) * scratch.symbols;
  for (int l = 0; l < scratch.symbols; ++l) {
    summed.assign(width, cf32{});
    for (int port = 0; port < scratch.ports; ++port) {
      if (channel != nullptr) {
        (*channel)(port, first_symbol + l, response);
      } else {
        std::fill(response.begin(), response.end(), config.port_gain[static_cast<std::size_t>(port)]);
      }
      const cf32* re = &scratch.at(port, l, 0);
      for (std::size_t k = 0; k < width; ++k) summed[k] += response[k] * re[k];
    }
    modulator.write_symbol(summed, l, out);
  }
}

LteCell::LteCell(const LteCellConfig& config) : state_(std::make_unique<State>(config)) {}
LteCell::~LteCell() = default;
LteCell::LteCell(LteCell&&) noexcept = default;
LteCell& LteCell::operator=(LteCell&&) noexcept = default;

const LteCellConfig& LteCell::config() const {
  return state_->config;
}
int LteCell::fft_size() const {
  return state_->numerology.fft_size;
}
double LteCell::sample_rate_hz() const {
  return state_->numerology.sample_rate_hz();
}
int LteCell::frame_samples() const {
  return state_->numerology.frame_samples();
}
const std::vector<std::uint8_t>& LteCell::sib1_message() const {
  return state_->sib1_octets;
}

void LteCell::frame(std::int64_t frame, std::span<cf32> out) {
  const auto step = static_cast<std::size_t>(state_->numerology.subframe_samples());
  assert(out.size() == step * lte::kSubframesPerFrame);
  for (std::size_t i = 0; i < lte::kSubframesPerFrame; ++i) {
    state_->modulate_subframe(frame, static_cast<int>(i), nullptr, out.subspan(i * step, step));
  }
}

void LteCell::frame(std::int64_t frame, const ChannelResponse& channel, std::span<cf32> out) {
  const auto step = static_cast<std::size_t>(state_->numerology.subframe_samples());
  assert(out.size() == step * lte::kSubframesPerFrame);
  for (std::size_t i = 0; i < lte::kSubframesPerFrame; ++i) {
    state_->modulate_subframe(frame, static_cast<int>(i), &channel, out.subspan(i * step, step));
  }
}

void LteCell::grid(std::int64_t frame, int subframe, LteGrid& out) {
  state_->fill(frame, subframe, out);
}

}  // namespace sb::dsp::synth
