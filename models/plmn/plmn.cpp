#include "models/plmn/plmn.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sb::models {
namespace {

// Made from plmn.csv beside this file (sources in its last column); a test compares the two.
constexpr auto kNetworks = std::to_array<Network>({
    {{456, 1, 2}, "KH", "Campuchia", "Cellcard", "CamGSM / The Royal Group", true},
    {{456, 2, 2}, "KH", "Campuchia", "Smart", "Smart Axiata Co. Ltd", true},
    {{456, 3, 2}, "KH", "Campuchia", "qb", "Cambodia Advance Communications Co. Ltd", false},
    {{456, 4, 2}, "KH", "Campuchia", "qb", "Cambodia Advance Communications Co. Ltd", false},
    {{456, 5, 2}, "KH", "Campuchia", "Smart", "Smart Axiata Co. Ltd", true},
    {{456, 6, 2}, "KH", "Campuchia", "Smart", "Smart Axiata Co. Ltd", true},
    {{456, 8, 2}, "KH", "Campuchia", "Metfone", "Viettel", true},
    {{456, 9, 2}, "KH", "Campuchia", "Metfone", "Viettel", true},
    {{456, 11, 2}, "KH", "Campuchia", "SEATEL", "SEATEL Cambodia", true},
    {{456, 18, 2}, "KH", "Campuchia", "Cellcard", "The Royal Group", true},
    {{460, 0, 2}, "CN", "Trung Quốc", "China Mobile", "China Mobile", true},
    {{460, 1, 2}, "CN", "Trung Quốc", "China Unicom", "China Unicom", true},
    {{460, 2, 2}, "CN", "Trung Quốc", "China Mobile", "China Mobile", false},
    {{460, 3, 2}, "CN", "Trung Quốc", "China Telecom", "China Telecom", true},
    {{460, 4, 2}, "CN", "Trung Quốc", "China Mobile", "Global Star Satellite", false},
    {{460, 5, 2}, "CN", "Trung Quốc", "China Telecom", "China Telecom", false},
    {{460, 6, 2}, "CN", "Trung Quốc", "China Unicom", "China Unicom", false},
    {{460, 7, 2}, "CN", "Trung Quốc", "China Mobile", "China Mobile", false},
    {{460, 8, 2}, "CN", "Trung Quốc", "China Mobile", "China Mobile", false},
    {{460, 9, 2}, "CN", "Trung Quốc", "China Unicom", "China Unicom", true},
    {{460, 11, 2}, "CN", "Trung Quốc", "China Telecom", "China Telecom", true},
    {{460, 15, 2}, "CN", "Trung Quốc", "China Broadnet", "China Broadnet", true},
    {{460, 20, 2}, "CN", "Trung Quốc", "China Tietong", "China Tietong", true},
    {{457, 1, 2}, "LA", "Lào", "LaoTel", "Lao Telecom", true},
    {{457, 2, 2}, "LA", "Lào", "ETL", "Enterprise of Telecommunications Lao", true},
    {{457, 3, 2}, "LA", "Lào", "Unitel", "Star Telecom Co., Ltd", true},
    {{457, 7, 2}, "LA", "Lào", "Best", "Best Telecom Co., Ltd", true},
    {{457, 8, 2}, "LA", "Lào", "TPLUS", "TPLUS Digital Sole Co., Ltd", true},
    {{452, 1, 2}, "VN", "Việt Nam", "MobiFone", "Vietnam Mobile Telecom Services Company", true},
    {{452, 2, 2}, "VN", "Việt Nam", "Vinaphone", "Vietnam Telecom Services Company", true},
    {{452, 3, 2}, "VN", "Việt Nam", "S-Fone", "S-Telecom", false},
    {{452, 4, 2}, "VN", "Việt Nam", "Viettel Mobile", "Viettel Telecom", true},
    {{452, 5, 2}, "VN", "Việt Nam", "Vietnamobile", "Hanoi Telecom", true},
    {{452, 6, 2}, "VN", "Việt Nam", "EVNTelecom", "EVN Telecom", false},
    {{452, 7, 2}, "VN", "Việt Nam", "Gmobile", "GTEL Mobile JSC", true},
    {{452, 8, 2}, "VN", "Việt Nam", "I-Telecom", "Indochina Telecom", true},
    {{452, 9, 2}, "VN", "Việt Nam", "REDDI", "MOBICAST JSC", true},
    {{520, 0, 2}, "TH", "Thái Lan", "TrueMove H / my by NT", "National Telecom Public Company Limited", true},
    {{520, 1, 2}, "TH", "Thái Lan", "AIS", "Advanced Info Service", true},
    {{520, 2, 2}, "TH", "Thái Lan", "NT Mobile", "National Telecom Public Company Limited", true},
    {{520, 3, 2}, "TH", "Thái Lan", "AIS", "Advanced Wireless Network Company Ltd.", true},
    {{520, 4, 2}, "TH", "Thái Lan", "TrueMove H", "True Move H Universal Communication Company Ltd.", true},
    {{520, 5, 2}, "TH", "Thái Lan", "dtac", "DTAC TriNet Company Ltd.", true},
    {{520, 9, 2}, "TH", "Thái Lan", "", "Royal Thai Police", true},
    {{520, 15, 2}, "TH", "Thái Lan", "AIS-T / NT Mobile", "National Telecom Public Company Limited", true},
    {{520, 17, 2}, "TH", "Thái Lan", "NT Mobile", "National Telecom Public Company Limited", true},
    {{520, 18, 2}, "TH", "Thái Lan", "dtac", "Total Access Communications Public Company Ltd.", true},
    {{520, 20, 2}, "TH", "Thái Lan", "ACeS", "ACeS", false},
    {{520, 23, 2}, "TH", "Thái Lan", "AIS GSM 1800", "Digital Phone Company Ltd.", false},
    {{520, 25, 2}, "TH", "Thái Lan", "WE PCT", "True Corporation", false},
    {{520, 47, 2}, "TH", "Thái Lan", "dtac-T", "National Telecom Public Company Limited", true},
    {{520, 99, 2}, "TH", "Thái Lan", "TrueMove", "True Corporation", true},
});

}  // namespace

std::string to_string(const Plmn& plmn) {
  return fmt::format("{:03}-{:0{}}", plmn.mcc, plmn.mnc, plmn.mnc_digits);
}

std::optional<Plmn> parse_plmn(std::string_view text) {
  if ((text.size() != 6 && text.size() != 7) || text[3] != '-') return std::nullopt;
  Plmn plmn{0, 0, static_cast<std::uint8_t>(text.size() - 4)};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 3) continue;
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    auto& number = i < 3 ? plmn.mcc : plmn.mnc;
    number = static_cast<std::uint16_t>(number * 10 + (text[i] - '0'));
  }
  return plmn;
}

std::span<const Network> networks() {
  return kNetworks;
}

const Network* find_network(const Plmn& plmn) {
  const auto* found = std::ranges::find(kNetworks, plmn, &Network::plmn);
  return found == kNetworks.end() ? nullptr : found;
}

std::string_view country_of(const Plmn& plmn) {
  const auto* found =
      std::ranges::find_if(kNetworks, [&](const Network& n) { return n.plmn.mcc == plmn.mcc; });
  return found == kNetworks.end() ? std::string_view{} : found->country_iso;
}

bool is_domestic(const Plmn& plmn) {
  return plmn.mcc == 452;
}

}  // namespace sb::models
