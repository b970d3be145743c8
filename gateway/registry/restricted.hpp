#pragma once
// Bands of defence and security: what is heard there is kept and shown to the DST, but it never reaches a
// ticket, an export, a share or a report to others. They are documents of the collection "restricted_band"
// {"low_hz","high_hz","reason"}; the program ships none.
#include <span>
#include <string>
#include <vector>

#include "gateway/store/store.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

inline constexpr const char* kRestrictedBandCollection = "restricted_band";

struct RestrictedBand {
  double low_hz = 0.0, high_hz = 0.0;
  std::string reason;
};

/// kInvalidArgument names the field. 0 < low_hz < high_hz <= 100e9; the reason is not empty.
Result<RestrictedBand> restricted_band_from_json(std::string_view text);
std::string to_json_text(const RestrictedBand& band);

class RestrictedBands {
 public:
  RestrictedBands() = default;
  explicit RestrictedBands(std::span<const Document> documents);
  static RestrictedBands read(Transaction& tx);
  static RestrictedBands read(Store& store);

  /// Whether any part of the occupied band lies in a restricted one.
  bool touches(double centre_hz, double bandwidth_hz) const;
  /// By what was heard. An incident about a node itself is never restricted.
  bool hold(const Incident& incident) const;
  bool hold(const Observation& observation) const;
  const std::vector<RestrictedBand>& bands() const { return bands_; }

 private:
  std::vector<RestrictedBand> bands_;
};

}  // namespace sb::gateway
