#include "dsp/synth/lte_cell.hpp"

#include <algorithm>
#include <cassert>
#include <optional>
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

/// A message on the shared channel.
struct Broadcast {
  Sib1Allocation allocation;
  std::vector<std::uint8_t> octets;
  Streams coded;
};

/// What a subframe sends.
struct Turn {
  const Broadcast& broadcast;
  int rv;
  LteChannel channel;
};

Broadcast make_broadcast(const LteCellConfig& config, Bits message) {
  Broadcast broadcast;
  broadcast.allocation = allocate_sib1(config, (message.size() + 7) / 8);
  message.resize(static_cast<std::size_t>(broadcast.allocation.tbs_bits), 0);
  broadcast.octets = pack(message);
  broadcast.coded = turbo_encode(with_crc(message, kCrc24A));
  return broadcast;
}

/// Redundancy version of the k-th transmission: ceil(3k/2) mod 4, TS 36.321 §5.3.1.
int version_of(int k) {
  return (3 * (k % 4) + 1) / 2 % 4;
}

}  // namespace

struct LteCell::State {
  LteCellConfig config;
  lte::Numerology numerology;
  std::vector<SubframeTemplate> subframes;
  Broadcast sib1;
  int grant_aggregation = 4;                 ///< of SIB1
  std::vector<std::optional<Broadcast>> si;  ///< by number of the message
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
  std::optional<Turn> turn_at(int sfn, int subframe) const;
  bool may_hold_si(int sfn, int subframe) const;
  std::optional<Turn> si_turn(std::size_t number, int sfn, int subframe) const;
  PdcchWord grant_word(const Turn& turn, int subframe) const;
  void put_pbch(int sfn, LteGrid& grid) const;
  void put_shared(const Turn& turn, int subframe, LteGrid& grid) const;
  void put_data(int subframe, const Turn* turn, CounterRandom& random, LteGrid& grid) const;
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
  sib1 = make_broadcast(config, encode_sib1(config));
  LteCellConfig open = config;  // what Sib1Grant fixes is SIB1's own
  open.sib1.block_count.reset();
  open.sib1.first_block.reset();
  open.sib1.tbs_index.reset();
  for (const SiMessage& message : config.si_messages) {
    si.emplace_back();
    if (message.content) si.back() = make_broadcast(open, encode_system_information(*message.content));
  }
}

/// TS 36.331 §5.2.3: no uplink subframe, and not SIB1's. (The standard allows special subframes.)
bool LteCell::State::may_hold_si(int sfn, int subframe) const {
  const bool whole =
      subframes[static_cast<std::size_t>(subframe)].downlink_symbols == symbols_per_subframe(config);
  return whole && !(subframe == kSib1Subframe && sfn % 2 == 0);
}

std::optional<Turn> LteCell::State::si_turn(std::size_t number, int sfn, int subframe) const {
  const SiMessage& message = config.si_messages[number];
  const int x = static_cast<int>(number) * config.si_window_ms;
  int sent = 0;
  // Back to the window's first subframe, if there is one so near.
  for (int back = 0; back < config.si_window_ms; ++back) {
    const int t = ((10 * sfn + subframe - back) % 10240 + 10240) % 10240;
    const bool first = t % 10 == x % 10 && t / 10 % message.periodicity_frames == x / 10;
    if (back > 0 && may_hold_si(t / 10, t % 10)) ++sent;
    if (!first) continue;
    if (sent >= message.transmissions) return std::nullopt;
    return Turn{*si[number], version_of(back), LteChannel::kSi};
  }
  return std::nullopt;
}

std::optional<Turn> LteCell::State::turn_at(int sfn, int subframe) const {
  if (subframe == kSib1Subframe && sfn % 2 == 0) return Turn{sib1, version_of(sfn / 2), LteChannel::kSib1};
  if (!may_hold_si(sfn, subframe)) return std::nullopt;
  for (std::size_t number = 0; number < si.size(); ++number) {
    if (!si[number]) continue;
    if (auto turn = si_turn(number, sfn, subframe)) return turn;
  }
  return std::nullopt;
}

PdcchWord LteCell::State::grant_word(const Turn& turn, int subframe) const {
  const Bits dci = with_crc(encode_dci(config, turn.broadcast.allocation, turn.rv), kCrc16, kSiRnti);
  const bool is_sib1 = turn.channel == LteChannel::kSib1;
  const int cce = subframes[static_cast<std::size_t>(subframe)].control.cce_count();
  const int aggregation = is_sib1 ? grant_aggregation : cce >= 8 ? 8 : 4;
  const auto length = static_cast<std::size_t>(aggregation) * kBitsPerCce;
  return {is_sib1 ? aggregation * config.sib1.candidate : 0,
          match_convolutional(tail_biting_encode(dci), length)};
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

void LteCell::State::put_shared(const Turn& turn, int subframe, LteGrid& grid) const {
  const auto elements = free_elements(grid, subframes[static_cast<std::size_t>(subframe)].control_symbols,
                                      grid.symbols, turn.broadcast.allocation.prb);
  Bits bits = match_turbo(turn.broadcast.coded, turn.rv, 2 * elements.size());
  scramble(bits, kSiRnti << 14U | static_cast<std::uint32_t>(subframe) << 9U | config.pci);
  map_with_diversity(modulate(bits, 2), elements, turn.channel, grid);
}

void LteCell::State::put_data(int subframe, const Turn* turn, CounterRandom& random, LteGrid& grid) const {
  const SubframeTemplate& t = subframes[static_cast<std::size_t>(subframe)];
  for (int prb = 0; prb < config.bandwidth_prb; ++prb) {
    if (random.uniform() >= config.load) continue;
    const auto holds = [&](const std::vector<int>& blocks) {
      return std::count(blocks.begin(), blocks.end(), prb) > 0;
    };
    if (turn != nullptr) {
      const auto& taken = turn->broadcast.allocation.prb;
      if (holds(taken[0]) || holds(taken[1])) continue;
    }
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
  const auto turn = turn_at(sfn_now, subframe);
  if (subframe == 0) put_pbch(sfn_now, grid);
  put_phich(config, t.control, subframe, random, grid);
  std::vector<PdcchWord> words;
  if (turn) words.push_back(grant_word(*turn, subframe));
  add_random_words(t.control.cce_count(), config.load, random, words);
  put_pdcch(config, t.control, subframe, words, grid);
  if (turn) put_shared(*turn, subframe, grid);
  put_data(subframe, turn ? &*turn : nullptr, random, grid);
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
  return state_->sib1.octets;
}
const std::vector<std::uint8_t>& LteCell::si_message(std::size_t number) const {
  static const std::vector<std::uint8_t> never;
  const auto& broadcast = state_->si.at(number);
  return broadcast ? broadcast->octets : never;
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
