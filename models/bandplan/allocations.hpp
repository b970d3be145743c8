#pragma once
// Who may use which block in Viet Nam, China, Laos and Cambodia, dated and with the source of every row.
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "models/core/certainty.hpp"

namespace sb::models {

enum class PlanDuplex : std::uint8_t { kUnknown, kFdd, kTdd };
enum class LinkDirection : std::uint8_t { kDownlink, kUplink };

/// A row of allocations.csv beside this file. Frequencies are block edges; all four are 0 where only the band
/// list of an operator is known (Laos, Cambodia). Dates are ISO 8601 days, empty where the source says none.
struct Allocation {
  std::string_view country_iso;
  std::string_view operator_name;
  PlanDuplex duplex;
  double ul_low_hz, ul_high_hz;
  double dl_low_hz, dl_high_hz;
  std::string_view band_3gpp;
  std::string_view technologies;
  std::string_view status;
  Certainty certainty;
  bool from_memory;  ///< not read in a source: an editable default, to be confirmed
  std::string_view valid_from, valid_until;
  std::string_view source;

  bool edges_known() const { return dl_high_hz > dl_low_hz; }
};

/// The table as shipped; callers with a newer one pass their own rows to the functions below.
std::span<const Allocation> allocations();

/// Rows whose block holds `frequency_hz` in that direction. `day` ("2026-11-24") leaves out rows that are not
/// valid then; empty: all of them. `country_iso` empty: every country.
std::vector<const Allocation*> allocations_at(std::span<const Allocation> table, double frequency_hz,
                                              LinkDirection direction, std::string_view country_iso = {},
                                              std::string_view day = {});

/// How a border frequency is shared.
enum class BorderUse : std::uint8_t {
  kNobody,        ///< no row holds it
  kDomesticOnly,  ///< only Viet Nam
  kForeignOnly,   ///< only neighbours: heard here it is spill-over or a transmitter without a licence
  kCoChannel,     ///< both sides: coordination limits apply
};
BorderUse border_use(std::span<const Allocation> table, double frequency_hz, LinkDirection direction,
                     std::string_view day = {});

}  // namespace sb::models
