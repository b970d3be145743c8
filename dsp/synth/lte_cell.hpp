#pragma once
// One LTE downlink, computed in memory to test a receiver. Nothing here can reach an antenna.
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "dsp/core/detection.hpp"
#include "dsp/core/iq_block.hpp"
#include "dsp/synth/lte_grid.hpp"
#include "dsp/synth/lte_si_messages.hpp"
#include "models/plmn/plmn.hpp"

namespace sb::dsp::synth {

enum class PhichDuration : std::uint8_t { kNormal, kExtended };
/// N_g of TS 36.211 §6.9.
enum class PhichResource : std::uint8_t { kSixth, kHalf, kOne, kTwo };

/// How the control region announces SIB1 (TS 36.212 §5.3.3.1).
enum class SiGrant : std::uint8_t { k1ALocalised, k1ADistributed, k1C };

/// Fine control of the SIB1 grant; what is left out is chosen so that the message fits.
struct Sib1Grant {
  std::optional<std::uint8_t> aggregation;  ///< 4 or 8 control channel elements
  std::uint8_t candidate = 0;               ///< of the common search space: 0..3 (aggregation 4), 0..1 (8)
  std::optional<std::uint8_t> first_block;  ///< first virtual resource block
  std::optional<std::uint8_t> block_count;  ///< virtual resource blocks; 1C: a multiple of its step
  std::optional<std::uint8_t> tbs_index;    ///< I_TBS (of the DCI 1C table for k1C)
  bool second_gap = false;                  ///< distributed blocks of 50 PRB and more: N_gap,2
  std::uint8_t prb_column = 3;              ///< DCI 1A: column of the size table, 2 or 3 (the low TPC bit)
};

struct SiMessage {
  std::uint16_t periodicity_frames = 16;  ///< 8 16 32 64 128 256 512
  std::vector<std::uint8_t> sib_types;    ///< 3..18
  std::optional<SiContent> content = {};  ///< absent: announced, but never sent
  int transmissions = 2;  ///< in the first subframes of each window that may hold it, special ones left out
};

struct LteCellConfig {
  std::uint16_t pci = 0;             ///< 0..503
  std::uint16_t bandwidth_prb = 50;  ///< 6 15 25 50 75 100
  std::uint8_t ports = 2;            ///< 1 2 4; more than one means transmit diversity
  CyclicPrefix cp = CyclicPrefix::kNormal;
  Duplex duplex = Duplex::kFdd;
  std::uint8_t tdd_config = 2;   ///< uplink-downlink configuration 0..6
  std::uint8_t tdd_special = 7;  ///< special subframe configuration 0..8 (extended prefix: 0..6)
  PhichDuration phich_duration = PhichDuration::kNormal;
  PhichResource phich_resource = PhichResource::kOne;
  double phich_load = 0.5;          ///< share of the PHICH that carry a (random) acknowledgement
  std::optional<std::uint8_t> cfi;  ///< 1..3; by default the smallest in which SIB1's grant fits well

  std::vector<models::Plmn> plmns = {{452, 4, 2}};  ///< 1..6
  std::vector<bool> plmn_reserved;                  ///< per PLMN; missing means not reserved
  std::uint16_t tac = 1;
  std::uint32_t cell_identity = 257;  ///< 28 bit
  std::uint16_t band = 3;             ///< 1..64
  bool barred = false;
  bool intra_frequency_reselection = true;
  std::int16_t q_rx_lev_min_dbm = -130;  ///< even, -140..-44
  std::optional<std::int8_t> p_max_dbm;
  std::vector<SiMessage> si_messages = {{16, {3}}};  ///< 1..32
  std::uint16_t si_window_ms = 20;                   ///< 1 2 5 10 15 20 40
  std::uint8_t value_tag = 0;                        ///< 0..31
  std::uint16_t sfn_at_zero = 0;                     ///< SFN of frame 0

  SiGrant si_grant = SiGrant::k1ALocalised;
  Sib1Grant sib1;
  double load = 0.3;  ///< 0..1, share of the resource block pairs left by SIB1 that carry random data
  /// 2 (with two ports): random data go in two layers, each port its own (as in transmission modes 3 and 4),
  /// which one receive antenna cannot tell apart.
  std::uint8_t data_layers = 1;
  /// Flat gain from each port to the one receive antenna, used by frame(). Port 0's is 1 so that RSRP is what
  /// was asked.
  std::array<cf32, 4> port_gain = {cf32{1.0F, 0.0F}, {0.6F, 0.7F}, {-0.8F, 0.4F}, {0.3F, -0.9F}};
  std::uint64_t seed = 1;  ///< of the random data and acknowledgements
};

/// Frequency response from a port to the antenna in one OFDM symbol: fills one value per subcarrier (DC not
/// counted). `symbol` counts the OFDM symbols since frame 0 began. Constant over a symbol: no interference
/// between symbols or carriers.
using ChannelResponse = std::function<void(int port, std::int64_t symbol, std::span<cf32> response)>;

/// Level: every reference-signal resource element of port 0 is a tone of amplitude exactly 1 (0 dBFS) in the
/// samples, whatever the bandwidth and rate; PDSCH, PDCCH, PBCH, PCFICH, PSS and SSS have the same energy per
/// element (summed over the ports). A loaded 50-PRB cell therefore has a mean power near 600: scale it (the
/// scene does). Broken configurations are the caller's mistake and throw std::invalid_argument.
class LteCell {
 public:
  explicit LteCell(const LteCellConfig& config);
  ~LteCell();
  LteCell(LteCell&&) noexcept;
  LteCell& operator=(LteCell&&) noexcept;

  const LteCellConfig& config() const;
  int fft_size() const;           ///< lte::fft_size_for(bandwidth_prb)
  double sample_rate_hz() const;  ///< 15 kHz x fft_size()
  int frame_samples() const;      ///< 150 x fft_size()
  /// Samples of whole radio frame `frame` (any sign; SFN = sfn_at_zero + frame modulo 1024), all ports summed
  /// with their gains. out.size() == frame_samples(). Sample 0 is the first of subframe 0's cyclic prefix.
  /// Cost: 140 inverse FFTs.
  void frame(std::int64_t frame, std::span<cf32> out);
  /// The same through a channel of its own for every port and OFDM symbol.
  void frame(std::int64_t frame, const ChannelResponse& channel, std::span<cf32> out);
  /// The resource elements themselves, per port, each with the channel it belongs to. subframe 0..9.
  void grid(std::int64_t frame, int subframe, LteGrid& out);
  /// UPER of the BCCH-DL-SCH-Message with SIB1, zero-padded to its transport block.
  const std::vector<std::uint8_t>& sib1_message() const;
  /// The same of SI message `number` of config().si_messages; empty when it is never sent.
  const std::vector<std::uint8_t>& si_message(std::size_t number) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sb::dsp::synth
