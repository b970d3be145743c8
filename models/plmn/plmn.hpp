#pragma once
// Public land mobile networks that can be heard at Vietnam's land borders.
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sb::models {

/// Mobile country and network code with its digits as broadcast: MNC "01" and "1" are different networks
/// (ITU-T E.212).
struct Plmn {
  std::uint16_t mcc = 0;        ///< 0..999
  std::uint16_t mnc = 0;        ///< 0..999
  std::uint8_t mnc_digits = 2;  ///< 2 or 3

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 reads the comparison with 0 in a defaulted <=> as a
  // null pointer
  friend auto operator<=>(const Plmn&, const Plmn&) = default;
};

/// "460-01"; always three MCC digits and mnc_digits MNC digits.
std::string to_string(const Plmn& plmn);
/// Accepts "MCC-MNC" with 2 or 3 MNC digits; nothing else.
std::optional<Plmn> parse_plmn(std::string_view text);

/// A row of the PLMN table (plmn.csv beside this file names its sources).
struct Network {
  Plmn plmn;
  std::string_view country_iso;  ///< "VN", "CN", "LA", "KH", "TH"
  std::string_view country_vi;   ///< "Trung Quốc"
  std::string_view brand;
  std::string_view operator_name;
  bool operational = false;
};

std::span<const Network> networks();
/// The table row, or nullptr for a network that is not in it.
const Network* find_network(const Plmn& plmn);
/// Country by MCC alone ("VN" for 452 ...); empty when the MCC is not a neighbour's.
std::string_view country_of(const Plmn& plmn);
/// MCC 452 (Viet Nam).
bool is_domestic(const Plmn& plmn);

}  // namespace sb::models
