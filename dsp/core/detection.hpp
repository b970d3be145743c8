#pragma once
// What the mathematics says: a measurement. It blames nobody; the gateway decides what it means.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/plmn/plmn.hpp"

namespace sb::dsp {

enum class Rat : std::uint8_t { kGsm, kUmts, kLte, kNbIot, kNr };
enum class Duplex : std::uint8_t { kFdd, kTdd };
enum class CyclicPrefix : std::uint8_t { kNormal, kExtended };

/// How far a decoder got with a check that passed.
enum class DecodeLevel : std::uint8_t {
  kSync,               ///< synchronisation signals, verified statistically
  kMib,                ///< master information (GSM: SCH), CRC good
  kSystemInformation,  ///< SIB1 (GSM: SI3), CRC good
};

inline constexpr float kNotMeasured = std::numeric_limits<float>::quiet_NaN();

/// Consecutive physical identities (modulo 504 in LTE).
struct PhysicalIdRange {
  std::uint16_t first = 0;
  std::uint16_t count = 1;

  friend bool operator==(const PhysicalIdRange&, const PhysicalIdRange&) = default;
};

/// A neighbour frequency that a cell announces (LTE: SIB4 to SIB7).
struct AnnouncedNeighbour {
  Rat rat = Rat::kLte;
  std::uint32_t channel = 0;
  std::optional<std::uint8_t> priority;               ///< cell reselection priority 0..7
  std::vector<std::uint16_t> physical_ids;            ///< listed cells; empty: none named
  std::optional<std::int16_t> q_rx_lev_min_dbm = {};  ///< weakest level at which it may be camped on
  std::optional<std::uint8_t> thresh_high_db = {};    ///< above which a phone goes to a higher priority
  std::optional<std::uint8_t> thresh_low_db = {};     ///< ... and to a lower one
  std::vector<PhysicalIdRange> barred_ids = {};       ///< black-listed cells

  friend bool operator==(const AnnouncedNeighbour&, const AnnouncedNeighbour&) = default;
};

/// Broadcast fields beyond the identity, which the rules against false cells look at (LTE: SIB1 to SIB7).
struct BroadcastParameters {
  std::optional<std::int16_t> q_rx_lev_min_dbm;            ///< TS 36.331 SIB1, -140..-44
  std::optional<std::int16_t> reference_signal_power_dbm;  ///< SIB2, EPRE -60..50
  std::optional<std::uint8_t> reselection_priority;        ///< SIB3, 0..7
  std::optional<bool> intra_frequency_reselection;         ///< SIB1
  std::optional<std::uint8_t> value_tag;                   ///< SIB1 systemInfoValueTag
  std::optional<std::uint8_t> tdd_configuration;           ///< SIB1, 0..6
  std::optional<std::uint8_t> special_subframe;            ///< SIB1, 0..8
  std::vector<std::uint8_t> scheduled_sibs;                ///< numbers that SIB1 announces
  std::vector<AnnouncedNeighbour> neighbours;
  std::vector<std::uint8_t> received_sibs;                   ///< numbers whose message was decoded, ascending
  std::optional<std::uint16_t> si_window_ms;                 ///< SIB1, 1..40
  std::optional<std::uint32_t> ul_channel;                   ///< SIB2; not said: by the duplex distance
  std::optional<std::uint16_t> ul_bandwidth_prb;             ///< SIB2; not said: as the downlink
  std::optional<std::uint8_t> q_hyst_db;                     ///< SIB3, 0..24
  std::optional<std::uint8_t> s_non_intra_search_db;         ///< SIB3, 0..62
  std::optional<std::uint8_t> s_intra_search_db;             ///< SIB3, 0..62
  std::optional<std::uint8_t> thresh_serving_low_db;         ///< SIB3, 0..62
  std::optional<std::int16_t> reselection_q_rx_lev_min_dbm;  ///< SIB3, -140..-44
  std::optional<std::uint8_t> t_reselection_s;               ///< SIB3, 0..7

  friend bool operator==(const BroadcastParameters&, const BroadcastParameters&) = default;
};

/// One broadcast cell. Levels are dB relative to full scale; the node adds dBm where the source is
/// calibrated.
struct CellEvidence {
  Rat rat = Rat::kLte;
  DecodeLevel level = DecodeLevel::kSync;
  double frequency_hz = 0.0;             ///< carrier centre on the raster (NR: SSB centre)
  std::optional<std::uint32_t> channel;  ///< ARFCN, UARFCN, EARFCN, NR-ARFCN of frequency_hz
  std::uint16_t physical_id = 0;         ///< PCI, BSIC, PSC or NPCI, by rat
  std::optional<Duplex> duplex;
  std::optional<CyclicPrefix> cyclic_prefix;
  // with kMib
  std::optional<std::uint16_t> bandwidth_prb;
  std::optional<std::uint8_t> ports;
  std::optional<std::uint16_t> sfn;              ///< of the frame that begins at or after first_s
  std::vector<std::uint8_t> master_information;  ///< as broadcast (LTE: BCCH-BCH-Message)
  // with kSystemInformation
  std::vector<models::Plmn> plmns;
  std::optional<std::uint32_t> tac;      ///< LAC for GSM and UMTS
  std::optional<std::uint64_t> cell_id;  ///< LTE ECI 28 bit, NR NCI 36 bit, GSM CI 16 bit, UMTS 28 bit
  std::optional<std::uint16_t> band;
  std::optional<bool> barred;
  std::vector<std::uint8_t>
      system_information;  ///< the message as broadcast (LTE: BCCH-DL-SCH-Message with SIB1)
  std::vector<std::vector<std::uint8_t>> further_system_information;  ///< SI messages as broadcast
  std::optional<BroadcastParameters> broadcast;
  // always
  float power_dbfs = kNotMeasured;  ///< mean power in the measured bandwidth of the carrier
  float rsrp_dbfs = kNotMeasured;   ///< TS 36.214 §5.1.1, port 0 (and 1)
  float snr_db = kNotMeasured;      ///< of one reference-signal resource element
  float cfo_hz = 0.0F;              ///< +x: the carrier appears x Hz above its nominal frequency
  double first_s = 0.0;             ///< first frame start, seconds after the block's first sample
  // where measured
  float rsrq_db = kNotMeasured;        ///< TS 36.214 §5.1.3
  float noise_dbfs = kNotMeasured;     ///< in one resource element without signal
  float rssi_dbfs = kNotMeasured;      ///< TS 36.214 §5.1.3: of whole symbols with reference signals
  float rsrp_sigma_db = kNotMeasured;  ///< one standard deviation of what its name says, as those below
  float snr_sigma_db = kNotMeasured;
  float rsrq_sigma_db = kNotMeasured;
  float rssi_sigma_db = kNotMeasured;
  float noise_sigma_db = kNotMeasured;
  float cfo_sigma_hz = kNotMeasured;
  float timing_sigma_ns = kNotMeasured;   ///< of first_s
  float under_db = kNotMeasured;          ///< this far below the strongest cell of its channel ...
  std::optional<std::uint16_t> under_id;  ///< ... which has this physical identity
};

/// Energy of one emitter, decoded or not. Levels are dB relative to full scale. Times are on the stream's
/// sample clock: sample n is at n / sample_rate_hz (IqBlock::first_sample numbers them).
struct EmissionEvidence {
  double centre_hz = 0.0;
  double bandwidth_hz = 0.0;        ///< occupied, 99 % of the power (ITU-R SM.443)
  double bandwidth_26db_hz = 0.0;   ///< 26 dB below the peak; 0: not measured
  float power_dbfs = kNotMeasured;  ///< mean over the bandwidth while it is on
  float snr_db = kNotMeasured;      ///< over the noise in that bandwidth
  double first_s = 0.0, last_s = 0.0;
  float confidence = 0.0F;  ///< that it is there, from measured error rates
  float duty = 1.0F;        ///< share of first_s..last_s that it is on
  std::uint32_t bursts = 1;
  std::optional<double> burst_length_s, burst_interval_s;  ///< medians
  std::optional<double> drift_hz_per_s;
  std::string label = "unknown";  ///< of models/emitter_classifier's list; it names, it does not trigger
  float label_confidence = 0.0F;
  std::string model_hash;  ///< SHA-256 of the classifier's weights, hex; empty: no classifier spoke
};

enum class JammingKind : std::uint8_t { kBarrage, kTone, kMultitone, kSweep, kPulse, kProtocol };

/// A channel that suffers.
struct Victim {
  Rat rat = Rat::kLte;
  std::uint32_t channel = 0;
};

/// Times as in EmissionEvidence.
struct JammingEvidence {
  JammingKind kind = JammingKind::kBarrage;
  double centre_hz = 0.0;
  double bandwidth_hz = 0.0;
  float j_to_n_db = kNotMeasured;        ///< over thermal noise, in bandwidth_hz
  float j_to_n_sigma_db = kNotMeasured;  ///< one standard deviation
  float power_dbfs = kNotMeasured;
  double first_s = 0.0, last_s = 0.0;
  float confidence = 0.0F;  ///< that it is jamming, from measured error rates
  float duty = 1.0F;
  std::optional<double> period_s;        ///< of a sweep or of pulses
  std::optional<double> sweep_hz_per_s;  ///< signed
  std::vector<Victim> victims;
  std::vector<std::string> reasons;  ///< keys of rules that fired, with their figures: "null_re.chi2=31.2"
  float kind_confidence = 0.0F;
  std::string model_hash;
};

/// Which detector spoke; id and version travel with every report.
struct DetectorInfo {
  std::string id;  ///< e.g. "cell.lte"
  std::uint32_t version = 0;
};

using Evidence = std::variant<CellEvidence, EmissionEvidence, JammingEvidence>;

struct Detection {
  DetectorInfo detector;
  std::int64_t first_utc_ns = 0;
  std::int64_t last_utc_ns = 0;
  float confidence =
      0.0F;  ///< 0..1: probability that the thing is there, from the detector's measured error rates
  Evidence evidence;
};

/// Takes findings as they are made. Called on the thread that runs the detector; must not throw.
class DetectionSink {
 public:
  virtual ~DetectionSink() = default;
  virtual void on_detection(const Detection& detection) noexcept = 0;
};

}  // namespace sb::dsp
