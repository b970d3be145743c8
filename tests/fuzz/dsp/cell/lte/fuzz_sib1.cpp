// The SIB1 parser on any octets: an error or a message within its ranges, never anything else.
#include <cstdlib>

#include "dsp/cell/lte/sib1.hpp"

namespace {

bool within_ranges(const sb::dsp::lte::Sib1& sib1) {
  bool good = !sib1.plmns.empty() && sib1.plmns.size() <= 6 && sib1.cell_identity < 1U << 28U &&
              sib1.band >= 1 && sib1.band <= 64 && sib1.q_rx_lev_min_dbm >= -140 &&
              sib1.q_rx_lev_min_dbm <= -44 && !sib1.scheduling.empty() && sib1.scheduling.size() <= 32 &&
              sib1.value_tag < 32;
  for (const auto& entry : sib1.plmns) good &= entry.plmn.mcc <= 999 && entry.plmn.mnc <= 999;
  for (const auto& message : sib1.scheduling) good &= message.sib_types.size() <= 31;
  return good;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto sib1 = sb::dsp::lte::parse_sib1({data, size});
  if (sib1 ? !within_ranges(*sib1) : sib1.error().text.empty()) std::abort();
  return 0;
}
