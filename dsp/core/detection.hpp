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
  std::optional<std::uint16_t> sfn;  ///< of the frame that begins at or after first_s
  // with kSystemInformation
  std::vector<models::Plmn> plmns;
  std::optional<std::uint32_t> tac;      ///< LAC for GSM and UMTS
  std::optional<std::uint64_t> cell_id;  ///< LTE ECI 28 bit, NR NCI 36 bit, GSM CI 16 bit, UMTS 28 bit
  std::optional<std::uint16_t> band;
  std::optional<bool> barred;
  std::vector<std::uint8_t>
      system_information;  ///< the message as broadcast (LTE: BCCH-DL-SCH-Message with SIB1)
  // always
  float power_dbfs = kNotMeasured;  ///< mean power in the measured bandwidth of the carrier
  float rsrp_dbfs = kNotMeasured;   ///< TS 36.214 §5.1.1, port 0 (and 1)
  float snr_db = kNotMeasured;      ///< of one reference-signal resource element
  float cfo_hz = 0.0F;              ///< +x: the carrier appears x Hz above its nominal frequency
  double first_s = 0.0;             ///< first frame start, seconds after the block's first sample
};

/// Which detector spoke; id and version travel with every report.
struct DetectorInfo {
  std::string id;  ///< e.g. "cell.lte"
  std::uint32_t version = 0;
};

using Evidence = std::variant<CellEvidence>;  // emissions and jamming join here (issue 4)

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
