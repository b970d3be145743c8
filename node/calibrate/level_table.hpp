#pragma once
// From dB of full scale to dBm at the antenna and dB(uV/m) in the air, with the uncertainty of the way
// (GUM: independent contributions add as squares).
#include <limits>
#include <optional>
#include <vector>

namespace sb::node {

inline constexpr double kUnknownDb = std::numeric_limits<double>::quiet_NaN();

/// One measured point: the power at the receiver's connector that reads 0 dBFS.
struct LevelPoint {
  double frequency_hz = 0.0;
  double gain_db = 0.0;
  double full_scale_dbm = 0.0;
  double sigma_db = 0.0;  ///< one standard deviation
};

/// A property of cable or antenna over frequency.
struct FrequencyPoint {
  double frequency_hz = 0.0;
  double value_db = 0.0;
};

struct Level {
  double value_db = kUnknownDb;
  double sigma_db = kUnknownDb;
};

/// Straight lines between points in frequency and gain. Outside the measured frequencies nothing is known;
/// outside the measured gains one dB is taken for one dB over at most 3 dB.
class LevelTable {
 public:
  LevelTable() = default;
  LevelTable(std::vector<LevelPoint> points, std::vector<FrequencyPoint> cable_loss,
             std::vector<FrequencyPoint> antenna_factor, double mismatch_sigma_db);

  /// dBm at the antenna's connector of a signal that fills full scale; NaN where it is not known.
  Level full_scale_dbm(double frequency_hz, double gain_db) const;
  /// dB(uV/m) of a wave that gives `level_dbm` at the antenna's connector: U[dBuV] = P[dBm] + 106.99 in 50
  /// ohm, plus the antenna factor.
  Level field_dbuv_m(double level_dbm, double frequency_hz) const;
  bool empty() const { return gains_.empty(); }

 private:
  struct Row {
    double gain_db = 0.0;
    std::vector<LevelPoint> points;  ///< by frequency
  };
  static Level at_frequency(const Row& row, double frequency_hz);

  std::vector<Row> gains_;  ///< by gain
  std::vector<FrequencyPoint> cable_loss_, antenna_factor_;
  double mismatch_sigma_db_ = 0.0;
};

/// What a noise diode says of a receiver (hot and cold powers of the same band, in full scale units).
struct YFactor {
  double noise_figure_db = 0.0;
  double full_scale_dbm = 0.0;  ///< at the diode's connector
  double sigma_db = 0.0;        ///< of full_scale_dbm
};

/// Y = hot / cold; F = ENR / (Y - 1) with the cold load at `cold_k` (IEEE: ENR is over 290 K); gain from the
/// hot power over k (T_hot + T_e) B. Nothing when the diode is not heard (Y of 1 dB or less): it or the
/// switch is broken.
std::optional<YFactor> y_factor(double hot, double cold, double enr_db, double enr_sigma_db,
                                double bandwidth_hz, double cold_k = 290.0);

}  // namespace sb::node
