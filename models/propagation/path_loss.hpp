#pragma once
// Basic transmission loss over terrain: free space (ITU-R P.525) and diffraction (ITU-R P.526, the
// "delta-Bullington" construction, which ITU-R P.452 and P.1812 use too). No ducting, scatter, rain, clutter
// or vegetation: real levels lie below, and on ducting nights above.
#include "models/propagation/terrain_profile.hpp"

namespace sb::models {

inline constexpr double kMedianEffectiveEarthKm = 8500.0;  ///< 4/3 of 6371 km

struct PathEnds {
  double frequency_hz = 0.0;  ///< 30 MHz .. 50 GHz
  double tx_height_m = 30.0;  ///< of the antenna above ground, >= 1
  double rx_height_m = 10.0;
  double effective_earth_km = kMedianEffectiveEarthKm;
};

struct PathLoss {
  double free_space_db = 0.0;
  double diffraction_db = 0.0;  ///< >= 0
  bool line_of_sight = true;    ///< over the terrain and the effective Earth's bulge
  double total_db() const { return free_space_db + diffraction_db; }
};

/// 20 log d_km + 20 log f_MHz + 32.45 (P.525 eq. 4).
double free_space_loss_db(double distance_km, double frequency_hz);
/// J(nu) of P.526 eq. 31: 6.03 dB at grazing, 0 below nu = -0.78.
double knife_edge_loss_db(double nu);
/// Excess loss over a smooth spherical Earth, heights above it (P.526 §3.2, P.452 §4.2.2), horizontal
/// polarisation over average land.
double spherical_earth_loss_db(double distance_km, double tx_height_m, double rx_height_m,
                               double frequency_hz, double effective_earth_km);
/// The whole. Symmetric in its ends. Cost: a few passes over the profile.
PathLoss path_loss(const TerrainProfile& profile, const PathEnds& ends);

/// Field strength of `eirp_dbm` (over an isotropic radiator) at the receiver, dB(uV/m).
double field_at_receiver_dbuv_m(double eirp_dbm, const PathLoss& loss, double frequency_hz);

}  // namespace sb::models
