#include "models/bandplan/allocations.hpp"

#include <array>

namespace sb::models {
namespace {

// Made from allocations.csv beside this file; a test compares the two.
constexpr auto kAllocations = std::to_array<Allocation>({
    {"CN", "China Mobile", PlanDuplex::kFdd, 889e6, 904e6, 934e6, 949e6, "B8", "GSM/NB-IoT/LTE", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Mobile", PlanDuplex::kFdd, 1710e6, 1735e6, 1805e6, 1830e6, "B3", "GSM/LTE", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Mobile", PlanDuplex::kTdd, 1885e6, 1915e6, 1885e6, 1915e6, "B39", "LTE", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Mobile", PlanDuplex::kTdd, 2010e6, 2025e6, 2010e6, 2025e6, "B34", "TD-SCDMA/LTE", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Mobile", PlanDuplex::kTdd, 2320e6, 2370e6, 2320e6, 2370e6, "B40", "LTE (indoor only)",
     "in use", Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Mobile", PlanDuplex::kTdd, 2515e6, 2675e6, 2515e6, 2675e6, "B41/n41", "LTE/NR", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Mobile", PlanDuplex::kTdd, 4800e6, 4900e6, 4800e6, 4900e6, "n79", "NR", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Unicom", PlanDuplex::kFdd, 904e6, 915e6, 949e6, 960e6, "B8", "UMTS/LTE", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Unicom", PlanDuplex::kFdd, 1735e6, 1765e6, 1830e6, 1860e6, "B3", "LTE", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Unicom", PlanDuplex::kFdd, 1940e6, 1965e6, 2130e6, 2155e6, "B1/n1", "UMTS/LTE/NR", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Unicom", PlanDuplex::kTdd, 2300e6, 2320e6, 2300e6, 2320e6, "B40", "LTE (indoor)", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Unicom", PlanDuplex::kTdd, 3500e6, 3600e6, 3500e6, 3600e6, "n78", "NR", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Telecom", PlanDuplex::kFdd, 824e6, 835e6, 869e6, 880e6, "B5/n5", "CDMA/LTE/NR", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Telecom", PlanDuplex::kFdd, 1765e6, 1785e6, 1860e6, 1880e6, "B3", "LTE", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Telecom", PlanDuplex::kFdd, 1920e6, 1940e6, 2110e6, 2130e6, "B1/n1", "LTE/NR", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Telecom", PlanDuplex::kTdd, 3400e6, 3500e6, 3400e6, 3500e6, "n78", "NR", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "Telecom+Unicom+Broadnet", PlanDuplex::kTdd, 3300e6, 3400e6, 3300e6, 3400e6, "n78",
     "NR (indoor shared)", "in use", Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "China Broadnet (shared with China Mobile)", PlanDuplex::kFdd, 703e6, 733e6, 758e6, 788e6,
     "B28/n28", "NR/LTE", "in use", Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html); Yunnan Mobile 700 MHz 5G paper "
     "m.fx361.cc/news/2022/0707/15005567.html"},
    {"CN", "China Broadnet", PlanDuplex::kTdd, 4900e6, 4960e6, 4900e6, 4960e6, "n79", "NR", "in use",
     Certainty::kHigh, false, "", "",
     "nxmr.cn copy of CSDN \"四大运营商频段-2024\" (blog.csdn.net/sinat_39448069/article/details/134905294); "
     "2018 MIIT table agrees (bestofdance.cn/tongxin/202209/57032.html)"},
    {"CN", "GSM-R (China Railway; Hekou line)", PlanDuplex::kFdd, 885e6, 889e6, 930e6, 934e6, "R-GSM/E-GSM",
     "GSM-R", "in use", Certainty::kMedium, false, "", "",
     "360docs.net/doc/6e6436463.html (885-889/930-934 GSM-R)"},
    {"VN", "Viettel", PlanDuplex::kFdd, 713e6, 723e6, 768e6, 778e6, "B28/n28 (block B2-B2')", "LTE/NR",
     "awarded 20/5/2025, 15 years", Certainty::kHigh, false, "2025-05-20", "2040-05-19",
     "tracuuquyhoach.com Viettel trúng đấu giá B2-B2'; baodautu.vn d337675 (713-723/768-778)"},
    {"VN", "VNPT (Vinaphone)", PlanDuplex::kFdd, 703e6, 713e6, 758e6, 768e6, "B28/n28 (block B1-B1')",
     "LTE/NR", "awarded 16/9/2025", Certainty::kHigh, false, "2025-09-16", "",
     "ngaynay.vn VNPT trúng thầu khối B1-B1' 2025-09-17"},
    {"VN", "(B3-B3' result not found)", PlanDuplex::kFdd, 723e6, 733e6, 778e6, 788e6,
     "B28/n28 (block B3-B3')", "LTE/NR", "re-auction planned Jul-2025", Certainty::kMedium, false, "", "",
     "baodautu.vn d337675; vneconomy.vn 22/07/2025"},
    {"VN", "Viettel", PlanDuplex::kTdd, 2500e6, 2600e6, 2500e6, 2600e6, "B41/n41", "LTE/NR",
     "awarded 8/3/2024", Certainty::kHigh, false, "2024-03-08", "",
     "rfd.gov.vn ItemID=3211; simthanglong.vn C3 article"},
    {"VN", "VNPT (Vinaphone)", PlanDuplex::kTdd, 3700e6, 3800e6, 3700e6, 3800e6, "n78/n77 (block C2)", "NR",
     "awarded 3/2024", Certainty::kHigh, false, "2024-03-01", "",
     "simthanglong.vn C3 article; mic.gov.vn 9/7/2024"},
    {"VN", "MobiFone", PlanDuplex::kTdd, 3800e6, 3900e6, 3800e6, 3900e6,
     "n77 only (above n78 upper edge 3800; block C3)", "NR", "awarded 9/7/2024", Certainty::kHigh, false,
     "2024-07-09", "", "mic.gov.vn 19724070915133728; hanoimoi.vn 671575"},
    {"VN", "Vietnamobile (Hanoi Telecom)", PlanDuplex::kFdd, 880e6, 890e6, 925e6, 935e6, "B8",
     "GSM/UMTS (2G off)", "licence status after 15/9/2026 unknown", Certainty::kMedium, true, "2024-09-16",
     "2026-09-15",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences)"},
    {"VN", "VNPT (Vinaphone)", PlanDuplex::kFdd, 890e6, 898.4e6, 935e6, 943.4e6, "B8", "UMTS/LTE",
     "900 MHz plan kept 16/9/2024-15/9/2026, re-plan expected after", Certainty::kMedium, true, "2024-09-16",
     "2026-09-15",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences); re-plan statement: rfd.gov.vn ItemID=3210"},
    {"VN", "Viettel", PlanDuplex::kFdd, 898.4e6, 906.7e6, 943.4e6, 951.7e6, "B8", "UMTS/LTE",
     "900 MHz plan kept 16/9/2024-15/9/2026, re-plan expected after", Certainty::kMedium, true, "2024-09-16",
     "2026-09-15",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences)"},
    {"VN", "MobiFone", PlanDuplex::kFdd, 906.7e6, 915e6, 951.7e6, 960e6, "B8", "UMTS/LTE",
     "900 MHz plan kept 16/9/2024-15/9/2026, re-plan expected after", Certainty::kMedium, true, "2024-09-16",
     "2026-09-15",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences)"},
    {"VN", "VNPT (Vinaphone)", PlanDuplex::kFdd, 1710e6, 1730e6, 1805e6, 1825e6, "B3", "LTE", "in use",
     Certainty::kMedium, true, "", "",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences)"},
    {"VN", "Viettel", PlanDuplex::kFdd, 1730e6, 1750e6, 1825e6, 1845e6, "B3", "LTE", "in use",
     Certainty::kMedium, true, "", "",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences)"},
    {"VN", "MobiFone", PlanDuplex::kFdd, 1750e6, 1770e6, 1845e6, 1865e6, "B3", "LTE", "in use",
     Certainty::kMedium, true, "", "",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences)"},
    {"VN", "Gmobile (GTEL)", PlanDuplex::kFdd, 1770e6, 1785e6, 1865e6, 1880e6, "B3", "(small network)",
     "unclear", Certainty::kLow, true, "", "",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences)"},
    {"VN", "Viettel", PlanDuplex::kFdd, 1920e6, 1935e6, 2110e6, 2125e6, "B1", "UMTS/LTE", "in use",
     Certainty::kMedium, true, "", "",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences)"},
    {"VN", "VNPT (Vinaphone)", PlanDuplex::kFdd, 1935e6, 1950e6, 2125e6, 2140e6, "B1", "UMTS/LTE", "in use",
     Certainty::kMedium, true, "", "",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences)"},
    {"VN", "Vietnamobile / Viettel (ex EVN)", PlanDuplex::kFdd, 1950e6, 1965e6, 2140e6, 2155e6, "B1", "UMTS",
     "in use", Certainty::kLow, true, "", "",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences)"},
    {"VN", "MobiFone", PlanDuplex::kFdd, 1965e6, 1980e6, 2155e6, 2170e6, "B1", "UMTS/LTE", "in use",
     Certainty::kMedium, true, "", "",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences)"},
    {"VN", "(planned IMT, not awarded)", PlanDuplex::kTdd, 2300e6, 2390e6, 2300e6, 2390e6, "B40", "-",
     "auction 2023 had no bidder", Certainty::kMedium, true, "", "",
     "from memory (order and edges to be confirmed against Thông tư 03/2024, 04/2024, 12/2023/TT-BTTTT "
     "licences)"},
    {"LA", "LaoTel (LTC) 457-01", PlanDuplex::kUnknown, 0.0, 0.0, 0.0, 0.0, "",
     "GSM900/1800, UMTS2100, LTE1800, 5G", "in use", Certainty::kLow, false, "", "",
     "band list only, from npm mcc-mnc-list 1.1.11 (Wikipedia); block edges not found"},
    {"LA", "ETL 457-02", PlanDuplex::kUnknown, 0.0, 0.0, 0.0, 0.0, "", "GSM900/1800, UMTS2100", "in use",
     Certainty::kLow, false, "", "",
     "band list only, from npm mcc-mnc-list 1.1.11 (Wikipedia); block edges not found"},
    {"LA", "Unitel (Star Telecom, Viettel) 457-03", PlanDuplex::kUnknown, 0.0, 0.0, 0.0, 0.0, "",
     "GSM900/1800, UMTS2100, LTE1800", "in use", Certainty::kLow, false, "", "",
     "band list only, from npm mcc-mnc-list 1.1.11 (Wikipedia); block edges not found"},
    {"LA", "Best 457-07", PlanDuplex::kUnknown, 0.0, 0.0, 0.0, 0.0, "", "GSM900/1800, UMTS2100", "in use",
     Certainty::kLow, false, "", "",
     "band list only, from npm mcc-mnc-list 1.1.11 (Wikipedia); block edges not found"},
    {"LA", "TPLUS 457-08", PlanDuplex::kUnknown, 0.0, 0.0, 0.0, 0.0, "", "GSM900/1800, UMTS2100", "in use",
     Certainty::kLow, false, "", "",
     "band list only, from npm mcc-mnc-list 1.1.11 (Wikipedia); block edges not found"},
    {"KH", "Cellcard 456-01/18", PlanDuplex::kUnknown, 0.0, 0.0, 0.0, 0.0, "",
     "GSM900/1800, UMTS2100, LTE1800", "in use", Certainty::kLow, false, "", "",
     "band list only, from npm mcc-mnc-list 1.1.11 (Wikipedia); block edges not found; TRC assigns "
     "850/900/2100 (rfd.gov.vn ItemID=2411)"},
    {"KH", "Smart 456-02/05/06", PlanDuplex::kUnknown, 0.0, 0.0, 0.0, 0.0, "",
     "GSM900/1800, UMTS2100, LTE1800/2100", "in use", Certainty::kLow, false, "", "",
     "band list only, from npm mcc-mnc-list 1.1.11 (Wikipedia); block edges not found; TRC assigns "
     "850/900/2100 (rfd.gov.vn ItemID=2411)"},
    {"KH", "Metfone (Viettel) 456-08/09", PlanDuplex::kUnknown, 0.0, 0.0, 0.0, 0.0, "",
     "GSM900/1800, UMTS2100, LTE1800", "in use", Certainty::kLow, false, "", "",
     "band list only, from npm mcc-mnc-list 1.1.11 (Wikipedia); block edges not found; TRC assigns "
     "850/900/2100 (rfd.gov.vn ItemID=2411)"},
    {"KH", "SEATEL 456-11", PlanDuplex::kUnknown, 0.0, 0.0, 0.0, 0.0, "", "LTE850/2600", "in use",
     Certainty::kLow, false, "", "",
     "band list only, from npm mcc-mnc-list 1.1.11 (Wikipedia); block edges not found; TRC assigns "
     "850/900/2100 (rfd.gov.vn ItemID=2411)"},
});

bool valid_on(const Allocation& row, std::string_view day) {
  if (day.empty()) return true;  // ISO days compare as text
  return (row.valid_from.empty() || row.valid_from <= day) &&
         (row.valid_until.empty() || day <= row.valid_until);
}

}  // namespace

std::span<const Allocation> allocations() {
  return kAllocations;
}

std::vector<const Allocation*> allocations_at(std::span<const Allocation> table, double frequency_hz,
                                              LinkDirection direction, std::string_view country_iso,
                                              std::string_view day) {
  std::vector<const Allocation*> rows;
  for (const Allocation& row : table) {
    const bool down = direction == LinkDirection::kDownlink;
    const double low = down ? row.dl_low_hz : row.ul_low_hz;
    const double high = down ? row.dl_high_hz : row.ul_high_hz;
    if (!country_iso.empty() && row.country_iso != country_iso) continue;
    if (frequency_hz >= low && frequency_hz < high && valid_on(row, day)) rows.push_back(&row);
  }
  return rows;
}

BorderUse border_use(std::span<const Allocation> table, double frequency_hz, LinkDirection direction,
                     std::string_view day) {
  bool domestic = false;
  bool foreign = false;
  for (const Allocation* row : allocations_at(table, frequency_hz, direction, {}, day)) {
    (row->country_iso == "VN" ? domestic : foreign) = true;
  }
  if (domestic && foreign) return BorderUse::kCoChannel;
  if (domestic) return BorderUse::kDomesticOnly;
  return foreign ? BorderUse::kForeignOnly : BorderUse::kNobody;
}

}  // namespace sb::models
