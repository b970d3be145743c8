#pragma once
// Who gets tickets and how much time they have. Data of the province, from gateway.toml.
#include <filesystem>
#include <string>
#include <vector>

#include "gateway/store/records.hpp"

namespace sb::gateway {

inline constexpr UtcNs kHourNs = 3600LL * 1'000'000'000;

/// How one carrier is reached. Every channel may be empty; the TMF621 interface is there for each.
struct CarrierProfile {
  std::string operator_name;  ///< "viettel"
  std::string name;           ///< "Viettel Lào Cai"; empty: the carrier's brand
  std::vector<std::string> mail_to;
  std::string webhook_url;               ///< https
  std::filesystem::path webhook_secret;  ///< file with the key of the HMAC
  std::vector<std::string> hub_hosts;    ///< hosts that its /hub callbacks may name
};

struct TicketSettings {
  std::vector<CarrierProfile> carriers;
  std::string sender_vi = "Sở Khoa học và Công nghệ";
  std::string sender_en = "Department of Science and Technology";
  std::string public_url;  ///< "https://gw.laocai.example"; empty: links are paths
  UtcNs acknowledge_within = 4 * kHourNs;
  /// From sent to resolved, by severity of the incident. Defaults of ours, not of a law; the province sets
  /// its own.
  UtcNs critical = 4 * kHourNs, high = 8 * kHourNs, medium = 24 * kHourNs, low = 72 * kHourNs,
        info = 168 * kHourNs;

  const CarrierProfile* carrier(const std::string& operator_name) const {
    for (const auto& profile : carriers) {
      if (profile.operator_name == operator_name) return &profile;
    }
    return nullptr;
  }
  UtcNs allowed(const std::string& severity) const {
    if (severity == "critical") return critical;
    if (severity == "high") return high;
    if (severity == "medium") return medium;
    return severity == "low" ? low : info;
  }
};

}  // namespace sb::gateway
